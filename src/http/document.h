/* SPDX-License-Identifier: BSD-2-Clause */
/* document.h - what each document of the API says, as JSON: of one moment, and of the day's summary. */
#pragma once
#include "http/view.h"

/* Any but the event, which is the board's text in other words. `day` is today's summary as JSON, an empty object while
 * there is none. */
json_t *document_json(const struct wall_now *now, const json_t *day, enum view_document which);
