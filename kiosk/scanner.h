/* Telling a scanner from a hand. A HID scanner is a keyboard that types very fast and ends with Enter, in the US layout
 * whatever the system's; so a burst is read by the places of its keys as well as by the text they gave. Pure: keys and times
 * go in.
 */
#ifndef PARVIS_KIOSK_SCANNER_H
#define PARVIS_KIOSK_SCANNER_H

#include "common/base/util.h"

enum {
	SCAN_MAX = 256,       /* characters of one scan */
	SCAN_LEAST = 8,       /* shorter is typing */
	SCAN_GAP_MS = 150,    /* a longer pause ends a burst */
	SCAN_MEAN_MS = 45,    /* hands are slower on average */
};

struct scanner {
	char by_key[SCAN_MAX + 1];  /* US layout */
	char by_text[SCAN_MAX + 1]; /* what the system made of it */
	int keys;
	size_t key_len, text_len;
	uint32_t waited_ms; /* for keys, all in all */
	uint32_t last_ms;   /* since when it is waited for the next one */
	bool busy;          /* a key came, and what it made is still being done */
};

/* A key went down: its character in the US layout, 0 when it has none. Starts anew after a pause; true when it did. */
bool scanner_key(struct scanner *scanner, char us, uint32_t ms);
void scanner_text(struct scanner *scanner, const char *text);
/* What the keys made is done and drawn: time passes from here on. A slow machine does not make a scanner slow. */
void scanner_rest(struct scanner *scanner, uint32_t ms);

/* Is what came so far a scan? Asked at Enter, and after SCAN_GAP_MS of nothing. */
bool scanner_is_scan(const struct scanner *scanner);
void scanner_clear(struct scanner *scanner);

#endif
