/* Keys and pasted texts at the desk. The cursor stays on a character of the text, the text below its limit, and every layout
 * covers all of it. */
#include "tests/fuzz/fuzz.h"

#include "common/base/utf8.h"
#include "counter/edit.h"

static void check(const struct edit *edit, int width)
{
	struct edit_line lines[8];
	size_t row, count = edit_layout(edit, width, 0, lines, ARRAY_LEN(lines), &row, &(int){ 0 });

	must(edit->at <= edit->text.len && edit->text.len <= EDIT_HARD_MAX, NULL);
	must(count >= 1 && row < count, NULL);
	for (size_t i = 0; i < MIN(count, ARRAY_LEN(lines)); i++)
		must(lines[i].start + lines[i].len <= edit->text.len, NULL);
	must(!utf8_valid(edit_text(edit), edit->text.len) || utf8_valid(edit_text(edit), edit->at), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct edit edit;
	int width = size ? 2 + data[0] % 80 : 40;

	edit_init(&edit, 40, size && data[0] & 1);
	for (size_t i = 1; i + 1 < size;) {
		struct key key = { .code = 0 };
		char *pasted = NULL;

		switch (data[i]) {
		case 0xff: /* a special key */
			key.code = KEYS_FIRST + data[i + 1] % (K_HANGUP - KEYS_FIRST + 1);
			i += 2;
			if (key.code == K_PASTE || key.code == K_SCAN) {
				size_t len = MIN((size_t)(i < size ? data[i] : 0), size - i);

				pasted = strndup((const char *)data + i, len);
				key.text = pasted;
				i += len + 1;
			}
			break;
		case 0xfe: /* any character */
			key.code = (uint32_t)data[i + 1] << 8 | (i + 2 < size ? data[i + 2] : 0);
			i += 3;
			break;
		default:
			key.code = data[i++];
		}
		(void)edit_key(&edit, &key, width);
		free(pasted);
		check(&edit, width);
	}
	(void)edit_over(&edit);
	edit_done(&edit);
	return 0;
}
