/* What the hub accepts from outside, in one place. Settings (packaging/hub.conf) decide the rates. */
#ifndef PARVIS_HUB_LIMITS_H
#define PARVIS_HUB_LIMITS_H

enum {
	LIMIT_BODY_SMALL = 16 * 1024,          /* of a form in a browser */
	LIMIT_BODY_OPERATIONS = 4 * 1024 * 1024,
	LIMIT_OPERATIONS = 500,                /* in one POST */
	LIMIT_OPERATION_LINE = 448 * 1024,     /* of one: OUTBOX_BODY_MAX in base64, and its envelope */
	LIMIT_RESULT_ROWS = 4 * 1024 * 1024,   /* bytes of rows in the results of one POST: half of what a terminal reads (WIRE_RESULTS_MAX) */
	LIMIT_MESSAGES = 200,                  /* of a resident about one request */
	LIMIT_OPERATION_BYTES = 4 * 1024,      /* that count as one operation of limits.operations_per_minute */
	LIMIT_OPERATION_MINUTES = 60,          /* of that rate may come at once, when a terminal was away for long; and one POST of any size always */
	LIMIT_CHANGES_MINUTES = 16,            /* of limits.changes_mib_per_minute may come at once: a million rows twice over */
	LIMIT_CHANGES_SHARE = 50,              /* percent of the hub's time that may go into pages for one terminal alone; a second's worth at once */
	LIMIT_BODY_DROPPED = 16 * 1024 * 1024, /* read of a body nobody wants, before the connection is closed */
	LIMIT_CONNECTION_MEMORY = 4 * 1024,    /* headers and buffers; of each of ten thousand terminals that wait */
	LIMIT_IDLE_S = 60,                     /* a connection that says nothing; one that waits for news does not count */
	LIMIT_WAIT_S = 25,                     /* longest long poll */
	LIMIT_SNAPSHOT_WAIT_S = 120,           /* while one is built */
	LIMIT_PER_ADDRESS = 64,                /* connections of one address; a proxy is not one (hub.behind_proxy) */
	LIMIT_ENROL_PER_MINUTE = 6,            /* codes one address may try, … */
	LIMIT_ENROL_PER_MINUTE_ALL = 60,       /* … and all of them */
	LIMIT_RATE_ADDRESSES = 4096,           /* remembered at a time */
};

#endif
