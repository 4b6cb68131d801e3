/* SPDX-License-Identifier: BSD-2-Clause */
/* ask.h - what the commands that ask a store have in common. */
#pragma once
#include "app/options.h"
#include "app/span.h"
#include "base/words.h"
#include "store/store.h"

struct asking {
	struct store *store;
	struct stamp_zone *zone;
	enum words_lang lang;
	uint64_t now_ns;
	struct store_query query; /* of --from, --to, --last and --sensor; borrows from the options */
};

/* Opens the options' store, or the usual one. An exit status; complains by itself. */
int asking_open(struct asking *asking, const struct options *options, enum store_mode mode);
void asking_close(struct asking *asking);

/* Of a time that is yet to come nothing can be known: -EINVAL and a sentence. */
int asking_check_past(const struct asking *asking, uint64_t from_ns, struct ronda_error *error);

/* 2022-07-13, and 2022-07-13 14:05, in the zone; return `text`. */
enum { ASKING_TEXT = 48 };
const char *asking_day(const struct asking *asking, uint64_t ns, char text[ASKING_TEXT]);
const char *asking_minute(const struct asking *asking, uint64_t ns, char text[ASKING_TEXT]);
