/* Questions for changes whose page is not made yet because their terminal has had its share of the hub's time, by terminal: of one terminal
 * one waits for its turn, the latest. Those that wait for news are not here.
 *
 * Thread: whoever holds the server's lock.
 */
#ifndef PARVIS_HUB_ASKING_H
#define PARVIS_HUB_ASKING_H

#include "hub/call.h"

enum { ASKING_CHAINS = 4096 };

struct asking {
	struct call *chains[ASKING_CHAINS];
};

void asking_add(struct asking *asking, struct call *call);
void asking_drop(struct call *call); /* one that was not added is fine */
struct call *asking_find(const struct asking *asking, const char *terminal); /* NULL: none waits */

#endif
