/* The envelope of an operation, and the letter in it: opened when its turn comes, or ahead of it. */
#include "hub/operations/internal.h"

#include "common/secret/secret.h"
#include "hub/limits.h"

#include <sodium.h>

/* ---- the envelope */
void op_id_from_line(const char *line, size_t len, char out[UUID_TEXT])
{
	struct uuid id;

	crypto_generichash(id.data, sizeof(id.data), (const unsigned char *)line, len, NULL, 0);
	id.data[6] = (unsigned char)((id.data[6] & 0x0f) | 0x80); /* version 8: made by a rule of our own */
	id.data[8] = (unsigned char)((id.data[8] & 0x3f) | 0x80);
	uuid_text(id, out);
}

bool op_lookup_sound(const char *lookup)
{
	return strlen(lookup) == RECORD_LOOKUP_TEXT - 1 && strspn(lookup, "0123456789abcdef") == RECORD_LOOKUP_TEXT - 1;
}

void op_read_envelope(struct operation *op, const json_t *envelope, const char *line, size_t len)
{
	const char *id = json_string_value(json_object_get(envelope, "id"));
	const char *kind = json_string_value(json_object_get(envelope, "kind"));
	const char *lookup = json_string_value(json_object_get(envelope, "lookup"));
	const json_t *made = json_object_get(envelope, "made");
	struct uuid parsed;

	if (id && uuid_parse(id, &parsed))
		uuid_text(parsed, op->id);
	else
		op_id_from_line(line, len, op->id);
	snprintf(op->kind, sizeof(op->kind), "%s", or_empty(kind));
	op->rule = op_rule_find(op->kind);
	if (lookup && op_lookup_sound(lookup))
		snprintf(op->lookup, sizeof(op->lookup), "%s", lookup);
	op->made_wall = json_integer_value(json_object_get(made, "wall"));
	op->made_trusted = json_is_true(json_object_get(made, "trusted"));
	if (op->made_wall <= 0 || op->made_wall > store_now(op->store) + DAY_US) { /* no clock that is right says so */
		op->made_wall = store_now(op->store);
		op->made_trusted = false;
	}
}

/* ---- opening */
bool op_store_in_trouble(const struct err *err)
{
	return err->code == ERR_DISK_FULL || err->code == ERR_IO || err->code == ERR_CORRUPT || err->code == ERR_BUSY ||
	       err->code == ERR_SYSTEM;
}

static bool has_letter(const json_t *envelope)
{
	return json_is_string(json_object_get(envelope, "sealed")) && json_is_string(json_object_get(envelope, "key"));
}

/* *RET_BODY: what it says, where that is JSON. False: the store cannot be read, and nothing is known. */
static bool open_letter(struct store *store, const json_t *envelope, enum serve_letter *ret_letter, json_t **ret_body, struct err *err)
{
	const char *key_id = json_string_value(json_object_get(envelope, "key"));
	const char *sealed = json_string_value(json_object_get(envelope, "sealed"));
	struct strbuf cipher = STRBUF_INIT, plain = STRBUF_INIT;
	enum serve_letter letter = LETTER_GARBAGE;
	struct store_key key;
	bool ok = true;
	struct err why;

	if (!store_key_find(store, key_id, &key, &why)) {
		letter = LETTER_NO_KEY;
		if (op_store_in_trouble(&why)) /* the key may well be there: it must not become a request to settle for that */
			ok = err_set(err, why.code, "%s", why.text);
	} else if (!base64_decode_open(sealed, strlen(sealed), SEAL_MAX, &cipher) || !seal_open(&key.pair, cipher.data, cipher.len, &plain, &why)) {
		letter = LETTER_CLOSED;
	} else if ((*ret_body = json_loadb(strbuf_str(&plain), plain.len, JSON_REJECT_DUPLICATES, NULL)) && json_is_object(*ret_body)) {
		letter = LETTER_OPENED;
	}
	secret_wipe(&key, sizeof(key));
	strbuf_done(&cipher);
	strbuf_done(&plain);
	*ret_letter = letter;
	return ok;
}

static bool envelope_matches(const struct operation *op)
{
	const char *id = body_text(op, "id");
	struct uuid inside, outside;

	return id && uuid_parse(id, &inside) && uuid_parse(op->id, &outside) && uuid_same(inside, outside) &&
	       streq(body_text(op, "town"), store_town(op->store)) && streq(body_text(op, "kind"), op->kind) &&
	       streq(or_empty(body_text(op, "lookup")), op->lookup);
}

/* The letter of ENVELOPE: what was found in it ahead, or now. */
static bool take_letter(struct operation *op, const json_t *envelope, enum serve_letter *ret_letter, struct err *err)
{
	if (!op->ahead || !op->ahead->opened)
		return open_letter(op->store, envelope, ret_letter, &op->body, err);
	*ret_letter = op->ahead->letter;
	op->body = json_incref(op->ahead->body);
	return true;
}

bool op_open(struct operation *op, const json_t *envelope, struct serve_decision *ret_decision, struct err *err)
{
	const json_t *body = json_object_get(envelope, "body");
	struct serve_envelope facts = { .rule = op->rule, .resident = op->scope->public_, .letter = LETTER_GARBAGE,
	                                .revoked = op->terminal->revoked };
	struct serve_decision kind = serve_kind(facts.rule, facts.resident);

	*ret_decision = kind;
	if (kind.outcome != SERVE_APPLIED)
		return true;
	if (has_letter(envelope)) {
		if (!take_letter(op, envelope, &facts.letter, err))
			return false;
		facts.matches = facts.letter == LETTER_OPENED && envelope_matches(op);
	} else if (json_is_object(body)) {
		facts.letter = LETTER_PLAIN;
		if (!facts.resident || !op->rule->sealed)
			op->body = json_incref((json_t *)(uintptr_t)body);
	}
	*ret_decision = serve_open(&facts);
	return true;
}

/* ---- ahead of their turn */
static bool is_opened_here(const struct delivery *delivery, const json_t *envelope, size_t len)
{
	const struct op_rule *rule = op_rule_find(or_empty(json_string_value(json_object_get(envelope, "kind"))));

	return len <= LIMIT_OPERATION_LINE && has_letter(envelope) && serve_kind(rule, delivery->scope->public_).outcome == SERVE_APPLIED;
}

void delivery_read(struct store *store, struct delivery *delivery)
{
	struct op_lines lines = op_lines_of(delivery);
	struct letters *letters;
	const char *line;
	size_t len;

	letters = calloc(1, sizeof(*letters));
	if (!letters)
		abort();
	while (letters->count < ARRAY_LEN(letters->list) && (line = op_next_line(&lines, &len))) {
		struct letter *letter = &letters->list[letters->count++];
		struct err err; /* a store in trouble says so when its turn comes */

		letter->envelope = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
		letter->opened = is_opened_here(delivery, letter->envelope, len) &&
		                 open_letter(store, letter->envelope, &letter->letter, &letter->body, &err);
	}
	delivery->letters = letters;
}

void op_letters_free(struct letters *letters)
{
	for (size_t i = 0; letters && i < letters->count; i++) {
		json_decref(letters->list[i].envelope);
		json_decref(letters->list[i].body);
	}
	free(letters);
}
