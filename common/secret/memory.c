#include "common/secret/memory.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/base/log.h"

/* Root has no limit (CAP_IPC_LOCK). */
static bool may_lock_all(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		return false;
	if (limit.rlim_cur != limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_MEMLOCK, &limit);
	}
	return limit.rlim_max == RLIM_INFINITY || geteuid() == 0;
}

/* /proc/swaps has a line of titles, and one for each file or partition. */
static bool machine_swaps(void)
{
	FILE *file = fopen("/proc/swaps", "re");
	int lines = 0;

	if (!file)
		return false;
	for (int c; (c = fgetc(file)) != EOF;)
		lines += c == '\n';
	fclose(file);
	return lines > 1;
}

enum memory_swap memory_lock(void)
{
	if (may_lock_all() && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)
		return MEMORY_LOCKED;
	return machine_swaps() ? MEMORY_SWAPS : MEMORY_NO_SWAP;
}

void memory_lock_or_warn(void)
{
	if (memory_lock() == MEMORY_SWAPS)
		log_warn("what is typed can reach the swap of this machine: memory may not be locked (LimitMEMLOCK=infinity allows it)");
}
