/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matcher.h - many regular expressions against one run of bytes, all at once.
 *
 * One header, two makers: Hyperscan (matcher_hyperscan.c) looks for all expressions in one pass;
 * PCRE2 with its just-in-time compiler (matcher_pcre2.c) is for machines without it and tries one after
 * the other. Which one is built is meson's option `matcher`. Both are given only what they read alike
 * (rule_pattern.h), as bytes, where `.` is any byte and `^` and `$` are the ends of the whole run.
 *
 * Threads    A matcher is read-only once made, and shared. A scratch belongs to one thread.
 * Memory     Taken when made; matcher_scan() allocates nothing.
 */
#pragma once
#include <ronda/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct matcher;
struct matcher_scratch;

struct matcher_pattern {
	const char *text; /* borrowed for the call */
	unsigned id;      /* told when it is found; several patterns may share one */
};

/* The engine and its version, such as "Hyperscan 5.4.0". */
const char *matcher_engine(void);

/* Is it an expression that this engine takes, and that needs at least one byte to match? 0, or -EINVAL
 * and the reason. */
int matcher_check(const char *pattern, struct ronda_error *why);

/* `count` (at least 1) patterns as one matcher. -EINVAL: one of them is not what matcher_check() passes, or
 * all together are too much for the engine. -ENOMEM. `*matcher` is then NULL. */
int matcher_create(struct matcher **matcher, const struct matcher_pattern *patterns, size_t count);
/* NULL is fine. No scan may be under way. */
void matcher_destroy(struct matcher *matcher);
/* Its size in memory. */
size_t matcher_bytes(const struct matcher *matcher);

/*
 * What takes seconds to compile can be compiled when ronda is built, for any processor of its kind, and restored
 * in milliseconds. (Forms of their own for newer processors were measured, and gain nothing here.)
 */
/* `*bytes` is for the caller to free(). -ENOTSUP: this engine saves none, for it compiles fast enough. -EINVAL,
 * -ENOMEM as matcher_create(). */
int matcher_save(const struct matcher_pattern *patterns, size_t count, void **bytes, size_t *size);
/* -ENOTSUP: saved by another engine or version, or for another kind of processor. -ENOMEM. */
int matcher_restore(struct matcher **matcher, const void *bytes, size_t size);

/* Makes `*scratch` (NULL at first) fit for this matcher, too. -ENOMEM leaves it fit for those before. */
int matcher_scratch_fit(struct matcher_scratch **scratch, const struct matcher *matcher);
void matcher_scratch_destroy(struct matcher_scratch *scratch);

/* Called with the id of each pattern that is found, in any order, perhaps more than once. */
typedef void matcher_found(void *context, unsigned id);

/*
 * Looks for all patterns in the bytes. False: the engine gave up on some pattern (PCRE2 only: an input made
 * to keep it busy), which then counts as not found.
 */
bool matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch, const uint8_t *data,
	size_t size, matcher_found *found, void *context);
