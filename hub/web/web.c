#include "hub/web.h"

#include "common/secret/secret.h"
#include "common/text/tr.h"

#include <math.h>
#include <sodium.h>

static const char style[] =
	"*{box-sizing:border-box}"
	"html{font:112.5%%/1.5 'Noto Sans',system-ui,sans-serif;color:#10212E;background:#F5F3EE;overflow-wrap:break-word}"
	"body{margin:0}"
	"a{color:#0B3C55}"
	"header{background:%s;color:#fff;padding:.8rem 1rem}"
	"header p{margin:0 auto;max-width:42rem;font-weight:700}"
	"main,footer{max-width:42rem;margin:0 auto;padding:1rem}"
	"h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}"
	"h2{font-size:1.2rem;margin:1.6rem 0 .6rem}"
	".card{background:#fff;border:1px solid #D9D4C7;border-radius:.9rem;padding:1rem;margin:1rem 0}"
	".state{font-size:1.3rem;font-weight:700;margin:0}"
	".card p{margin:.3rem 0}"
	"dl{margin:0}dt{color:#3D5261;margin-top:.7rem}dd{margin:0}"
	"ol{list-style:none;margin:0;padding:0}"
	"ol li{border-left:4px solid %s;padding:.1rem 0 .6rem 1rem}"
	"ol p{margin:.1rem 0}.when{color:#3D5261}"
	".note{background:#FDF0D9;border:1px solid #8A4B00;color:#10212E}"
	"label{display:block;font-weight:700;margin-bottom:.3rem}"
	"input{width:100%%;font:inherit;font-size:1.2rem;padding:.7rem;border:2px solid #3D5261;border-radius:.6rem;"
	"text-transform:uppercase;background:#fff;color:#10212E}"
	"button{font:inherit;font-weight:700;margin-top:.9rem;padding:.8rem 1.4rem;min-height:3rem;border:0;border-radius:.6rem;"
	"background:%s;color:#fff;cursor:pointer}"
	".hint{color:#3D5261;margin:.3rem 0}"
	"table{border-collapse:collapse;width:100%%;margin:1rem 0;background:#fff}"
	"th,td{border:1px solid #D9D4C7;padding:.3rem .5rem;text-align:right}"
	"th[scope=row],th:first-child{text-align:left;font-weight:400}thead th{font-weight:700}"
	"th:first-child{width:44%%}"
	":focus-visible{outline:4px solid #F2A900;outline-offset:2px}"
	"@media(forced-colors:active){button{border:2px solid}}"
	"@media print{@page{size:A4;margin:12mm}html{font-size:9pt;line-height:1.3;background:#fff}form,nav{display:none}"
	"header{background:#fff;color:#000;padding:0}header p,main{max-width:none;padding:0}h1,h2{margin:.4rem 0}"
	"table{margin:.5rem 0}th,td{padding:.1rem .4rem}}";

/* ---- colour: WCAG 2.2, relative luminance and contrast ratio */
static double channel(int value)
{
	double c = value / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double contrast_with_white(int r, int g, int b)
{
	return 1.05 / (0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) + 0.05);
}

void web_dark_enough(const char *colour, char out[8])
{
	unsigned r = 0x0B, g = 0x3C, b = 0x55;

	if (!colour || strlen(colour) != 7 || sscanf(colour, "#%2x%2x%2x", &r, &g, &b) != 3)
		r = 0x0B, g = 0x3C, b = 0x55;
	r &= 0xff, g &= 0xff, b &= 0xff;
	while (contrast_with_white((int)r, (int)g, (int)b) < 7)
		r = r * 15 / 16, g = g * 15 / 16, b = b * 15 / 16;
	snprintf(out, 8, "#%02X%02X%02X", r & 0xff, g & 0xff, b & 0xff);
}

/* ---- language */
static const char *complete(const char *code)
{
	const struct lang *lang = code ? lang_find(code) : NULL;

	return lang_offered(lang) ? lang->code : NULL;
}

/* The first language of Accept-Language that we have; their weights nearly always stand in falling order. */
static const char *accepted(const struct call *call)
{
	const char *at = or_empty(call_header(call, "Accept-Language"));

	while (*at) {
		size_t len = strcspn(at, ",;");
		char code[24];

		snprintf(code, sizeof(code), "%.*s", (int)MIN(len, (size_t)20), at);
		if (complete(code))
			return complete(code);
		at += strcspn(at, ",");
		at += strspn(at, ", ");
	}
	return NULL;
}

const char *web_language(const struct call *call, const json_t *town)
{
	const char *lang = complete(call_argument(call, "lang"));

	if (!lang)
		lang = accepted(call);
	if (!lang)
		lang = complete(json_string_value(json_object_get(town, "lang")));
	return lang ? lang : "fr";
}

/* ---- building */
static void escape(struct web *web, const char *text, bool breaks)
{
	for (; text && *text; text++) {
		switch (*text) {
		case '&':
			strbuf_add(&web->html, "&amp;");
			break;
		case '<':
			strbuf_add(&web->html, "&lt;");
			break;
		case '>':
			strbuf_add(&web->html, "&gt;");
			break;
		case '"':
			strbuf_add(&web->html, "&quot;");
			break;
		case '\'':
			strbuf_add(&web->html, "&#39;");
			break;
		case '\n':
			strbuf_add(&web->html, breaks ? "<br>\n" : " ");
			break;
		default:
			if ((unsigned char)*text >= 0x20)
				strbuf_addc(&web->html, *text);
		}
	}
}

void web_text(struct web *web, const char *text)
{
	escape(web, text, false);
}

void web_raw(struct web *web, const char *html)
{
	strbuf_add(&web->html, html);
}

void web_attribute(struct web *web, const char *name, const char *value)
{
	strbuf_addf(&web->html, " %s=\"", name);
	escape(web, value, false);
	strbuf_addc(&web->html, '"');
}

void web_element(struct web *web, const char *tag, const char *text, const char *other_lang)
{
	size_t name = strcspn(tag, " ");

	strbuf_addf(&web->html, "<%s", tag);
	if (other_lang && !streq(other_lang, web->lang)) {
		web_attribute(web, "lang", other_lang);
		if (lang_is_rtl(other_lang) != lang_is_rtl(web->lang))
			web_attribute(web, "dir", lang_is_rtl(other_lang) ? "rtl" : "ltr");
	}
	strbuf_addc(&web->html, '>');
	escape(web, text, true);
	strbuf_addf(&web->html, "</%.*s>\n", (int)name, tag);
}

static void add_style(struct web *web)
{
	struct strbuf css = STRBUF_INIT;
	struct strbuf base64 = STRBUF_INIT;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char brand[8];

	web_dark_enough(json_string_value(json_object_get(web->town, "colour")), brand);
	strbuf_addf(&css, style, brand, brand, brand);
	crypto_hash_sha256(hash, (const unsigned char *)strbuf_str(&css), css.len);
	base64_add(&base64, hash, sizeof(hash));
	snprintf(web->style_hash, sizeof(web->style_hash), "%s", strbuf_str(&base64));
	web_raw(web, "<style>");
	web_raw(web, strbuf_str(&css));
	web_raw(web, "</style>\n");
	strbuf_done(&css);
	strbuf_done(&base64);
}

void web_begin(struct web *web, struct arena *arena, const char *lang, const json_t *town, const char *title)
{
	const char *town_title = or_empty(json_string_value(json_object_get(town, "title")));
	const char *town_lang = json_string_value(json_object_get(town, "lang"));

	*web = (struct web){ .arena = arena, .lang = lang, .town = town };
	web_raw(web, "<!DOCTYPE html>\n<html");
	web_attribute(web, "lang", lang);
	web_raw(web, lang_is_rtl(lang) ? " dir=\"rtl\"" : "");
	web_raw(web, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	             "<meta name=\"robots\" content=\"noindex, nofollow\">\n<title>");
	web_text(web, title);
	web_raw(web, " – ");
	web_text(web, town_title);
	web_raw(web, "</title>\n");
	add_style(web);
	web_raw(web, "</head>\n<body>\n<header>");
	web_element(web, "p", town_title, town_lang);
	web_raw(web, "</header>\n<main>\n");
	web_element(web, "h1", title, NULL);
}

/* The languages stand behind the content, where nobody has to pass them. */
void web_end(struct web *web, const char *self)
{
	if (!self) {
		web_raw(web, "</main>\n</body>\n</html>\n");
		return;
	}
	web_raw(web, "</main>\n<footer><nav");
	web_attribute(web, "aria-label", tr(web->lang, "hub.page.languages"));
	web_raw(web, "><p>");
	for (size_t i = 0; i < LANGS_LEN; i++) {
		if (!lang_offered(&langs[i]) || streq(langs[i].code, web->lang))
			continue;
		web_raw(web, "<a");
		web_attribute(web, "href", arena_printf(web->arena, "%s?lang=%s", self, langs[i].code));
		web_attribute(web, "lang", langs[i].code);
		web_attribute(web, "hreflang", langs[i].code);
		web_raw(web, ">");
		web_text(web, lang_name(&langs[i]));
		web_raw(web, "</a> ");
	}
	web_raw(web, "</p></nav>\n<p><a");
	web_attribute(web, "href", arena_printf(web->arena, "/s/accessibility?lang=%s", web->lang));
	web_raw(web, ">");
	web_text(web, tr(web->lang, "declaration.status")); /* décret 2019-768, article 5: the state stands on each page */
	web_raw(web, "</a></p></footer>\n</body>\n</html>\n");
}

enum call_next web_answer(struct web *web, struct call *call, unsigned status)
{
	enum call_next next;

	call_add_header(call, "Content-Language", web->lang);
	call_add_header(call, "Vary", "Accept-Language");
	call_add_header(call, "Referrer-Policy", "no-referrer");
	call_add_header(call, "X-Robots-Tag", "noindex, nofollow");
	call_add_header(call, "X-Frame-Options", "DENY");
	call_add_header(call, "Content-Security-Policy",
	                arena_printf(call->arena,
	                             "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	                             web->style_hash));
	next = call_answer(call, status, "text/html; charset=utf-8", strbuf_str(&web->html), web->html.len);
	strbuf_done(&web->html);
	return next;
}
