#include "hub/routes.h"

#include "hub/limits.h"

const struct route routes[] = {
	{ "GET", "/sync/v1/snapshot", ACCESS_TERMINAL, 0, handle_snapshot },
	{ "GET", "/sync/v1/changes", ACCESS_TERMINAL, 0, handle_changes },
	{ "POST", "/sync/v1/operations", ACCESS_PUSH, LIMIT_BODY_OPERATIONS, handle_operations },
	{ "GET", "/sync/v1/terminal", ACCESS_TERMINAL, 0, handle_terminal },
	{ "POST", "/sync/v1/enrol", ACCESS_ANYBODY, LIMIT_BODY_SMALL, handle_enrol },
	{ "GET", "/s/accessibility", ACCESS_ANYBODY, 0, handle_declaration },
	{ "GET", "/s/", ACCESS_ANYBODY, 0, handle_follow },
	{ "POST", "/s/", ACCESS_ANYBODY, LIMIT_BODY_SMALL, handle_follow },
	{ "GET", "/health", ACCESS_ANYBODY, 0, handle_health },
};
const size_t routes_len = ARRAY_LEN(routes);

static bool path_is(const char *path, const struct route *route)
{
	size_t len = strlen(route->path);

	return route->path[len - 1] == '/' ? starts_with(path, route->path) || (strncmp(path, route->path, len - 1) == 0 && !path[len - 1])
	                                   : streq(path, route->path);
}

const struct route *route_find(const char *method, const char *path, bool *ret_method)
{
	*ret_method = false;
	for (size_t i = 0; i < routes_len; i++) {
		if (!path_is(path, &routes[i]))
			continue;
		*ret_method = true;
		if (streq(routes[i].method, method) || (streq(method, "HEAD") && streq(routes[i].method, "GET")))
			return &routes[i];
	}
	return NULL;
}
