/* The hub's store in memory: rows with revs and tombstones, and all that goes back when a backup is put in place. */
#ifndef PARVIS_TESTS_SIM_TOWN_H
#define PARVIS_TESTS_SIM_TOWN_H

#include "tests/sim/sim.h"

/* What a place in the log says became of a row. */
enum { LOG_ROW, LOG_GONE, LOG_LEFT /* + department */, LOG_NOTHING = 7 };

void town_alloc(struct world *w, struct town *town);
void town_free(struct town *town);
void town_copy(struct town *to, const struct town *from);

struct row *town_row(struct town *town, bool record, int32_t index);

/* A rev that is no row's: a terminal was enrolled, or got another scope. */
void town_take_rev(struct world *w);

/* Writes a row; a department that loses it gets a tombstone. */
void town_put(struct world *w, bool record, int32_t index, uint32_t value, uint8_t department);
void town_drop(struct world *w, bool record, int32_t index);

/* A request's row as its fields say, and its messages move with it. */
void town_put_request(struct world *w, int32_t op);
uint32_t request_value(const struct request *request, int32_t rev);

/* The record of a number: shown, withheld or withdrawn, as serve_record says. */
void town_refresh_record(struct world *w, int32_t number);

/* What is closed for long goes, with its thread and record. */
void town_drop_request(struct world *w, int32_t op);

/* What a scope sees of a row now. */
bool town_sees(bool public_, uint8_t departments, bool record, int32_t index, const struct row *row);

/* A page of changes after SINCE for that scope; the caller gives it back with page_drop. */
struct page *town_page(struct world *w, bool public_, uint8_t departments, const struct cursor *since);
void page_drop(struct page *page);
struct snapshot_file *town_snapshot(struct world *w, bool public_, uint8_t departments);
void snapshot_drop(struct snapshot_file *file);

void epoch_text(int32_t epoch, char out[33]);
int32_t epoch_number(const char *text);

#endif
