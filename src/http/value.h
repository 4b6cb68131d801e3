/* SPDX-License-Identifier: BSD-2-Clause */
/* value.h - numbers and moments as the API's JSON has them. */
#pragma once
#include "base/stamp.h"

#include <jansson.h>

static inline json_t *value_count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static inline json_t *value_stamp(uint64_t ns)
{
	char text[STAMP_TEXT];

	return ns ? json_string(stamp_format(ns, text)) : json_null();
}

/* The same, whole seconds: what changes each time need not be long. */
static inline json_t *value_stamp_seconds(uint64_t ns)
{
	return value_stamp(ns - ns % STAMP_SECOND_NS);
}
