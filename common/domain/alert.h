/* Which alerts concern a place, and which of them speak first. Pure. */
#ifndef PARVIS_DOMAIN_ALERT_H
#define PARVIS_DOMAIN_ALERT_H

#include "common/domain/geo.h"

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_DANGER, SEVERITIES };

struct alert_rule {
	enum severity severity;
	int64_t starts, ends; /* wall µs; ends 0: until it is withdrawn */
	bool has_area;        /* no radius: the whole town */
	struct position centre;
	int radius;           /* metres */
};

bool alert_active(const struct alert_rule *alert, int64_t now);

/* HERE NULL: a terminal that does not know where it is; every area concerns it, since silence could cost more. */
bool alert_concerns(const struct alert_rule *alert, const struct position *here);

/* Takes the whole screen, with voice: danger that is active and concerns this place. */
bool alert_urgent(const struct alert_rule *alert, const struct position *here, int64_t now);

/* For qsort-like use: more severe first, then the nearer end. */
int alert_compare(const struct alert_rule *a, const struct alert_rule *b);

#endif
