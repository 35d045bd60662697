/* The requests of a town's file: what was left out is filled in, threads become messages, records are sealed. */
#ifndef PARVIS_HUB_IMPORTERS_TOWN_REQUESTS_H
#define PARVIS_HUB_IMPORTERS_TOWN_REQUESTS_H

#include "hub/importers/import.h"
#include "hub/importers/town_rows.h"

/* Completes the requests of ROWS that the store has not yet, and derives the keys of those that get a record (slow: one thread a
 * processor). Before the transaction. */
struct town_requests;
struct town_requests *town_requests_new(struct town_rows *rows);
void town_requests_free(struct town_requests *requests); /* NULL is fine */

/* Inside the transaction, after everything else. */
bool town_requests_write(struct town_requests *requests, struct import *import, struct err *err) WARN_UNUSED;

#endif
