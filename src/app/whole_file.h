/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once
#include <ronda/error.h>

#include <stddef.h>

/* The whole file ("-": standard input), for the caller to free. NULL and a sentence when it cannot be read. */
char *whole_file(const char *path, size_t *size, struct ronda_error *error);
