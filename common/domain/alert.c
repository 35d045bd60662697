#include "common/domain/alert.h"

bool alert_active(const struct alert_rule *alert, int64_t now)
{
	return alert->starts <= now && (alert->ends == 0 || now < alert->ends);
}

bool alert_concerns(const struct alert_rule *alert, const struct position *here)
{
	if (!alert->has_area || alert->radius <= 0 || !position_valid(alert->centre))
		return true;
	if (!here || !position_valid(*here))
		return true;
	return geo_distance(*here, alert->centre) <= alert->radius;
}

bool alert_urgent(const struct alert_rule *alert, const struct position *here, int64_t now)
{
	return alert->severity == SEVERITY_DANGER && alert_active(alert, now) && alert_concerns(alert, here);
}

int alert_compare(const struct alert_rule *a, const struct alert_rule *b)
{
	int64_t a_end = a->ends ? a->ends : INT64_MAX, b_end = b->ends ? b->ends : INT64_MAX;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	return (a_end > b_end) - (a_end < b_end);
}
