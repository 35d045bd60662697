/* replica STATE watch: what a screen sees. Opens the replica as kiosk and counter do, polls it, and prints one line for each
 * piece of news: "changed EPOCH REV NEWS-ROWS" or "bad WHY", until its standard input ends. */
#include "common/store/replica.h"

#include <poll.h>

static int64_t count_news(struct db *db)
{
	static const struct db_query ask = { "SELECT count(*) FROM news" };
	struct db_stmt *stmt = db_query(db, &ask);
	struct err err;
	int64_t count = -1;

	if (db_step(stmt, &err) == DB_ROW) {
		count = db_int(stmt, 0);
		db_finish(stmt);
	}
	return count;
}

static void say(struct replica *replica)
{
	printf("changed %s %lld %lld\n", replica_meta(replica)->epoch, (long long)replica_meta(replica)->rev,
	       (long long)count_news(replica_db(replica)));
}

int main(int argc, char **argv)
{
	struct pollfd in = { .fd = 0, .events = POLLIN };
	struct replica *replica;
	struct err err;

	if (argc != 3 || !streq(argv[2], "watch")) {
		fprintf(stderr, "usage: replica STATE watch\n");
		return 2;
	}
	replica = replica_open(argv[1]);
	printf("open\n");
	if (replica_db(replica))
		say(replica);
	fflush(stdout);
	while (poll(&in, 1, 50) == 0) {
		switch (replica_poll(replica, &err)) {
		case REPLICA_SAME:
			continue;
		case REPLICA_BAD:
			printf("bad %s\n", err.text);
			break;
		case REPLICA_CHANGED:
		case REPLICA_REOPENED:
			say(replica);
			break;
		}
		fflush(stdout);
	}
	replica_close(replica);
	return 0;
}
