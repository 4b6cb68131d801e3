/* SPDX-License-Identifier: BSD-2-Clause */
/* routes.h - which path is answered by what: one table (routes.c), where a new one is a function and a line. */
#pragma once
#include "http/http.h"
#include "http/server.h"

/* A file of src/http/page, as it was when ronda was built. */
struct asset {
	const char *path, *type;
	const char *text;
	size_t length;
};
extern const struct asset assets[];
extern const size_t assets_count;

struct routes {
	const struct http_archive *archive;
	struct view *(*view)(void *context);  /* the newest, held; NULL: none yet */
	/* What the process remembers, see view_history(). */
	char *(*history)(void *context, unsigned hours, unsigned step_seconds);
	void *context;
};

/* Always fills `reply`. */
void routes_answer(const struct routes *routes, const struct request *request, struct reply *reply);
