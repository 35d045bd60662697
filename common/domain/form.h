/* Forms: what a service asks, as the town publishes it (service.form, docs/adding-a-form.md).
 *
 * form_parse checks everything once, names what is wrong and where, and leaves a tree of plain values in the arena; nothing
 * behind it has to doubt the tree. Limits: 256 KiB of JSON, 20 pages, 20 fields a page, 60 options a field.
 * Pure; answers are in answers.h.
 */
#ifndef PARVIS_DOMAIN_FORM_H
#define PARVIS_DOMAIN_FORM_H

#include "common/base/arena.h"
#include "common/base/err.h"

enum { FORM_MAX_BYTES = 256 * 1024, FORM_MAX_PAGES = 20, FORM_MAX_FIELDS = 20, FORM_MAX_OPTIONS = 60, FORM_ID_MAX = 40 };

enum field_type {
	FIELD_TEXT,     /* one line, 200 characters unless max says less */
	FIELD_LONGTEXT, /* 2,000 */
	FIELD_NUMBER,   /* min and max are values */
	FIELD_DATE,     /* min and max are "2026-01-31", "today", "today-30", "today+7" */
	FIELD_CHOICE,   /* one of options */
	FIELD_CHOICES,  /* any of options; max: how many */
	FIELD_YESNO,
	FIELD_ADDRESS,  /* one of the town's addresses, or free text */
	FIELD_PHONE,
	FIELD_EMAIL,
	FIELD_TYPES
};

/* Which column of the request an answer also fills. */
enum field_role { ROLE_NONE, ROLE_NAME, ROLE_PHONE, ROLE_EMAIL, ROLE_WHERE, FIELD_ROLES };

/* A text in the languages the town wrote it in. */
struct form_text {
	size_t n;
	const char *const *langs; /* "" stands for the town's main language */
	const char *const *texts;
};

struct form_option {
	const char *id;
	struct form_text label;
};

/* A bound of a number or a date. */
struct form_bound {
	bool set;
	bool from_today; /* date: value is days from today; else days since 1970 */
	double value;
};

struct form_field {
	const char *id;
	enum field_type type;
	enum field_role role;
	struct form_text label, help, placeholder;
	bool required;
	bool private_;               /* spoken only to a headset or on request, never on the ticket */
	struct form_bound min, max;
	int max_chars;               /* text, longtext, address, e-mail, phone */
	const struct form_option *options;
	size_t n_options;
	const char *if_field;        /* asked only if that field was answered so; NULL: always */
	const char *if_value;
};

struct form_page {
	const char *id;
	struct form_text title, help;
	const struct form_field *fields;
	size_t n_fields;
};

struct form {
	const struct form_page *pages;
	size_t n_pages;
};

/* JSON → *RET_FORM in ARENA. ERR_BAD_INPUT says where: page 2, field "since": unknown type "colour". */
bool form_parse(struct arena *arena, const char *json, const struct form **ret_form, struct err *err) WARN_UNUSED;

/* The text in LANG; else in the town's main language; else in French; else whatever there is. "" for none. */
const char *form_text(const struct form_text *text, const char *lang);

/* The language in which that text is; NULL: the town's main language, or none is there. */
const char *form_text_lang(const struct form_text *text, const char *lang);

const struct form_field *form_field_find(const struct form *form, const char *id);
const struct form_option *form_option_find(const struct form_field *field, const char *id);
const char *field_type_name(enum field_type type);

#endif
