/* SPDX-License-Identifier: BSD-2-Clause */
/* make.h - the picture of a stretch of the store. */
#pragma once
#include "base/network_names.h"
#include "report/picture.h"
#include "store/store.h"

struct report_subject {
	const struct stamp_zone *zone;
	const char *version;                /* of the program */
	const char *site;                   /* NULL: all */
	struct network_names networks;      /* zeroed: nobody knows them */
	uint64_t from_ns, to_ns;            /* as it was asked; to 0: to the end of the records */
	uint64_t now_ns;
	const struct store_result *result;
	/* The hours of the range with the weeks before it, for what is usual; NULL: the range alone. */
	const struct store_result *wider;
	const struct store_result *before;  /* to compare with; NULL: nothing */
	uint64_t before_from_ns, before_to_ns;
	bool compare_asked;                 /* otherwise a period that nothing is known of is not told of */
};

/* Fills the picture, which picture_finish() frees, whatever came back: 0 or -ENOMEM. It borrows texts of the results. */
int report_make(struct picture *picture, const struct report_subject *subject);

/* The weeks before a range that `wider` should reach back. */
#define REPORT_BASELINE_NS (8ull * 7 * 86400 * STAMP_SECOND_NS)
