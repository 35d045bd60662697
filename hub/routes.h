/* The table of what the hub answers to. Start reading here. */
#ifndef PARVIS_HUB_ROUTES_H
#define PARVIS_HUB_ROUTES_H

#include "hub/call.h"

extern const struct route routes[];
extern const size_t routes_len;

/* NULL: nothing there, and *RET_METHOD says whether the path is right and only the method is not. */
const struct route *route_find(const char *method, const char *path, bool *ret_method);

enum call_next handle_snapshot(struct call *call);
enum call_next handle_changes(struct call *call);
enum call_next handle_operations(struct call *call);
enum call_next handle_terminal(struct call *call);
enum call_next handle_enrol(struct call *call);
enum call_next handle_follow(struct call *call);
enum call_next handle_declaration(struct call *call);
enum call_next handle_health(struct call *call);

#endif
