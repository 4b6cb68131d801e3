/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memory.h - the big tables' memory: zeroed, on huge pages where the machine has them.
 */
#pragma once
#include <stddef.h>

#define LINE_BYTES 64 /* of a cache line */

/* `bytes` of zeroes, aligned to a huge page. Pages come as they are first touched, so a quiet wire
 * stays small. NULL when memory is short. */
void *memory_map(size_t bytes);
/* Gives them back; NULL is fine. `bytes` as given to memory_map(). */
void memory_unmap(void *memory, size_t bytes);
