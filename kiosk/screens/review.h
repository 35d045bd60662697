/* Everything that was answered, before it is sent; and what is done with it (GDPR, article 13). */
#ifndef PARVIS_SCREENS_REVIEW_H
#define PARVIS_SCREENS_REVIEW_H

extern const struct screen review_screen;
extern const struct screen privacy_screen;

#endif
