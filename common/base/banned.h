/* Functions that have cost other programs dear do not compile here. Included before everything else by the Makefile. */
#ifndef PARVIS_BASE_BANNED_H
#define PARVIS_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* no limit: strbuf, arena_printf or snprintf instead */
#pragma GCC poison strcpy strcat sprintf vsprintf gets
/* cuts without saying so, or hides state */
#pragma GCC poison strncpy strncat strtok
/* one hidden buffer, and the zone of the machine instead of the town's: common/base/civil.h */
#pragma GCC poison localtime gmtime ctime asctime mktime
/* cannot report an error: strtol with its end */
#pragma GCC poison atoi atol atoll
/* guessable: common/base/rand.h */
#pragma GCC poison rand srand

#endif
