/* What a browser posts, and what of it, or of a resident's words, comes out in a page ('p') or an e-mail ('m'): a page holds no
 * tag that did not come from the program, an e-mail no header. How an answer may be packed ('e'). */
#include "tests/fuzz/fuzz.h"

#include "hub/call.h"
#include "hub/encode.h"
#include "hub/mailer.h"
#include "hub/rate.h"
#include "hub/web.h"

static void show(struct bytes body)
{
	struct call call = { .arena = arena_new() };
	struct web web = { .lang = "fr" };
	const char *typed;
	size_t open = 0;
	char colour[8];

	strbuf_addn(&call.body, body.data, body.len);
	typed = call_field(&call, "number");
	web_element(&web, "p", typed, "ar");
	web_raw(&web, "<input");
	web_attribute(&web, "value", typed);
	web_raw(&web, ">");
	for (const char *at = strbuf_str(&web.html); *at; at++)
		open += *at == '<' && !starts_with(at, "<br>");
	must(open == 3, NULL); /* <p>, </p>, <input> */
	must(strstr(strbuf_str(&web.html), "<input value=\"") != NULL, NULL);
	web_dark_enough(typed, colour);
	must(strlen(colour) == 7, NULL);
	strbuf_done(&web.html);
	strbuf_done(&call.body);
	arena_free(call.arena);
}

static void write_mail(struct bytes text)
{
	char *s = strndup((const char *)text.data, text.len);
	char *half = strchr(s, '|');
	struct mail mail = { .rcpt = s, .subject = half ? half + 1 : s, .body = s };
	struct strbuf out = STRBUF_INIT;
	int headers = 0;

	if (half)
		*half = '\0';
	mailer_compose(&mail, "hub@town.example", INT64_C(1795300000000000), "id@town.example", &out);
	for (const char *line = strbuf_str(&out); *line && *line != '\r';) {
		const char *end = strstr(line, "\r\n");

		must(end && !memchr(line, '\n', (size_t)(end - line)) && !memchr(line, '\r', (size_t)(end - line)), NULL);
		headers += *line != ' ';
		line = end + 2;
	}
	must(headers == 9, NULL); /* Date From To Message-ID Subject Auto-Submitted MIME-Version Content-Type …-Encoding */
	strbuf_done(&out);
	free(s);
}

static void ask_often(struct bytes address)
{
	static struct rate *rate;
	char *text = strndup((const char *)address.data, address.len);
	int wait = 0, taken = 0;

	rate = rate ? rate : rate_new((struct rate_terms){ 3, 1000000, 1 });
	for (int i = 0; i < 5; i++)
		taken += rate_take(rate, text, 1, 0, &wait);
	must(taken <= 3 && wait >= 1, NULL);
	free(text);
}

static void ask_for_packing(struct bytes header)
{
	char *text = strndup((const char *)header.data, header.len);
	enum encoding chosen = encoding_choose(text);

	must(chosen < ENCODINGS && (chosen == ENCODING_NONE || strcasestr(text, encoding_name(chosen)) || strchr(text, '*')), NULL);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest;

	switch (fuzz_which(data, size, &rest)) {
	case 'p':
		show(rest);
		break;
	case 'm':
		write_mail(rest);
		break;
	case 'r':
		ask_often(rest);
		break;
	case 'e':
		ask_for_packing(rest);
		break;
	default:
		break;
	}
	return 0;
}
