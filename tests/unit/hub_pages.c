/* What the hub answers, packed, and pages made once for many terminals. */
#include "common/sync/wire.h"
#include "hub/pages.h"
#include "tests/unit/hub_fixture.h"

#include <zlib.h>
#include <zstd.h>

static void encoding_is_the_best_that_is_accepted(void **state)
{
	(void)state;
	assert_int_equal(encoding_choose(NULL), ENCODING_NONE);
	assert_int_equal(encoding_choose(""), ENCODING_NONE);
	assert_int_equal(encoding_choose("gzip"), ENCODING_GZIP);
	assert_int_equal(encoding_choose("zstd, gzip"), ENCODING_ZSTD);
	assert_int_equal(encoding_choose("gzip;q=0.5 ,\tZSTD; q=0.1"), ENCODING_ZSTD);
	assert_int_equal(encoding_choose("zstd;q=0, gzip"), ENCODING_GZIP);
	assert_int_equal(encoding_choose("xzstd, gzipx, identity"), ENCODING_NONE);
	assert_int_equal(encoding_choose(",,,"), ENCODING_NONE);
}

static void what_is_packed_comes_out_again(void **state)
{
	static char text[100000], back[100000];
	struct strbuf packed = STRBUF_INIT;
	z_stream zip = { .next_out = (Bytef *)back, .avail_out = sizeof(back) };

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 23);
	encode(ENCODING_ZSTD, text, sizeof(text), &packed);
	assert_true(packed.len < sizeof(text) / 10);
	assert_int_equal(ZSTD_decompress(back, sizeof(back), packed.data, packed.len), sizeof(text));
	assert_memory_equal(back, text, sizeof(text));
	strbuf_clear(&packed);
	memset(back, 0, sizeof(back));
	encode(ENCODING_GZIP, text, sizeof(text), &packed);
	zip.next_in = (Bytef *)packed.data;
	zip.avail_in = (uInt)packed.len;
	assert_int_equal(inflateInit2(&zip, 15 + 16), Z_OK);
	assert_int_equal(inflate(&zip, Z_FINISH), Z_STREAM_END);
	inflateEnd(&zip);
	assert_memory_equal(back, text, sizeof(text));
	strbuf_done(&packed);
}

static const struct page *get_heard(struct pages *pages, const char *scope_text, int64_t since, int64_t heard)
{
	struct scope scope;
	struct cursor now;
	struct page *page;
	struct err err;

	ok(scope_parse(scope_text, &scope, &err), &err);
	ok(store_cursor(store, &now, &err), &err);
	ok(pages_get(pages, store, &scope, scope_text, &now, &(struct page_question){ .since = since, .heard = heard, .encoding = ENCODING_NONE }, &page,
	             &err), &err);
	scope_done(&scope);
	return page;
}

static const struct page *get(struct pages *pages, const char *scope_text, int64_t since)
{
	return get_heard(pages, scope_text, since, -1);
}

static void a_page_is_made_once_until_the_town_moves_on(void **state)
{
	struct pages *pages = pages_new();
	const struct page *first = get(pages, "public", 0), *again = get(pages, "public", 0);
	const struct page *desk = get(pages, "agent:*", 0), *later;

	(void)state;
	assert_ptr_equal(first, again);
	assert_ptr_not_equal(first, desk); /* of another scope */
	assert_null(strstr(first->text, "\"agent\""));
	assert_non_null(strstr(desk->text, "\"agent\""));
	put_text(SYNCED_NEWS, "{\"id\": \"n\", \"title\": \"Neu\", \"published\": 1}");
	later = get(pages, "public", 0);
	assert_ptr_not_equal(first, later);
	assert_non_null(strstr(later->text, "Neu"));
	assert_null(strstr(again->text, "Neu"));
	page_release((void *)(uintptr_t)first); /* taken twice */
	page_release((void *)(uintptr_t)again);
	page_release((void *)(uintptr_t)desk);
	page_release((void *)(uintptr_t)later);
	pages_free(pages);
}

static void erase(const char *request)
{
	struct err err;

	ok(store_begin(store, &err) && store_erase(store, request, "asked", &err) && store_commit(store, &err), &err);
}

static void what_was_erased_is_told_to_whoever_has_not_heard_it_in_pages(void **state)
{
	struct pages *pages = pages_new();
	const struct page *page;
	struct wire_page read;
	struct wire_erased erased;
	struct cursor now;
	struct err err;
	int64_t heard = 0;
	char id[16];

	(void)state;
	for (int i = 0; i < PAGE_ERASED_MAX + 2; i++) {
		snprintf(id, sizeof(id), "r%d", i);
		erase(id);
	}
	ok(store_cursor(store, &now, &err), &err);
	page = get(pages, "public", now.rev);
	assert_true(page->empty); /* who does not ask is told nothing */
	assert_null(strstr(page->text, "erased"));
	page_release((void *)(uintptr_t)page);
	for (int i = 0; i < 2; i++) {
		page = get_heard(pages, "public", now.rev, heard);
		assert_false(page->empty); /* it is an answer, though no row is new */
		assert_ptr_equal(get_heard(pages, "public", now.rev, heard), page);
		ok(wire_read_page((struct bytes){ (const unsigned char *)page->text, page->len }, &read, &err), &err);
		ok(wire_read_erased(read.erased, &erased, &err), &err);
		assert_int_equal(erased.after, heard);
		assert_true(erased.rev > heard);
		assert_true(i ? streq(erased.ids, "[\"r1000\",\"r1001\"]") : starts_with(erased.ids, "[\"r0\",\"r1\","));
		assert_string_equal(erased.lookups, "[]");
		heard = erased.rev;
		wire_erased_done(&erased);
		page_release((void *)(uintptr_t)page);
		page_release((void *)(uintptr_t)page);
	}
	assert_int_equal(heard, store_last_erasure(store, INT64_MAX));
	pages_free(pages);
}

static void a_page_in_use_outlives_the_cache(void **state)
{
	struct pages *pages = pages_new();
	struct page *page = (struct page *)(uintptr_t)get(pages, "public", 0);

	(void)state;
	for (int64_t since = 1; since < 20; since++) /* more than are kept */
		page_release((void *)(uintptr_t)get(pages, "public", since % 5 + since));
	pages_free(pages);
	assert_non_null(strstr(page->text, "\"cursor\""));
	page_release(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoding_is_the_best_that_is_accepted),
		cmocka_unit_test(what_is_packed_comes_out_again),
		cmocka_unit_test_setup_teardown(a_page_is_made_once_until_the_town_moves_on, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(what_was_erased_is_told_to_whoever_has_not_heard_it_in_pages, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_page_in_use_outlives_the_cache, fixture_open, fixture_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
