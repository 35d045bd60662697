/* No network, for the programs that show and hold residents' data: a system call filter (libseccomp) that refuses every
 * socket but AF_UNIX, and io_uring, which could make one past it. Set first thing in main, before any thread; it holds for
 * everything that the program starts. A refused socket fails with EAFNOSUPPORT, as on a machine without a network.
 */
#ifndef PARVIS_SECRET_SANDBOX_H
#define PARVIS_SECRET_SANDBOX_H

#include "common/base/err.h"

/* Calling it again, also after an execv that kept the filter, changes nothing. */
bool sandbox_no_network(struct err *err) WARN_UNUSED;

#endif
