/* SPDX-License-Identifier: BSD-2-Clause */
/* rulebook.h - the operator's rule files and the built-in rules, as one set. */
#pragma once
#include "detect/rules.h"

/*
 * Loads the files and, after them, the built-in rules. An exit status: STATUS_PARTLY when a rule is wrong,
 * STATUS_CANNOT when a file cannot be read; says by itself what is wrong, each fault on a line of its own.
 */
int rulebook_open(struct rules **rules, char *const *files, int count);
