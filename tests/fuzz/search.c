/* What is typed into a search: over content in the replica, and as an address. No text is a fault, none finds more than was asked for. */
#include "tests/fuzz/fuzz.h"

#include "common/store/address.h"
#include "common/store/migrate.h"
#include "common/store/search.h"

static const char content[] =
	"INSERT INTO service (id, rev, name, kind, department, theme, icon, summary, keywords, purpose, legal_basis, recipients, retention, silence, i18n)"
	" VALUES ('lamp', 1, 'Lampadaire en panne', 'signalement', 'voirie', 'Rue', 'lamp', 'Un éclairage ne marche plus', 'réverbère lumière',"
	" 'a', 'b', 'c', 'd', 'none', '{\"en\": {\"name\": \"Broken street lamp\"}}');"
	"INSERT INTO department (id, rev, name, keywords) VALUES ('etat', 4, 'État civil et identité', 'naissance mariage');"
	"INSERT INTO place (id, rev, kind, name, address) VALUES ('bib', 5, 'library', 'Médiathèque du Cœur', '2 rue des Tisserands');"
	"INSERT INTO guide VALUES ('F1', 9, 'Enlèvement des ordures', 's', 'Logement', '[{\"p\": \"La poubelle appartient à la commune.\"}]', NULL,"
	" '2026-01-01', 'DILA', 'fr', NULL);"
	"INSERT INTO address VALUES ('s1', 13, NULL, 'rue des Tisserands', NULL, 'nord', 50.1, 2.9), ('a12', 14, '12', 'rue des Tisserands', NULL, 'nord', 50.1, 2.9),"
	" ('a12b', 15, '12 bis', 'rue des Tisserands', NULL, 'nord', 50.1, 2.9), ('a8', 17, '8', 'rue du 8 mai 1945', NULL, 'sud', 50.2, 2.9);";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct search *search;
	static struct db *db;
	struct arena *arena = arena_new();
	const struct address *addresses;
	struct hits hits;
	struct err err;
	const char *text = arena_strndup(arena, (const char *)data, size);
	size_t count;

	if (!db) {
		must(db_open("search", DB_MEMORY | DB_TRUSTED, &db, &err) && schema_replica(db, REPLICA_FORMAT, &err) && db_exec(db, content, &err), &err);
		search = search_new();
	}
	must(search_find(search, db, 1, text, "fr", 500, 2, arena, &hits, &err), &err);
	for (size_t i = 0; i < GROUP_COUNT; i++)
		must(hits.groups[i].count <= 2, NULL);
	must(address_find(db, text, 2, arena, &addresses, &count, &err), &err);
	must(count <= 2, NULL);
	arena_free(arena);
	return 0;
}
