/* SPDX-License-Identifier: BSD-2-Clause */
/* branch.h - which way a branch mostly goes, where it matters and the compiler cannot know. */
#pragma once

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
