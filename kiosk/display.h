/* The size of the display as it is now. SDL keeps the one it found at the start: a resolution that changes while the terminal runs
 * (a screen exchanged, its cable pulled and put back) is seen in the X server only. Thread: main.
 */
#ifndef PARVIS_KIOSK_DISPLAY_H
#define PARVIS_KIOSK_DISPLAY_H

struct kiosk;

/* What covers the whole display goes on covering it. Nothing to do with several displays, or without an X server. */
void display_follow(struct kiosk *kiosk);

#endif
