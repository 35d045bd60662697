/* A guide as XML, or as the npm package's JSON when it begins with '{'. What is taken has an id, a title and a body that is JSON. */
#include "hub/importers/guide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	json_t *row = NULL, *body;
	struct err err;

	guide_init();
	if (size && data[0] == '{' ? guide_from_json(text, &row, &err) : guide_from_xml(text, &row, &err)) {
		body = json_loads(json_string_value(json_object_get(row, "body")), 0, NULL);
		if (!json_is_array(body) || !json_string_value(json_object_get(row, "title")))
			abort();
		json_decref(body);
		json_decref(row);
	}
	return 0;
}
