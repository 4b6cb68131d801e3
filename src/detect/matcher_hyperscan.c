/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/matcher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <hs.h>

enum { FLAGS = HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH };

struct matcher {
	hs_database_t *database;
};

/* Its content is Hyperscan's; ours is only the name. */
struct matcher_scratch {
	hs_scratch_t *own;
};

const char *matcher_engine(void)
{
	static _Thread_local char name[32];

	snprintf(name, sizeof name, "Hyperscan %.12s", hs_version()); /* what follows is its date */
	for (char *at = name + sizeof "Hyperscan"; *at; at++)
		if (*at == ' ')
			*at = '\0';
	return name;
}

/* Reads the expression only; some are sound but too large, which only compiling tells. */
static int read_pattern(const char *pattern, struct ronda_error *why)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *refused = NULL;
	int failed = 0;

	if (hs_expression_info(pattern, FLAGS, &info, &refused) != HS_SUCCESS)
		failed = ronda_fail(why, -EINVAL, "%s", refused ? refused->message : "it cannot be read");
	else if (info->min_width == 0)
		failed = ronda_fail(why, -EINVAL, "it matches nothing at all, and so everywhere");
	hs_free_compile_error(refused);
	free(info);
	return failed;
}

int matcher_check(const char *pattern, struct ronda_error *why)
{
	hs_compile_error_t *refused = NULL;
	hs_database_t *database = NULL;
	int failed = read_pattern(pattern, why);

	if (!failed && hs_compile(pattern, FLAGS, HS_MODE_BLOCK, NULL, &database, &refused) != HS_SUCCESS)
		failed = ronda_fail(why, -EINVAL, "%s", refused ? refused->message : "it cannot be compiled");
	hs_free_compile_error(refused);
	hs_free_database(database);
	return failed;
}

/* For this machine when `platform` is NULL. */
static int compile(struct matcher *matcher, const struct matcher_pattern *patterns, size_t count,
	const hs_platform_info_t *platform)
{
	const char **texts = calloc(count, sizeof *texts);
	unsigned *flags = calloc(count, sizeof *flags), *ids = calloc(count, sizeof *ids);
	int failed = texts && flags && ids ? 0 : -ENOMEM;

	for (size_t i = 0; !failed && i < count; i++) {
		failed = read_pattern(patterns[i].text, NULL);
		texts[i] = patterns[i].text;
		flags[i] = FLAGS;
		ids[i] = patterns[i].id;
	}
	if (!failed) {
		hs_compile_error_t *refused = NULL;

		if (hs_compile_multi(texts, flags, ids, (unsigned)count, HS_MODE_BLOCK, platform,
			&matcher->database, &refused) != HS_SUCCESS)
			failed = -EINVAL;
		hs_free_compile_error(refused);
	}
	free(texts);
	free(flags);
	free(ids);
	return failed;
}

int matcher_save(const struct matcher_pattern *patterns, size_t count, void **bytes, size_t *size)
{
	const hs_platform_info_t any = { .tune = HS_TUNE_FAMILY_GENERIC };
	struct matcher made = { 0 };
	char *saved = NULL;
	int failed = compile(&made, patterns, count, &any);

	if (!failed && hs_serialize_database(made.database, &saved, size) != HS_SUCCESS)
		failed = -ENOMEM;
	*bytes = saved;
	hs_free_database(made.database);
	return failed;
}

int matcher_restore(struct matcher **matcher, const void *bytes, size_t size)
{
	struct matcher *made = calloc(1, sizeof *made);
	hs_error_t error = made ? hs_deserialize_database(bytes, size, &made->database) : HS_NOMEM;

	*matcher = error == HS_SUCCESS ? made : NULL;
	if (error != HS_SUCCESS)
		free(made);
	return error == HS_SUCCESS ? 0 : error == HS_NOMEM ? -ENOMEM : -ENOTSUP;
}

int matcher_create(struct matcher **matcher, const struct matcher_pattern *patterns, size_t count)
{
	struct matcher *made = calloc(1, sizeof *made);
	int failed = made ? compile(made, patterns, count, NULL) : -ENOMEM;

	*matcher = NULL;
	if (failed)
		free(made);
	else
		*matcher = made;
	return failed;
}

void matcher_destroy(struct matcher *matcher)
{
	if (matcher)
		hs_free_database(matcher->database);
	free(matcher);
}

size_t matcher_bytes(const struct matcher *matcher)
{
	size_t bytes = 0;

	hs_database_size(matcher->database, &bytes);
	return bytes;
}

int matcher_scratch_fit(struct matcher_scratch **scratch, const struct matcher *matcher)
{
	if (!*scratch)
		*scratch = calloc(1, sizeof **scratch);
	return *scratch && hs_alloc_scratch(matcher->database, &(*scratch)->own) == HS_SUCCESS ? 0 : -ENOMEM;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch)
{
	if (scratch)
		hs_free_scratch(scratch->own);
	free(scratch);
}

struct listener {
	matcher_found *found;
	void *context;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	const struct listener *listener = context;

	(void)from;
	(void)to;
	(void)flags;
	listener->found(listener->context, id);
	return 0;
}

bool matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch, const uint8_t *data,
	size_t size, matcher_found *found, void *context)
{
	struct listener listener = { found, context };

	return hs_scan(matcher->database, (const char *)data, (unsigned)size, 0, scratch->own, on_match,
		&listener) == HS_SUCCESS;
}
