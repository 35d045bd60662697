#include "common/domain/deadline.h"

enum { LAW_MONTH = 30 }; /* days that stand for a month in service.silence_days */

int64_t deadline_day(const struct zone *zone, int64_t wall)
{
	struct civil c = civil_from_time(zone, wall);

	return civil_days(c.year, c.month, c.day);
}

int64_t deadline_promised(int64_t received, int promised_days, bool holidays_fr)
{
	int64_t day = received + MAX(promised_days, 0);

	while (civil_from_days(day).weekday >= 5 || (holidays_fr && civil_is_holiday_fr(day)))
		day++;
	return day;
}

int64_t deadline_add_months(int64_t day, int months)
{
	struct civil c = civil_from_days(day);
	int64_t month = (int64_t)c.year * 12 + c.month - 1 + months;
	int year = (int)(month / 12), of_year = (int)(month % 12) + 1;
	int64_t first = civil_days(year, of_year, 1);
	int64_t next = of_year == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, of_year + 1, 1);

	return MIN(first + c.day - 1, next - 1);
}

int64_t deadline_silence(int64_t received, int silence_days)
{
	if (silence_days > 0 && silence_days % LAW_MONTH == 0)
		return deadline_add_months(received, silence_days / LAW_MONTH);
	return received + MAX(silence_days, 0);
}
