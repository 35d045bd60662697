#include "hub/importers/import.h"

#include <stdarg.h>

void import_init(struct import *import, struct store *store, const char *source)
{
	*import = (struct import){ .store = store, .source = source, .skipped = json_object() };
	for (size_t t = 0; t < SYNCED_TABLES; t++)
		import->seen[t] = json_object();
}

void import_done(struct import *import)
{
	json_decref(import->skipped);
	for (size_t t = 0; t < SYNCED_TABLES; t++)
		json_decref(import->seen[t]);
	*import = (struct import){ .store = NULL };
}

bool import_row(struct import *import, enum synced_id table, const json_t *row, struct err *err)
{
	const char *id = or_empty(json_string_value(json_object_get(row, "id")));
	enum store_put what;

	if (!store_put(import->store, table, row, &what, err) || !store_source_set(import->store, table, id, import->source, err))
		return false;
	json_object_set_new(import->seen[table], id, json_true());
	import->tally[table].same += what == STORE_SAME;
	import->tally[table].new_ += what == STORE_NEW;
	import->tally[table].changed += what == STORE_CHANGED;
	return true;
}

void import_kept(struct import *import, enum synced_id table, const char *id)
{
	json_object_set_new(import->seen[table], id, json_true());
	import->tally[table].kept++;
}

void import_skip(struct import *import, const char *where, const char *reason, ...)
{
	char text[480];
	json_t *list;
	va_list ap;

	va_start(ap, reason);
	vsnprintf(text, sizeof(text), reason, ap);
	va_end(ap);
	list = json_object_get(import->skipped, text);
	if (!list) {
		list = json_pack("[i]", 0);
		json_object_set_new(import->skipped, text, list);
	}
	json_array_set_new(list, 0, json_integer(json_integer_value(json_array_get(list, 0)) + 1));
	if (json_array_size(list) <= IMPORT_EXAMPLES)
		json_array_append_new(list, json_string(where));
}

bool import_sweep(struct import *import, enum synced_id table, struct err *err)
{
	json_t *ids;
	const json_t *id;
	bool ok = true;
	size_t i;

	if (!store_source_ids(import->store, table, import->source, &ids, err))
		return false;
	json_array_foreach(ids, i, id) {
		if (!ok || json_object_get(import->seen[table], json_string_value(id)))
			continue;
		ok = store_drop(import->store, table, json_string_value(id), err);
		import->tally[table].removed++;
	}
	json_decref(ids);
	return ok;
}

void import_print(const struct import *import, FILE *out)
{
	const char *reason;
	const json_t *list;

	for (size_t t = 0; t < SYNCED_TABLES; t++) {
		int taken = import->tally[t].same + import->tally[t].new_ + import->tally[t].changed + import->tally[t].kept;

		if (!taken && !import->tally[t].removed)
			continue;
		fprintf(out, "%-12s %6d taken: %d new, %d changed, %d as before", synced_tables[t].name, taken, import->tally[t].new_,
		        import->tally[t].changed, import->tally[t].same + import->tally[t].kept);
		if (import->tally[t].removed)
			fprintf(out, "; %d removed, no longer in the source", import->tally[t].removed);
		fputc('\n', out);
	}
	json_object_foreach(import->skipped, reason, list) {
		size_t examples = json_array_size(list) - 1;

		fprintf(out, "skipped      %6d: %s (", (int)json_integer_value(json_array_get(list, 0)), reason);
		for (size_t i = 0; i < examples; i++)
			fprintf(out, "%s%s", i ? ", " : "", json_string_value(json_array_get(list, i + 1)));
		fprintf(out, "%s)\n", (size_t)json_integer_value(json_array_get(list, 0)) > examples ? ", …" : "");
	}
}
