#include "common/domain/hours_scan.h"

#include <stdio.h>
#include <strings.h>

bool scan_stop(struct scan *scan, const char *why)
{
	if (!scan->why[0])
		snprintf(scan->why, sizeof(scan->why), "%s", why);
	return false;
}

void scan_space(struct scan *scan)
{
	while (*scan->s == ' ' || *scan->s == '\t' || *scan->s == '\n' || *scan->s == '\r' || starts_with(scan->s, "\u00A0"))
		scan->s += *scan->s == '\xC2' ? 2 : 1;
}

bool scan_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool scan_take(struct scan *scan, const char *token)
{
	scan_space(scan);
	if (!starts_with(scan->s, token))
		return false;
	scan->s += strlen(token);
	return true;
}

size_t scan_word_length(const char *s)
{
	size_t n = 0;

	while (is_letter(s[n]))
		n++;
	return n;
}

bool scan_word(struct scan *scan, const char *word)
{
	scan_space(scan);
	if (scan_word_length(scan->s) != strlen(word) || strncasecmp(scan->s, word, strlen(word)) != 0)
		return false;
	scan->s += strlen(word);
	return true;
}

/* One of NAMES, each with its short form of SHORT letters: index, or -1. */
static int take_name(struct scan *scan, const char *const *names, int n, size_t short_form)
{
	size_t len;

	scan_space(scan);
	len = scan_word_length(scan->s);
	for (int i = 0; i < n; i++) {
		if (len < short_form || len > strlen(names[i]) || strncasecmp(scan->s, names[i], len) != 0)
			continue;
		if (len != short_form && len != 3 && len != strlen(names[i]))
			continue;
		scan->s += len;
		return i;
	}
	return -1;
}

int scan_weekday(struct scan *scan)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

	return take_name(scan, names, 7, 2);
}

int scan_month(struct scan *scan)
{
	static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august",
					     "september", "october", "november", "december" };

	return take_name(scan, names, 12, 3) + 1;
}

/* Up to MOST digits. */
bool scan_number(struct scan *scan, size_t most, int *ret)
{
	size_t n = 0;
	int value = 0;

	scan_space(scan);
	for (; scan_digit(scan->s[n]); n++)
		value = n < 5 ? value * 10 + (scan->s[n] - '0') : value;
	if (n == 0 || n > most)
		return false;
	scan->s += n;
	*ret = value;
	return true;
}

/* Is the next thing a time of day, 8:30? (a day of the month, or a year, otherwise) */
bool scan_at_time(struct scan *scan)
{
	size_t n;

	scan_space(scan);
	n = strspn(scan->s, "0123456789");
	return n >= 1 && n <= 2 && (scan->s[n] == ':' || scan->s[n] == '.') && scan_digit(scan->s[n + 1]) && scan_digit(scan->s[n + 2]) &&
	       !scan_digit(scan->s[n + 3]);
}

bool scan_at_year(struct scan *scan)
{
	scan_space(scan);
	return strspn(scan->s, "0123456789") == 4;
}
