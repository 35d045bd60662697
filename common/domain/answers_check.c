/* Are the answers what they should be? And what was typed, as it is stored. */
#include "common/domain/answers.h"

#include <math.h>

#include "common/base/civil.h"
#include "common/base/utf8.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_space(uint32_t c)
{
	return c == ' ' || c == '\n' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

static bool is_blank(const char *text)
{
	while (*text)
		if (!is_space(utf8_next(&text)))
			return false;
	return true;
}

/* Copies TYPED without spaces and the signs of DROP. False when it does not fit, or is not ASCII. */
static bool squeeze(const char *typed, const char *drop, char *out, size_t size)
{
	size_t n = 0;

	while (*typed) {
		uint32_t c = utf8_next(&typed);

		if (is_space(c) || (c < 0x80 && strchr(drop, (int)c)))
			continue;
		if (c >= 0x80 || n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

bool phone_normalise(const char *typed, char out[24])
{
	char digits[40], plain[24];
	const char *trunk;
	bool abroad;
	size_t n;

	if (!squeeze(typed, ".-/", digits, sizeof(digits)))
		return false;
	trunk = strstr(digits, "(0)"); /* +33 (0)3 …: the 0 of calls from inside */
	if (trunk && digits[0] != '0')
		memmove(digits + (trunk - digits), trunk + 3, strlen(trunk + 3) + 1);
	if (!squeeze(digits, "()", plain, sizeof(plain)))
		return false;
	abroad = plain[0] == '+' || starts_with(plain, "00");
	n = abroad ? (plain[0] == '+' ? 1 : 2) : 0;
	if (!plain[n] || strspn(plain + n, "0123456789") != strlen(plain + n))
		return false;
	if (abroad && starts_with(plain + n, "33")) {
		const char *national = plain + n + 2 + (plain[n + 2] == '0');

		if (strlen(national) != 9 || national[0] == '0')
			return false;
		snprintf(out, 24, "0%s", national);
		return true;
	}
	if (abroad) { /* E.164: at most 15 digits, none of which is a 0 at the start */
		size_t len = strlen(plain + n);

		if (len < 8 || len > 15 || plain[n] == '0')
			return false;
		snprintf(out, 24, "+%s", plain + n);
		return true;
	}
	if (strlen(plain) != 10 || plain[0] != '0' || plain[1] == '0')
		return false;
	snprintf(out, 24, "%s", plain);
	return true;
}

/* Enough to find a slip, not to judge an address (RFC 5321 allows more than anybody uses). */
bool email_plausible(const char *typed)
{
	const char *at, *dot;
	char email[260];
	size_t n = 0;

	for (const char *s = typed; *s; s++)
		if (*s != ' ' && n + 1 < sizeof(email))
			email[n++] = *s;
	email[n] = '\0';
	at = strchr(email, '@');
	if (n > 254 || !at || at == email || at - email > 64 || strchr(at + 1, '@') || strstr(email, "..") || email[0] == '.' ||
	    at[-1] == '.' || strpbrk(email, "<>()[],;:\"\\\n"))
		return false;
	dot = strrchr(at, '.');
	if (!dot || dot == at + 1 || at[1] == '.' || at[1] == '-' || strlen(dot + 1) < 2)
		return false;
	for (const char *s = dot + 1; *s; s++)
		if (is_digit(*s))
			return false;
	return true;
}

bool number_from_typed(const char *typed, double *ret_value)
{
	char digits[40];
	double value = 0, unit = 1;
	bool any = false, behind = false;
	const char *s = digits;

	if (starts_with(typed, "\u2212"))
		return false;
	if (!squeeze(typed, "", digits, sizeof(digits)))
		return false;
	if (*s == '-' || *s == '+')
		s++;
	for (; *s; s++) {
		if ((*s == ',' || *s == '.') && !behind && any) {
			behind = true;
			continue;
		}
		if (!is_digit(*s))
			return false;
		any = true;
		value = value * 10 + (*s - '0');
		unit *= behind ? 10 : 1;
	}
	if (!any || !isfinite(value) || value / unit > 1e15)
		return false;
	*ret_value = digits[0] == '-' ? -(value / unit) : value / unit;
	return true;
}

/* Runs of digits in TYPED, at most three; a lone run of 8 or 6 is day, month and year without anything between. */
static int digit_runs(const char *typed, int part[3], int len[3])
{
	int n = 0;

	while (*typed) {
		size_t run = strspn(typed, "0123456789");

		if (run == 0 && !strchr(" /-.", *typed))
			return 0;
		if (run > 8 || (run > 0 && n == 3))
			return 0;
		if (run > 0) {
			part[n] = (int)strtol(typed, NULL, 10);
			len[n++] = (int)run;
		}
		typed += MAX(run, (size_t)1);
	}
	if (n == 1 && (len[0] == 8 || len[0] == 6)) {
		int years = len[0] == 8 ? 10000 : 100;

		part[2] = part[0] % years;
		part[1] = part[0] / years % 100;
		part[0] = part[0] / years / 100;
		len[2] = len[0] - 4;
		len[0] = len[1] = 2;
		n = 3;
	}
	return n;
}

bool date_from_typed(const char *typed, int64_t *ret_days)
{
	int part[3] = { 0 }, len[3] = { 0 }, year, day;
	struct civil date;
	char iso[48];

	if (digit_runs(typed, part, len) != 3 || len[1] > 2)
		return false;
	if (len[0] == 4 && len[2] <= 2) {
		year = part[0];
		day = part[2];
	} else if (len[0] <= 2 && (len[2] == 4 || len[2] == 2)) {
		day = part[0];
		year = part[2];
		if (len[2] == 2)
			year += year < 50 ? 2000 : 1900;
	} else {
		return false;
	}
	snprintf(iso, sizeof(iso), "%04d-%02d-%02d", year, part[1], day);
	if (!civil_parse_date(iso, &date))
		return false;
	*ret_days = civil_days(date.year, date.month, date.day);
	return true;
}

/* ---- one field */

static double bound_at(const struct form_bound *bound, int64_t today)
{
	return bound->value + (bound->from_today ? (double)today : 0);
}

static enum answer_fault check_number(const struct form_field *field, const char *text)
{
	double value;

	if (!number_from_typed(text, &value))
		return ANSWER_NOT_A_NUMBER;
	if (field->min.set && value < field->min.value)
		return ANSWER_TOO_SMALL;
	if (field->max.set && value > field->max.value)
		return ANSWER_TOO_LARGE;
	return ANSWER_OK;
}

static enum answer_fault check_date(const struct form_field *field, const char *text, int64_t today)
{
	int64_t day;

	if (!date_from_typed(text, &day))
		return ANSWER_NOT_A_DATE;
	if (field->min.set && (double)day < bound_at(&field->min, today))
		return ANSWER_TOO_EARLY;
	if (field->max.set && (double)day > bound_at(&field->max, today))
		return ANSWER_TOO_LATE;
	return ANSWER_OK;
}

static enum answer_fault check_choices(const struct form_field *field, const char *text)
{
	size_t n = 0;

	while (*text) {
		char id[FORM_ID_MAX + 1];
		size_t len = strcspn(text, "\n");

		if (len > FORM_ID_MAX)
			return ANSWER_NOT_AN_OPTION;
		snprintf(id, sizeof(id), "%.*s", (int)len, text);
		if (!form_option_find(field, id))
			return ANSWER_NOT_AN_OPTION;
		n++;
		text += len;
		text += *text == '\n';
	}
	return field->max.set && (double)n > field->max.value ? ANSWER_TOO_MANY : ANSWER_OK;
}

static bool is_choice(const struct form_field *field)
{
	return field->type == FIELD_CHOICE || field->type == FIELD_CHOICES || field->type == FIELD_YESNO;
}

enum answer_fault answer_check(const struct form_field *field, const struct answers *answers, int64_t today)
{
	const char *text = answers_get(answers, field->id);
	char phone[24];

	if (is_blank(text))
		return field->required ? ANSWER_MISSING : ANSWER_OK;
	if (!is_choice(field) && utf8_count(text) > (size_t)field->max_chars)
		return ANSWER_TOO_LONG;
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_ADDRESS:
	case FIELD_TYPES:
		return ANSWER_OK;
	case FIELD_NUMBER:
		return check_number(field, text);
	case FIELD_DATE:
		return check_date(field, text, today);
	case FIELD_CHOICE:
		return form_option_find(field, text) ? ANSWER_OK : ANSWER_NOT_AN_OPTION;
	case FIELD_CHOICES:
		return check_choices(field, text);
	case FIELD_YESNO:
		return streq(text, "yes") || streq(text, "no") ? ANSWER_OK : ANSWER_NOT_AN_OPTION;
	case FIELD_PHONE:
		return phone_normalise(text, phone) ? ANSWER_OK : ANSWER_BAD_PHONE;
	case FIELD_EMAIL:
		return email_plausible(text) ? ANSWER_OK : ANSWER_BAD_EMAIL;
	}
	return ANSWER_OK;
}

static const char *const fault_keys[ANSWER_FAULTS] = {
	[ANSWER_MISSING] = "form.fault.missing",
	[ANSWER_TOO_LONG] = "form.fault.too_long",
	[ANSWER_NOT_A_NUMBER] = "form.fault.not_a_number",
	[ANSWER_TOO_SMALL] = "form.fault.too_small",
	[ANSWER_TOO_LARGE] = "form.fault.too_large",
	[ANSWER_NOT_A_DATE] = "form.fault.not_a_date",
	[ANSWER_TOO_EARLY] = "form.fault.too_early",
	[ANSWER_TOO_LATE] = "form.fault.too_late",
	[ANSWER_BAD_PHONE] = "form.fault.bad_phone",
	[ANSWER_BAD_EMAIL] = "form.fault.bad_email",
	[ANSWER_NOT_AN_OPTION] = "form.fault.not_an_option",
	[ANSWER_TOO_MANY] = "form.fault.too_many",
};

const char *answer_sentence(struct arena *arena, const char *lang, const struct form_field *field, enum answer_fault fault,
                            int64_t today)
{
	double min = bound_at(&field->min, today), max = bound_at(&field->max, today);
	const char *key = fault_keys[fault];

	switch (fault) {
	case ANSWER_OK:
	case ANSWER_FAULTS:
		return NULL;
	case ANSWER_MISSING:
		return tr(lang, is_choice(field) ? "form.fault.missing_choice" : key);
	case ANSWER_TOO_LONG:
		return trf(arena, lang, key, "max", fmt_number(arena, lang, field->max_chars), NULL);
	case ANSWER_TOO_SMALL:
		return trf(arena, lang, key, "min", fmt_decimal(arena, lang, min, 3), NULL);
	case ANSWER_TOO_LARGE:
		return trf(arena, lang, key, "max", fmt_decimal(arena, lang, max, 3), NULL);
	case ANSWER_NOT_A_DATE:
		return trf(arena, lang, key, "example", fmt_date_digits(arena, lang, today), NULL);
	case ANSWER_TOO_EARLY:
		return trf(arena, lang, key, "date", fmt_date_year(arena, lang, (int64_t)min), NULL);
	case ANSWER_TOO_LATE:
		return trf(arena, lang, key, "date", fmt_date_year(arena, lang, (int64_t)max), NULL);
	case ANSWER_TOO_MANY:
		return trnf(arena, lang, key, (int64_t)max, "max", fmt_decimal(arena, lang, max, 0), NULL);
	case ANSWER_NOT_A_NUMBER:
	case ANSWER_BAD_PHONE:
	case ANSWER_BAD_EMAIL:
	case ANSWER_NOT_AN_OPTION:
		return tr(lang, key);
	}
	return NULL;
}

enum answer_fault form_check(const struct form *form, int page, const struct answers *answers, int64_t today,
                             const struct form_field **ret_field)
{
	for (size_t i = 0; i < form->n_pages; i++) {
		if (page >= 0 && (int)i != page)
			continue;
		for (size_t j = 0; j < form->pages[i].n_fields; j++) {
			const struct form_field *field = &form->pages[i].fields[j];
			enum answer_fault fault;

			if (!form_asks(form, field, answers))
				continue;
			fault = answer_check(field, answers, today);
			if (fault != ANSWER_OK) {
				*ret_field = field;
				return fault;
			}
		}
	}
	return ANSWER_OK;
}
