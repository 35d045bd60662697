#include "common/store/search.h"

#include "common/store/called.h"
#include "common/store/rows.h"
#include "common/store/terms.h"

/* Where each kind stands in find_doc (sql/search.sql). */
#define DOC_FIRST(kind) ((int64_t)(kind) * 1000000000)
#define GUIDES_WEIGHED "20"
#define GUIDE_EXPLAINS "1500" /* characters of JSON */
#define SIX_HOURS "21600000000"

enum { SHORT_WORD = 3 };

enum { Q_FIND, Q_FIND_SHORT, Q_GUIDE, Q_GUIDE_SHORT, Q_BODY, Q_STREETS, Q_SHOW, Q_TERMS = Q_SHOW + HIT_KINDS, Q_GUIDE_TERMS, Q_STREET_TERMS, Q_IN_BODY };

static const struct db_query rows[] = {
	[Q_FIND] = { "SELECT find_doc.id FROM find JOIN find_doc ON find_doc.doc = find.rowid WHERE find MATCH ?1"
	             " AND find.rowid BETWEEN ?2 AND ?3 ORDER BY bm25(find, 10.0, 1.0) LIMIT ?4" },
	/* One or two letters: never ranked (FACTS: a short prefix over a large table). */
	[Q_FIND_SHORT] = { "SELECT find_doc.id FROM find JOIN find_doc ON find_doc.doc = find.rowid WHERE find MATCH '{title} : (' || ?1 || ')'"
	                   " AND find.rowid BETWEEN ?2 AND ?3 LIMIT ?4" },
	/* Of the best, first those whose title has all the words, then those that explain something before those that only name a form
	 * or another site; ?2 the first word. */
	[Q_GUIDE] = { "SELECT id FROM (SELECT find_doc.id AS found, bm25(find_guide, 10.0, 1.0) AS weight, find_guide.rowid IN"
	              " (SELECT rowid FROM find_guide WHERE find_guide MATCH '{title} : (' || ?1 || ')') AS titled FROM find_guide JOIN find_doc"
	              " ON find_doc.doc = find_guide.rowid WHERE find_guide MATCH ?1 ORDER BY 2 LIMIT ?4 + " GUIDES_WEIGHED ")"
	              " JOIN guide ON guide.id = found ORDER BY NOT titled, length(body) < " GUIDE_EXPLAINS ", instr(lower(title), ?2) <> 1,"
	              " weight LIMIT ?4" },
	[Q_GUIDE_SHORT] = { "SELECT find_doc.id FROM find_guide JOIN find_doc ON find_doc.doc = find_guide.rowid"
	                    " WHERE find_guide MATCH '{title} : (' || ?1 || ')' LIMIT ?4" },
	[Q_BODY] = { "SELECT find_doc.id FROM find_body JOIN find_doc ON find_doc.doc = find_body.rowid WHERE find_body MATCH ?1"
	             " ORDER BY bm25(find_body) LIMIT ?4" },
	[Q_STREETS] = { "SELECT street.name, street.city FROM find_street JOIN street ON street.doc = find_street.rowid"
	                " WHERE find_street MATCH ?1 LIMIT ?4" },
	/* What a hit shows: title, one line, icon, hours, the languages of title and line. ?2 its id, ?3 now. */
	[Q_SHOW + HIT_SERVICE] = { "SELECT " IN_LANG("name") ", " IN_LANG("summary") ", icon, NULL, " LANG_OF("name") ", " LANG_OF("summary")
	                           " FROM service WHERE id = ?2" },
	[Q_SHOW + HIT_DEPARTMENT] = { "SELECT " IN_LANG("name") ", coalesce(" IN_LANG("summary") ", address), NULL, hours, " LANG_OF("name") ", " LANG_OF("summary")
	                              " FROM department WHERE id = ?2" },
	[Q_SHOW + HIT_PLACE] = { "SELECT " IN_LANG("name") ", coalesce(address, " IN_LANG("summary") "), kind, hours, " LANG_OF("name")
	                         ", " LANG_OF("summary") " FROM place WHERE id = ?2" },
	[Q_SHOW + HIT_WASTE] = { "SELECT " IN_LANG("name") ", " IN_LANG("put_out") ", kind, NULL, " LANG_OF("name") ", " LANG_OF("put_out")
	                         " FROM waste WHERE id = ?2" },
	[Q_SHOW + HIT_GUIDE] = { "SELECT " IN_LANG("title") ", " IN_LANG("theme") ", NULL, NULL, coalesce(" LANG_OF("title") ", lang), "
	                         "coalesce(" LANG_OF("theme") ", lang) FROM guide WHERE id = ?2" },
	[Q_SHOW + HIT_EVENT] = { "SELECT " IN_LANG("title") ", " IN_LANG("summary") ", icon, NULL, " LANG_OF("title") ", " LANG_OF("summary") " FROM event"
	                         " WHERE id = ?2 AND coalesce(ends, starts + " SIX_HOURS ") > ?3" },
	[Q_SHOW + HIT_NEWS] = { "SELECT " IN_LANG("title") ", " IN_LANG("summary") ", NULL, NULL, " LANG_OF("title") ", " LANG_OF("summary") " FROM news"
	                        " WHERE id = ?2 AND published <= ?3 AND (until IS NULL OR until > ?3)" },
	[Q_SHOW + HIT_NOTICE] = { "SELECT " IN_LANG("title") ", " IN_LANG("kind") ", NULL, NULL, " LANG_OF("title") ", " LANG_OF("kind") " FROM notice"
	                          " WHERE id = ?2 AND published <= ?3 AND (until IS NULL OR until > ?3)" },
	[Q_SHOW + HIT_STREET] = { "SELECT name, nullif(city, ''), NULL, NULL, NULL, NULL FROM street WHERE name = ?2" },
	[Q_TERMS] = { "SELECT term, doc FROM find_terms" },
	[Q_GUIDE_TERMS] = { "SELECT term, doc FROM find_guide_terms" },
	[Q_STREET_TERMS] = { "SELECT term, doc FROM find_street_terms" },
	[Q_IN_BODY] = { "SELECT 1 FROM find_body_terms WHERE term >= ?1 AND term < ?2 LIMIT 1" },
};

const struct db_queries search_queries = { .name = "search", .rows = rows, .count = ARRAY_LEN(rows) };

struct search {
	struct terms *terms;
	uint64_t generation; /* that the terms were read of */
	bool loaded;
};

struct search *search_new(void)
{
	struct search *search = calloc(1, sizeof(*search));

	if (!search)
		abort();
	search->terms = terms_new();
	return search;
}

void search_free(struct search *search)
{
	if (!search)
		return;
	terms_free(search->terms);
	free(search);
}

enum hit_group hit_group_of(enum hit_kind kind)
{
	static const enum hit_group groups[HIT_KINDS] = {
		[HIT_SERVICE] = GROUP_SERVICES, [HIT_WASTE] = GROUP_SERVICES, [HIT_DEPARTMENT] = GROUP_PLACES, [HIT_PLACE] = GROUP_PLACES,
		[HIT_GUIDE] = GROUP_GUIDES,     [HIT_EVENT] = GROUP_EVENTS,   [HIT_NEWS] = GROUP_EVENTS,       [HIT_NOTICE] = GROUP_EVENTS,
		[HIT_STREET] = GROUP_STREETS,
	};

	return groups[kind];
}

/* ---- one search */

struct finding {
	struct db *db;
	struct arena *arena;
	const char *lang;
	int64_t now;
	size_t limit;
	const char *match;
	const char *first;      /* word that tells something: titles that begin with it come first */
	const char *street_match; /* the same without the number of a house */
	const char *body_match; /* the same without an unfinished short word, which half of all bodies have */
	bool brief; /* one short word: titles alone, unranked */
	struct hit *items[GROUP_COUNT];
	struct hits *hits;
};

static bool already(const struct finding *finding, enum hit_kind kind, const char *id)
{
	enum hit_group group = hit_group_of(kind);

	for (size_t i = 0; i < finding->hits->groups[group].count; i++) {
		const struct hit *hit = &finding->items[group][i];

		/* collection days are one page, however many bins there are */
		if (hit->kind == kind && (kind == HIT_WASTE || streq(hit->id, id)))
			return true;
	}
	return false;
}

/* Adds the row that ID names, unless it is over or there already. */
static bool add_hit(struct finding *finding, enum hit_kind kind, const char *id, struct err *err)
{
	enum hit_group group = hit_group_of(kind);
	struct db_stmt *stmt;
	struct hit *hit;
	enum db_step step;

	if (already(finding, kind, id))
		return true;
	if (finding->hits->groups[group].count == finding->limit) {
		finding->hits->groups[group].more = true;
		return true;
	}
	stmt = db_query(finding->db, &rows[Q_SHOW + kind]);
	if (kind != HIT_STREET)
		rows_bind_lang(stmt, finding->lang);
	db_bind_text(stmt, 2, id);
	if (kind == HIT_EVENT || kind == HIT_NEWS || kind == HIT_NOTICE)
		db_bind_int(stmt, 3, finding->now);
	step = db_step(stmt, err);
	if (step != DB_ROW)
		return step == DB_END;
	hit = &finding->items[group][finding->hits->groups[group].count++];
	*hit = (struct hit){
		.kind = kind,
		.id = arena_strdup(finding->arena, id),
		.title = db_text_in(stmt, 0, finding->arena),
		.sub = db_text_in(stmt, 1, finding->arena),
		.icon = db_text_in(stmt, 2, finding->arena),
		.hours = db_text_in(stmt, 3, finding->arena),
		.lang = db_text_in(stmt, 4, finding->arena),
		.sub_lang = db_text_in(stmt, 5, finding->arena),
	};
	finding->hits->count++;
	db_finish(stmt);
	return true;
}

/* Ids first, rows then: a ranked query that joins the content would read what it throws away. */
static bool find_kind(struct finding *finding, int which, enum hit_kind kind, struct err *err)
{
	struct db_stmt *stmt = db_query(finding->db, &rows[which]);
	char *ids[HITS_MAX + 1];
	size_t count = 0;
	enum db_step step = DB_END;

	db_bind_text(stmt, 1, which == Q_BODY ? finding->body_match : which == Q_STREETS ? finding->street_match : finding->match);
	if (which == Q_FIND || which == Q_FIND_SHORT) {
		db_bind_int(stmt, 2, DOC_FIRST(kind));
		db_bind_int(stmt, 3, DOC_FIRST(kind + 1) - 1);
	}
	if (which == Q_GUIDE)
		db_bind_text(stmt, 2, finding->first);
	db_bind_int(stmt, 4, (int64_t)finding->limit + 1);
	while (count < finding->limit + 1 && (step = db_step(stmt, err)) == DB_ROW)
		ids[count++] = db_text_in(stmt, 0, finding->arena);
	if (step == DB_FAILED)
		return false;
	db_finish(stmt);
	for (size_t i = 0; i < count; i++)
		if (!add_hit(finding, kind, ids[i], err))
			return false;
	return true;
}

static bool find_all(struct finding *finding, struct err *err)
{
	static const enum hit_kind towns[] = { HIT_WASTE, HIT_SERVICE, HIT_DEPARTMENT, HIT_PLACE, HIT_EVENT, HIT_NEWS, HIT_NOTICE };
	int which = finding->brief ? Q_FIND_SHORT : Q_FIND;

	for (size_t i = 0; i < ARRAY_LEN(towns); i++)
		if (!find_kind(finding, which, towns[i], err))
			return false;
	if (!find_kind(finding, finding->brief ? Q_GUIDE_SHORT : Q_GUIDE, HIT_GUIDE, err))
		return false;
	if (finding->body_match[0] && finding->hits->groups[GROUP_GUIDES].count < finding->limit && !find_kind(finding, Q_BODY, HIT_GUIDE, err))
		return false;
	return finding->brief || !finding->street_match[0] || find_kind(finding, Q_STREETS, HIT_STREET, err);
}

static size_t longest(const struct words *words)
{
	size_t len = 0;

	for (size_t i = 0; i < words->count; i++)
		if (words->telling == 0 || !words->items[i].small)
			len = MAX(len, strlen(words->items[i].text));
	return len;
}

static const char *body_match(const struct words *words, const char *joint, struct arena *arena)
{
	struct strbuf match = STRBUF_INIT;
	struct words without = *words;
	const char *copy;

	if (words->count > 0 && words->items[words->count - 1].unfinished && strlen(words->items[words->count - 1].text) < SHORT_WORD) {
		without.count--;
		without.telling -= !words->items[words->count - 1].small;
	}
	if (without.telling > 0)
		words_expression(&without, joint, &match);
	copy = arena_strdup(arena, strbuf_str(&match));
	strbuf_done(&match);
	return copy;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* « 12 rue de Carouge »: the street has no number, or it begins with one itself (rue du 8 mai). */
static const char *street_match(const struct words *words, const char *joint, struct arena *arena)
{
	struct strbuf match = STRBUF_INIT;
	struct words street = *words;
	const char *copy;

	if (street.count > 1 && is_digit(street.items[0].text[0])) {
		street.count--;
		street.telling -= !street.items[0].small;
		memmove(&street.items[0], &street.items[1], street.count * sizeof(street.items[0]));
	}
	words_expression(&street, joint, &match);
	copy = arena_strdup(arena, strbuf_str(&match));
	strbuf_done(&match);
	return copy;
}

/* A house number, or a word that streets begin with, and a street that is there. */
static bool is_address(const struct words *words, const struct hits *hits)
{
	static const char *const ways[] = { "rue", "avenue", "boulevard", "place", "quai", "chemin", "route", "impasse", "allee", "cours", "square" };
	const char *first = words->items[0].text;

	if (hits->groups[GROUP_STREETS].count == 0 || words->count < 2)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (streq(first, ways[i]))
			return true;
	return is_digit(first[0]);
}

/* The least good of a full group goes. */
static void make_room(struct finding *finding, enum hit_group group)
{
	if (finding->hits->groups[group].count < finding->limit)
		return;
	finding->hits->groups[group].count--;
	finding->hits->groups[group].more = true;
	finding->hits->count--;
}

/* « Piscine municipale » is Piscine Les Roselières: the first word says what it is, the others which, and there may be but one. Places
 * that have the first word in their name, where none has them all. */
static bool places_by_first_word(struct finding *finding, const struct words *words, struct err *err)
{
	const struct hits *hits = finding->hits;
	struct strbuf match = STRBUF_INIT;
	struct words one = { .count = 1, .telling = 1 };
	size_t at = 0;

	while (at < words->count && words->items[at].small)
		at++;
	if (words->telling < 2 || at == words->count || strlen(words->items[at].text) <= SHORT_WORD)
		return true;
	for (size_t i = 0; i < hits->groups[GROUP_PLACES].count; i++)
		if (called_how(&finding->items[GROUP_PLACES][i], words) <= CALLED_SO)
			return true;
	one.items[0] = words->items[at];
	one.items[0].unfinished = false;
	strbuf_add(&match, "{title} : (");
	words_expression(&one, " AND ", &match);
	strbuf_add(&match, ")");
	finding->match = arena_strdup(finding->arena, strbuf_str(&match));
	strbuf_done(&match);
	make_room(finding, GROUP_PLACES);
	return find_kind(finding, Q_FIND, HIT_PLACE, err);
}

static bool run(struct finding *finding, const struct words *words, const char *joint, struct err *err)
{
	struct strbuf match = STRBUF_INIT;
	bool ok;

	words_expression(words, joint, &match);
	finding->match = arena_strdup(finding->arena, strbuf_str(&match));
	finding->body_match = body_match(words, joint, finding->arena);
	finding->street_match = street_match(words, joint, finding->arena);
	for (size_t i = words->count; i-- > 0;)
		if (words->telling == 0 || !words->items[i].small)
			finding->first = words->items[i].text;
	finding->brief = longest(words) < SHORT_WORD;
	ok = match.len == 0 || find_all(finding, err);
	strbuf_done(&match);
	return ok;
}

/* ---- words that are nowhere */

static bool load(struct search *search, struct db *db, uint64_t generation, struct err *err)
{
	if (search->loaded && search->generation == generation)
		return true;
	terms_clear(search->terms);
	for (int which = Q_TERMS; which <= Q_STREET_TERMS; which++) {
		struct db_stmt *stmt = db_query(db, &rows[which]);
		enum db_step step;

		while ((step = db_step(stmt, err)) == DB_ROW)
			terms_add(search->terms, db_text0(stmt, 0), db_int(stmt, 1));
		if (step == DB_FAILED)
			return false;
	}
	search->loaded = true;
	search->generation = generation;
	return true;
}

bool search_prepare(struct search *search, struct db *db, uint64_t generation, struct err *err)
{
	return load(search, db, generation, err);
}

/* Bodies have ten times the words of titles: asked one at a time rather than kept. */
static bool in_body(struct db *db, const struct word *word)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_IN_BODY]);
	char end[WORD_BYTES + 8];
	bool found;

	/* all terms that begin so, or this one alone */
	snprintf(end, sizeof(end), "%s%s", word->text, word->unfinished ? "\U0010FFFF" : "\x01");
	db_bind_text(stmt, 1, word->text);
	db_bind_text(stmt, 2, end);
	found = db_step(stmt, NULL) == DB_ROW;
	db_finish(stmt);
	return found;
}

/* Replaces what is mistyped. True when something was. */
static bool correct(const struct search *search, struct db *db, struct words *words)
{
	bool changed = false;

	for (size_t i = 0; i < words->count; i++) {
		struct word *word = &words->items[i];
		char better[WORD_BYTES];

		if (word->small || terms_has(search->terms, word, better) || !better[0] || in_body(db, word))
			continue;
		snprintf(word->text, sizeof(word->text), "%s", better);
		changed = true;
	}
	return changed;
}

static const char *words_text(const struct words *words, struct arena *arena, bool telling)
{
	struct strbuf text = STRBUF_INIT;
	const char *copy;

	for (size_t i = 0; i < words->count; i++)
		if (!telling || !words->items[i].small)
			strbuf_addf(&text, "%s%s", text.len ? " " : "", words->items[i].text);
	copy = arena_strdup(arena, strbuf_str(&text));
	strbuf_done(&text);
	return copy;
}

bool search_find(struct search *search, struct db *db, uint64_t generation, const char *text, const char *lang, int64_t now,
                 size_t limit, struct arena *arena, struct hits *ret_hits, struct err *err)
{
	struct finding finding = { .db = db, .arena = arena, .lang = lang, .now = now, .limit = MIN(limit, (size_t)HITS_MAX) };
	struct hits hits = { .marked = "" };
	struct words words;

	words_read(text, &words);
	if (words.count == 0) {
		*ret_hits = hits;
		return true;
	}
	finding.hits = &hits;
	for (size_t i = 0; i < GROUP_COUNT; i++)
		finding.items[i] = ARENA_ARRAY(arena, struct hit, finding.limit);
	if (!run(&finding, &words, " AND ", err))
		return false;
	if (hits.count == 0) {
		if (!load(search, db, generation, err))
			return false;
		if (correct(search, db, &words)) {
			hits.instead = words_text(&words, arena, false);
			if (!run(&finding, &words, " AND ", err))
				return false;
		}
	}
	/* Some of the words rather than nothing; what the first one names before the others fill its group. */
	if (hits.count == 0 && words.telling > 1 &&
	    !(places_by_first_word(&finding, &words, err) && run(&finding, &words, " OR ", err)))
		return false;
	if (hits.count == 0)
		hits.instead = NULL;
	hits.streets_first = is_address(&words, &hits);
	if (!hits.streets_first && !places_by_first_word(&finding, &words, err))
		return false;
	called_sort(finding.items[GROUP_SERVICES], hits.groups[GROUP_SERVICES].count, &words);
	called_sort(finding.items[GROUP_PLACES], hits.groups[GROUP_PLACES].count, &words);
	called_sort(finding.items[GROUP_GUIDES], hits.groups[GROUP_GUIDES].count, &words);
	for (size_t i = 0; i < GROUP_COUNT; i++)
		hits.groups[i].items = finding.items[i];
	hits.places_first = called_place(&hits, &words);
	hits.marked = words_text(&words, arena, words.telling > 0);
	*ret_hits = hits;
	return true;
}
