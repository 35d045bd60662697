#ifndef PARVIS_SCREENS_ARTICLE_H
#define PARVIS_SCREENS_ARTICLE_H

struct screen;
extern const struct screen article_screen;

#endif
