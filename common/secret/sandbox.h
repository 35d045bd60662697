/* System call filters (libseccomp) that a program sets on itself. Set first thing in main, before any thread; they hold for
 * everything that the program starts. Beside what the service units refuse (docs/hardening.md), so that a program started by
 * hand is held too.
 *
 * Both refuse, with EPERM, what none of the programs has a use for and somebody who got into one would: looking into other
 * programs, loading code into the kernel, keys of the kernel, mounts and namespaces. io_uring, which could do most of it past a
 * filter, is not there (ENOSYS).
 */
#ifndef PARVIS_SECRET_SANDBOX_H
#define PARVIS_SECRET_SANDBOX_H

#include "common/base/err.h"

/* For the programs that show and hold residents' data: no socket but AF_UNIX either. A refused one fails with EAFNOSUPPORT, as on
 * a machine without a network. Calling it again, also after an execv that kept the filter, changes nothing. */
bool sandbox_no_network(struct err *err) WARN_UNUSED;

/* For sync and hub. */
bool sandbox_with_network(struct err *err) WARN_UNUSED;

#endif
