/* SPDX-License-Identifier: BSD-2-Clause */
/* file.h - a summary as a file: whole or not at all. */
#pragma once
#include <ronda/summary.h>

/*
 * Writes DIR/SENSOR-20220713T000000Z-20220713T000100Z.json: under another name first, brought to the disk,
 * then renamed, so that no reader ever meets half a file. What a sensor's name may not be in a file name
 * becomes '_'. A negative errno and a sentence when it cannot be written; nothing is left behind then.
 */
int export_file(const char *dir, const struct ronda_summary *summary, size_t top, struct ronda_error *error);
