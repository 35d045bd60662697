/* What people type stays out of swap. (Out of core dumps: secret_no_core.)
 *
 * The service units forbid swap (MemorySwapMax=0) and allow a program to lock its memory (LimitMEMLOCK=infinity); started without
 * them, a program has what its system gives. Pages are locked as they are touched, so that nothing is held that was not used.
 */
#ifndef PARVIS_SECRET_MEMORY_H
#define PARVIS_SECRET_MEMORY_H

enum memory_swap {
	MEMORY_LOCKED,  /* all that this program has and will have; what it starts, and it itself after execv, begins anew */
	MEMORY_NO_SWAP, /* may not be locked, and the machine swaps nothing */
	MEMORY_SWAPS,   /* may not be locked, and can reach the disk */
};

/* In main. Only where memory may be locked without limit: under a limit a later allocation would fail, which ends the program. */
enum memory_swap memory_lock(void);

/* The same, with one warning in the log for MEMORY_SWAPS: nobody is kept from working by it. */
void memory_lock_or_warn(void);

#endif
