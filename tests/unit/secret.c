#include "common/secret/pin.h"
#include "common/secret/record.h"
#include "common/secret/seal.h"
#include "common/secret/secret.h"
#include "common/secret/token.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const unsigned char salt[RECORD_SALT] = "the town's salt";

static void what_is_sealed_opens_at_the_hub_alone(void **state)
{
	struct rng rng = rng_system();
	struct seal_pair hub, other;
	struct strbuf sealed = STRBUF_INIT, text = STRBUF_INIT;
	struct err err;

	(void)state;
	seal_make(&rng, &hub);
	seal_make(&rng, &other);
	assert_true(seal_to(hub.public_key, "rue des Tisserands", 18, &sealed, &err));
	assert_false(seal_open(&other, sealed.data, sealed.len, &text, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_true(seal_open(&hub, sealed.data, sealed.len, &text, &err));
	assert_string_equal(text.data, "rue des Tisserands");
	assert_null(memmem(sealed.data, sealed.len, "Tisserands", 10));
	strbuf_done(&sealed);
	strbuf_done(&text);
}

static void the_length_of_what_is_sealed_says_little(void **state)
{
	struct rng rng = rng_system();
	struct seal_pair hub;
	static const char text[SEAL_TEXT_MAX + 1];
	static const struct { size_t len, sealed; } cases[] = {
		{ 1, 512 + SEAL_OVERHEAD }, { 511, 512 + SEAL_OVERHEAD }, { 512, 1024 + SEAL_OVERHEAD },
		{ SEAL_TEXT_MAX, SEAL_MAX },
	};

	(void)state;
	seal_make(&rng, &hub);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strbuf sealed = STRBUF_INIT, back = STRBUF_INIT;

		assert_true(seal_to(hub.public_key, text, cases[i].len, &sealed, NULL));
		assert_int_equal(sealed.len, cases[i].sealed);
		assert_true(seal_open(&hub, sealed.data, sealed.len, &back, NULL));
		assert_int_equal(back.len, cases[i].len);
		strbuf_done(&sealed);
		strbuf_done(&back);
	}
	struct strbuf none = STRBUF_INIT;
	struct err err;

	assert_false(seal_to(hub.public_key, text, SEAL_TEXT_MAX + 1, &none, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(none.len, 0);
}

static void a_sealed_message_that_was_touched_or_cut_does_not_open(void **state)
{
	struct rng rng = rng_system();
	struct seal_pair hub;
	struct strbuf sealed = STRBUF_INIT, text = STRBUF_INIT;

	(void)state;
	seal_make(&rng, &hub);
	assert_true(seal_to(hub.public_key, "x", 1, &sealed, NULL));
	for (size_t len = 0; len < sealed.len; len += 37)
		assert_false(seal_open(&hub, sealed.data, len, &text, NULL));
	for (size_t at = 0; at < sealed.len; at += 13) {
		sealed.data[at] ^= 1;
		assert_false(seal_open(&hub, sealed.data, sealed.len, &text, NULL));
		sealed.data[at] ^= 1;
	}
	assert_int_equal(text.len, 0);
	strbuf_done(&sealed);
	strbuf_done(&text);
}

static void a_number_opens_its_own_record_and_no_other(void **state)
{
	struct record_key mine, yours;
	struct strbuf record = STRBUF_INIT, text = STRBUF_INIT;
	struct err err;

	(void)state;
	assert_true(record_derive("KFTJBXPCLVRHDNSG", salt, &mine, &err));
	assert_true(record_derive("KFTJBXPCLVRHDNSH", salt, &yours, &err));
	assert_int_equal(strlen(mine.lookup), 32);
	assert_string_not_equal(mine.lookup, yours.lookup);
	assert_true(record_seal(&mine, "62999", "{\"state\":\"received\"}", 20, &record, &err));
	assert_int_equal(record.len, 1 + 24 + 256 + 16);
	assert_int_equal(record.data[0], RECORD_VERSION);
	assert_false(record_open(&yours, "62999", record.data, record.len, &text, &err));
	assert_false(record_open(&mine, "62998", record.data, record.len, &text, &err));
	assert_true(record_open(&mine, "62999", record.data, record.len, &text, &err));
	assert_string_equal(text.data, "{\"state\":\"received\"}");
	strbuf_done(&record);
	strbuf_done(&text);
}

/* Formats are hard to change later: these bytes were computed once with libargon2, beside libsodium. */
static void the_derivation_is_the_one_of_the_protocol(void **state)
{
	struct record_key key;
	char hex[2 * RECORD_KEY + 1];

	(void)state;
	assert_true(record_derive("KFTJBXPCLVRHDNSG", salt, &key, NULL));
	hex_encode(key.key, sizeof(key.key), hex);
	assert_string_equal(key.lookup, "df90cefdbdb32290911eee438f151d25");
	assert_string_equal(hex, "755b3bb0edbd908226de8c07687cde4d3fb9487f79ec010c77910d560765ba98");
}

static void a_record_that_was_touched_cut_or_moved_does_not_open(void **state)
{
	struct record_key key, other;
	struct strbuf record = STRBUF_INIT, text = STRBUF_INIT;
	struct err err;

	(void)state;
	assert_true(record_derive("KFTJBXPCLVRHDNSG", salt, &key, NULL));
	assert_true(record_seal(&key, "62999", "{}", 2, &record, NULL));
	for (size_t len = 0; len < record.len; len += 11)
		assert_false(record_open(&key, "62999", record.data, len, &text, NULL));
	for (size_t at = 1; at < record.len; at += 7) {
		record.data[at] ^= 1;
		assert_false(record_open(&key, "62999", record.data, record.len, &text, NULL));
		record.data[at] ^= 1;
	}
	other = key;
	other.lookup[0] = key.lookup[0] == 'a' ? 'b' : 'a'; /* the hub laid it under somebody else's id */
	assert_false(record_open(&other, "62999", record.data, record.len, &text, NULL));
	record.data[0] = RECORD_VERSION + 1;
	assert_false(record_open(&key, "62999", record.data, record.len, &text, &err));
	assert_int_equal(err.code, ERR_FORMAT);
	strbuf_done(&record);
	strbuf_done(&text);
}

static void only_sixteen_capital_letters_are_a_number(void **state)
{
	static const char *const bad[] = { "", "KFTJ BXPC LVRH DNSG", "kftjbxpclvrhdnsg", "KFTJBXPCLVRHDNS", "KFTJBXPCLVRHDNSGG" };
	struct record_key key;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(record_derive(bad[i], salt, &key, &err));
		assert_int_equal(err.code, ERR_BAD_INPUT);
	}
}

static void a_token_matches_its_hash_and_no_other(void **state)
{
	struct rng rng = rng_system();
	char token[TOKEN_TEXT], other[TOKEN_TEXT], hash[TOKEN_HASH_TEXT];

	(void)state;
	token_make(&rng, token);
	token_make(&rng, other);
	token_hash(token, hash);
	assert_true(token_looks_right(token));
	assert_true(token_matches(token, hash));
	assert_false(token_matches(other, hash));
	assert_false(token_matches("", hash));
	assert_false(token_matches(token, ""));
	assert_false(token_looks_right("<html>"));
}

static void a_pin_matches_its_hash_and_no_other(void **state)
{
	char hash[PIN_HASH_TEXT], again[PIN_HASH_TEXT];

	(void)state;
	assert_true(pin_hash("271828", hash, NULL));
	assert_true(pin_hash("271828", again, NULL));
	assert_string_not_equal(hash, again);
	assert_true(pin_matches("271828", hash));
	assert_false(pin_matches("271829", hash));
	assert_false(pin_matches("", hash));
	assert_false(pin_hash("", again, NULL));
}

static void a_hash_that_would_take_the_machines_memory_is_refused(void **state)
{
	(void)state;
	assert_false(pin_matches("1", "$argon2id$v=19$m=4194304,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
	                              "PzBZDlGVYzkxk4UDKXGMF8rTMRo9cTnMtDX4dMl4PQU"));
	assert_false(pin_matches("1", "$argon2id$v=19$m=32768,t=900,p=1$c29tZXNhbHRzb21lc2FsdA$"
	                              "PzBZDlGVYzkxk4UDKXGMF8rTMRo9cTnMtDX4dMl4PQU"));
	assert_false(pin_matches("1", "plain"));
	assert_false(pin_matches("1", ""));
}

static void hex_and_base64_read_back_what_they_wrote_and_nothing_else(void **state)
{
	unsigned char bytes[300], back[300];
	char hex[2 * sizeof(bytes) + 1];
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t len = 0; len <= sizeof(bytes); len += 13) {
		hex_encode(bytes, len, hex);
		assert_true(hex_decode(hex, back, len));
		assert_memory_equal(back, bytes, len);
		strbuf_clear(&text);
		strbuf_clear(&out);
		strbuf_add(&text, "=");
		base64_add(&text, bytes, len);
		assert_true(base64_decode(text.data + 1, text.len - 1, len, &out));
		assert_int_equal(out.len, len);
		assert_true(len == 0 || memcmp(out.data, bytes, len) == 0);
		if (len > 0)
			assert_false(base64_decode(text.data + 1, text.len - 1, len - 1, &out));
	}
	assert_false(hex_decode("AB", back, 1));
	assert_false(hex_decode("abc", back, 1));
	assert_false(hex_decode("zz", back, 1));
	strbuf_clear(&out);
	assert_false(base64_decode("a", 1, 10, &out));
	assert_false(base64_decode("a===", 4, 10, &out));
	assert_false(base64_decode("YW Jj", 5, 10, &out));
	assert_false(base64_decode("YQ==YQ==", 8, 10, &out));
	assert_false(base64_decode("YWJj\xc3\xa9\xc3\xa9", 8, 10, &out));
	assert_int_equal(out.len, 0);
	strbuf_done(&text);
	strbuf_done(&out);
}

/* One wrong digit anywhere, and both readers of base64 say the same. */
static void the_quick_reader_of_base64_reads_what_the_other_reads(void **state)
{
	unsigned char bytes[64];
	struct strbuf text = STRBUF_INIT, slow = STRBUF_INIT, quick = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 151 + 7);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		strbuf_clear(&text);
		base64_add(&text, bytes, len);
		for (size_t at = 0; at < text.len; at++)
			for (int digit = 0; digit < 256; digit++) {
				char was = text.data[at];
				bool reads;

				text.data[at] = (char)digit;
				strbuf_clear(&slow);
				strbuf_clear(&quick);
				reads = base64_decode(text.data, text.len, len, &slow);
				assert_int_equal(base64_decode_open(text.data, text.len, len, &quick), reads);
				assert_true(slow.len == quick.len && (slow.len == 0 || memcmp(slow.data, quick.data, slow.len) == 0));
				text.data[at] = was;
			}
		assert_false(text.len > 0 && base64_decode_open(text.data, text.len - 1, len, &quick));
		assert_false(len > 0 && base64_decode_open(text.data, text.len, len - 1, &quick));
	}
	strbuf_clear(&text);
	for (int i = 0; i < 400; i++) /* longer than is read at once */
		base64_add(&text, bytes, 3);
	strbuf_clear(&quick);
	assert_true(base64_decode_open(text.data, text.len, 1200, &quick));
	assert_int_equal(quick.len, 1200);
	assert_memory_equal(quick.data + 1197, bytes, 3);
	strbuf_done(&text);
	strbuf_done(&slow);
	strbuf_done(&quick);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_opens_at_the_hub_alone),
		cmocka_unit_test(the_length_of_what_is_sealed_says_little),
		cmocka_unit_test(a_sealed_message_that_was_touched_or_cut_does_not_open),
		cmocka_unit_test(a_number_opens_its_own_record_and_no_other),
		cmocka_unit_test(the_derivation_is_the_one_of_the_protocol),
		cmocka_unit_test(a_record_that_was_touched_cut_or_moved_does_not_open),
		cmocka_unit_test(only_sixteen_capital_letters_are_a_number),
		cmocka_unit_test(a_token_matches_its_hash_and_no_other),
		cmocka_unit_test(a_pin_matches_its_hash_and_no_other),
		cmocka_unit_test(a_hash_that_would_take_the_machines_memory_is_refused),
		cmocka_unit_test(the_quick_reader_of_base64_reads_what_the_other_reads),
		cmocka_unit_test(hex_and_base64_read_back_what_they_wrote_and_nothing_else),
	};

	return secret_init(NULL) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
