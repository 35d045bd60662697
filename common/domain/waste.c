#include "common/domain/waste.h"

#include "common/base/civil.h"

static int64_t monthly(int year, int month, int weekday)
{
	int64_t first = civil_days(year, month, 1);

	return first + (weekday - civil_from_days(first).weekday + 7) % 7;
}

bool waste_next(const struct waste_rule *rule, int64_t from, int64_t *ret_day)
{
	int64_t start = MAX(from, rule->first_day), monday, day;
	int weekday = rule->weekday - 1;

	if (rule->weekday < 1 || rule->weekday > 7 || rule->every_weeks < 0 || rule->every_weeks > 52)
		return false;
	if (rule->every_weeks == 0) {
		struct civil c = civil_from_days(start);

		day = monthly(c.year, c.month, weekday);
		if (day < start)
			day = c.month == 12 ? monthly(c.year + 1, 1, weekday) : monthly(c.year, c.month + 1, weekday);
		*ret_day = day;
		return true;
	}
	monday = rule->first_day - civil_from_days(rule->first_day).weekday;
	day = monday + weekday;
	if (day < start) {
		int64_t step = (int64_t)rule->every_weeks * 7;

		day += (start - day + step - 1) / step * step;
	}
	*ret_day = day;
	return true;
}
