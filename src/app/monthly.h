/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * monthly.h - the reports of a store, for the dashboard: which months there are, and one of them as a page.
 *
 * A report takes its time, and whoever asks for one keeps all other clients waiting; so each is kept for a minute.
 */
#pragma once
#include "app/options.h"
#include "base/stamp.h"
#include "base/words.h"

struct monthly;

/* Of the options' store, all its sensors. NULL when memory is short. Both outlive it. */
struct monthly *monthly_create(const struct options *options, const struct stamp_zone *zone);
void monthly_destroy(struct monthly *monthly); /* NULL is fine */

/* As http_archive wants them, with a struct monthly as the context. */
size_t monthly_list(void *context, char (*month)[8], size_t room);
char *monthly_report(void *context, const char *month, enum words_lang lang, size_t *bytes);
