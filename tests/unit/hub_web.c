/* What leaves the hub for browsers and mail servers, how often, and with which settings. */
#include "tests/unit/hub_fixture.h"

#include "hub/mailer.h"
#include "hub/rate.h"
#include "hub/report.h"
#include "hub/settings.h"
#include "hub/web.h"

static void what_was_spent_beyond_the_rate_is_owed(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ .per_minute = 60, .per_minute_all = 1e9, .minutes = 1 });

	(void)state;
	assert_int_equal(rate_owed(rate, "t-1", MINUTE_US), 0);
	rate_spend(rate, "t-1", 50, MINUTE_US);
	assert_int_equal(rate_owed(rate, "t-1", MINUTE_US), 0);
	rate_spend(rate, "t-1", 30, MINUTE_US); /* known afterwards only: 20 more than there was */
	assert_in_range(rate_owed(rate, "t-1", MINUTE_US), 20 * SECOND_US, 20 * SECOND_US + 1);
	assert_int_equal(rate_owed(rate, "t-2", MINUTE_US), 0);
	assert_int_equal(rate_owed(rate, "t-1", MINUTE_US + 21 * SECOND_US), 0);
	rate_free(rate);
}

static void text_cannot_become_markup(void **state)
{
	struct web web = { .lang = "fr" };

	(void)state;
	web_element(&web, "p", "<script>alert('1')</script> & \"x\"\nb", NULL);
	web_attribute(&web, "value", "\"><img src=x>");
	assert_string_equal(strbuf_str(&web.html),
	                    "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;<br>\nb</p>\n"
	                    " value=\"&quot;&gt;&lt;img src=x&gt;\"");
	strbuf_done(&web.html);
}

static void a_light_colour_is_darkened_and_a_bad_one_replaced(void **state)
{
	char out[8];

	(void)state;
	web_dark_enough("#0B3C55", out);
	assert_string_equal(out, "#0B3C55");
	web_dark_enough("#FFFF00", out);
	assert_string_not_equal(out, "#FFFF00");
	web_dark_enough("red;}</style>", out);
	assert_string_equal(out, "#0B3C55");
	web_dark_enough(NULL, out);
	assert_string_equal(out, "#0B3C55");
}

static void a_header_of_a_mail_cannot_be_forged(void **state)
{
	char rcpt[] = "a@b.example\r\nBcc: all@b.example", subject[] = "Nouvelle demande\r\nBcc: x@y.example", body[] = "Bonjour\n.\nété";
	struct mail mail = { .id = 1, .rcpt = rcpt, .subject = subject, .body = body };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	mailer_compose(&mail, "hub@v.example", FIRST * SECOND_US, "1@v.example", &out);
	assert_null(strstr(strbuf_str(&out), "\nBcc"));
	assert_non_null(strstr(strbuf_str(&out), "Subject: =?UTF-8?B?"));
	assert_non_null(strstr(strbuf_str(&out), "Date: Sat, 21 Nov 2026 22:26:40 +0000\r\n"));
	strbuf_done(&out);
}

static void one_address_asks_so_often_and_no_more(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ 3, 5, 1 });
	int64_t now = MINUTE_US;
	int wait = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(rate_take(rate, "192.0.2.1", 1, now, &wait));
	assert_false(rate_take(rate, "192.0.2.1", 1, now, &wait));
	assert_in_range(wait, 1, 21);
	assert_true(rate_take(rate, "192.0.2.1", 1, now + (wait + 1) * SECOND_US, &wait));
	rate_free(rate);
}

static void all_addresses_together_ask_so_often_and_no_more(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ 3, 5, 1 });
	char address[32];
	int wait = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		assert_true(rate_take(rate, address, 1, MINUTE_US, &wait));
	}
	assert_false(rate_take(rate, "198.51.100.1", 1, MINUTE_US, &wait));
	rate_free(rate);
}

static void a_household_with_ipv6_is_one_address(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ 1, 100, 1 });
	int wait = 0;

	(void)state;
	assert_true(rate_take(rate, "2001:db8:1:2::1", 1, MINUTE_US, &wait));
	assert_false(rate_take(rate, "2001:db8:1:2:ffff::9", 1, MINUTE_US, &wait));
	assert_true(rate_take(rate, "2001:db8:1:3::1", 1, MINUTE_US, &wait));
	rate_free(rate);
}

static void ipv4_addresses_in_the_dress_of_ipv6_count_one_by_one(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ 1, 100, 1 });
	int wait;

	(void)state;
	assert_true(rate_take(rate, "::ffff:192.0.2.1", 1, MINUTE_US, &wait));
	assert_false(rate_take(rate, "::ffff:c000:201", 1, MINUTE_US, &wait));
	assert_false(rate_take(rate, "192.0.2.1", 1, MINUTE_US, &wait));
	assert_true(rate_take(rate, "::ffff:192.0.2.2", 1, MINUTE_US, &wait));
	assert_true(rate_take(rate, "192.0.2.3", 1, MINUTE_US, &wait));
	rate_free(rate);
}

static void the_shipped_file_is_the_table(void **state)
{
	const char *top = getenv("TOP");
	struct strbuf made = STRBUF_INIT, shipped = STRBUF_INIT;
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/packaging/hub.conf", top ? top : ".");
	conf_example(hub_settings_title, hub_settings, hub_settings_len, &made);
	assert_true(strbuf_read_file(&shipped, path, 1 << 20));
	assert_string_equal(strbuf_str(&shipped), strbuf_str(&made));
	strbuf_done(&made);
	strbuf_done(&shipped);
}

static void the_report_counts_delays_and_lateness(void **state)
{
	static const char *const rows[] = {
		"\"received\": 1795100000000000, \"closed\": 1795110000000000, \"promised_by\": \"2026-11-25\", \"channel\": \"totem\"",
		"\"received\": 1795100000000000, \"closed\": 1795130000000000, \"promised_by\": \"2026-11-01\", \"channel\": \"totem\"",
		"\"received\": 1795100000000000, \"promised_by\": \"2026-11-20\", \"channel\": \"phone\"",
	};
	struct zone *zone;
	struct report report;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char json[900];

		snprintf(json, sizeof(json),
		         "{\"id\": \"r%zu\", \"number\": \"\", \"service\": \"lampe\", \"department\": \"voirie\", \"state\": \"received\", %s,"
		         " \"terminal\": \"Gare\", \"lang\": \"fr\", \"summary\": \"\", \"answers\": {}, \"registered\": 1, \"trusted\": 1}",
		         i, rows[i]);
		put_text(SYNCED_REQUEST, json);
	}
	ok(zone_open("Europe/Paris", &zone, &err), &err);
	ok(report_make(store, zone, civil_days(2026, 11, 1), civil_days(2026, 11, 30), civil_days(2026, 11, 22), &report, &err), &err);
	assert_int_equal(report.all.count, 3);
	assert_int_equal(report.all.open, 1);
	assert_int_equal(report.all.late, 2);
	assert_int_equal(report.all.median, 20000 * SECOND_US);
	assert_int_equal(report.terminals.count, 2);
	assert_int_equal(report.services.count, 1);
	report_done(&report);
	ok(report_make(store, zone, civil_days(2026, 1, 1), civil_days(2026, 1, 31), civil_days(2026, 11, 22), &report, &err), &err);
	assert_int_equal(report.all.count, 0);
	report_done(&report);
	zone_close(zone);
}

static void a_terminal_may_send_what_it_stored_at_once_and_then_its_rate(void **state)
{
	struct rate *rate = rate_new((struct rate_terms){ .per_minute = 10, .per_minute_all = 1e9, .minutes = 60 });
	int wait = 0;

	(void)state;
	assert_true(rate_take(rate, "t-1", 600, MINUTE_US, &wait));
	assert_false(rate_take(rate, "t-1", 100, MINUTE_US, &wait));
	assert_in_range(wait, 600, 601);
	assert_true(rate_take(rate, "t-2", 600, MINUTE_US, &wait));
	assert_true(rate_take(rate, "t-1", 100, MINUTE_US + 11 * MINUTE_US, &wait));
	rate_free(rate);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_may_send_what_it_stored_at_once_and_then_its_rate),
		cmocka_unit_test(what_was_spent_beyond_the_rate_is_owed),
		cmocka_unit_test(text_cannot_become_markup),
		cmocka_unit_test(a_light_colour_is_darkened_and_a_bad_one_replaced),
		cmocka_unit_test(a_header_of_a_mail_cannot_be_forged),
		cmocka_unit_test(one_address_asks_so_often_and_no_more),
		cmocka_unit_test(all_addresses_together_ask_so_often_and_no_more),
		cmocka_unit_test(a_household_with_ipv6_is_one_address),
		cmocka_unit_test(ipv4_addresses_in_the_dress_of_ipv6_count_one_by_one),
		cmocka_unit_test(the_shipped_file_is_the_table),
		CASE(the_report_counts_delays_and_lateness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
