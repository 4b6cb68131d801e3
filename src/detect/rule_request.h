/* SPDX-License-Identifier: BSD-2-Clause */
/* rule_request.h - a request of HTTP as rules look at it: each part normalised (http_text.h) and matched. */
#pragma once
#include "detect/http.h"
#include "detect/rules.h"

/* Looks at all parts of the request; adds to the hits. Uses twice RULE_FIELD_MOST bytes of the stack. */
void rules_match_request(const struct rules *rules, struct rules_scratch *scratch,
	const struct http_request *request, struct rule_hits *hits);
