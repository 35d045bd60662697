/* A request that its number opened: how it stands, what happened, what was written; and an answer to it. */
#ifndef PARVIS_SCREENS_THREAD_H
#define PARVIS_SCREENS_THREAD_H

extern const struct screen thread_screen;
extern const struct screen reply_screen;

#endif
