/* SPDX-License-Identifier: BSD-2-Clause */
/* builtin.h - the rules that come with ronda, for rules_load(). */
#pragma once
#include "detect/rules.h"

/* Prefixes of known research scanners, as base/prefix_list.h reads them. */
extern const struct rules_source research_builtin;

extern const struct rules_batch rules_builtin;      /* made by embed.py */
extern const struct rules_ready rules_builtin_ready; /* made by prepare.c */
