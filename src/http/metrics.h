/* SPDX-License-Identifier: BSD-2-Clause */
/* metrics.h - counters and gauges for Prometheus: no label holds an address, a name or anything else an attacker sets. */
#pragma once
#include "http/wall.h"

struct view_text;

/* OpenMetrics 1.0, or (`open` false) Prometheus's older text format 0.0.4. False when memory is short. */
bool metrics_write(const struct wall_now *now, bool open, struct view_text *to);
