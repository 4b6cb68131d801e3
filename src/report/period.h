/* SPDX-License-Identifier: BSD-2-Clause */
/* period.h - "--month 2022-09", "--compare 2022-05-01..2022-05-14" as moments, by the clocks of a zone. */
#pragma once
#include "base/stamp.h"

#include <stdbool.h>

struct period {
	uint64_t from_ns, to_ns; /* to is not in it; 0: there is no end */
};

/* "2022-09"; -EINVAL, as all of these, and what was expected. */
int period_month(struct period *period, const char *text, const struct stamp_zone *zone, struct ronda_error *error);
/* "2022-07-13", "2022-07-13T08:00", "2022-07-13 08:00:30", or RFC 3339. As an end (`is_end`) a day is in it whole,
 * and so is a month, "2022-09". */
int period_time(uint64_t *ns, const char *text, bool is_end, const struct stamp_zone *zone, struct ronda_error *error);
/* "FROM..TO", both as period_time() takes them, or one month. */
int period_range(struct period *period, const char *text, const struct stamp_zone *zone, struct ronda_error *error);

/* As long a period that ends where this one begins: whole months where it is those, else as many days or seconds. */
struct period period_before(const struct period *period, const struct stamp_zone *zone);
