#include "kiosk/audit/pairs.h"

enum { VALUES = 16, TRIES = 60 };

struct cover {
	const int *sizes;
	int factors;
	bool met[PAIR_FACTORS][PAIR_FACTORS][VALUES][VALUES];
};

static int new_pairs(const struct cover *cover, const struct pair_row *row)
{
	int n = 0;

	for (int a = 0; a < cover->factors; a++)
		for (int b = a + 1; b < cover->factors; b++)
			n += !cover->met[a][b][row->value[a]][row->value[b]];
	return n;
}

/* Begins a row with the first pair that is still to meet. */
static bool start(const struct cover *cover, struct pair_row *row)
{
	for (int a = 0; a < cover->factors; a++)
		for (int b = a + 1; b < cover->factors; b++)
			for (int x = 0; x < cover->sizes[a]; x++)
				for (int y = 0; y < cover->sizes[b]; y++)
					if (!cover->met[a][b][x][y]) {
						for (int i = 0; i < cover->factors; i++)
							row->value[i] = -1;
						row->value[a] = x;
						row->value[b] = y;
						return true;
					}
	return false;
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

int pairs_make(const int *sizes, int factors, struct pair_row *ret_rows)
{
	static struct cover cover;
	struct pair_row begun;
	uint32_t seed = 1;
	int rows = 0;

	memset(&cover, 0, sizeof(cover));
	cover.sizes = sizes;
	cover.factors = MIN(factors, (int)PAIR_FACTORS);
	while (rows < PAIR_ROWS && start(&cover, &begun)) {
		struct pair_row best = begun;
		int most = -1;

		for (int i = 0; i < TRIES; i++) {
			struct pair_row row = begun;

			for (int f = 0; f < cover.factors; f++)
				if (row.value[f] < 0)
					row.value[f] = (int)(next_random(&seed) % (uint32_t)sizes[f]);
			if (new_pairs(&cover, &row) > most) {
				most = new_pairs(&cover, &row);
				best = row;
			}
		}
		for (int a = 0; a < cover.factors; a++)
			for (int b = a + 1; b < cover.factors; b++)
				cover.met[a][b][best.value[a]][best.value[b]] = true;
		ret_rows[rows++] = best;
	}
	return rows;
}
