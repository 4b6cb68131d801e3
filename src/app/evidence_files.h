/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * evidence_files.h - pairs of a pcap file and its index (one JSON object a line), none too long, all within a limit.
 *
 *     SENSOR-evidence-20260801T070000Z-1.pcap    by the time at which it was begun
 *     SENSOR-evidence-20260801T070000Z-1.jsonl
 *
 * Pairs of earlier runs in the same folder count toward the limit, and are removed before newer ones.
 */
#pragma once
#include <ronda/error.h>
#include <ronda/packet.h>

#include <jansson.h>

struct evidence_files;

/* Negative errno and a sentence. */
int evidence_files_open(struct evidence_files **made, const char *folder, const char *sensor, uint64_t most_bytes,
	struct ronda_error *error);
void evidence_files_close(struct evidence_files *files); /* NULL is fine */

const char *evidence_files_folder(const struct evidence_files *files);
const char *evidence_files_name(const struct evidence_files *files); /* of the pcap file now written to */
uint64_t evidence_files_most(const struct evidence_files *files);    /* bytes in one pair, about */

/* Sees to it that there is a pair with room, for this link type if there is none yet. Negative errno: there is none. */
int evidence_files_ready(struct evidence_files *files, int link);

/* Adds a frame; another link type begins a new pair. *number is its number in the pcap file, from 1. Negative errno. */
int evidence_files_frame(struct evidence_files *files, const struct ronda_frame *frame, uint64_t *number);
/* Adds a line to the index, about so many attempts. */
void evidence_files_line(struct evidence_files *files, const json_t *line, uint32_t attempts);

/* Bytes that wait to be flushed. */
uint64_t evidence_files_pending(const struct evidence_files *files);
/* Attempts whose lines could not be written, so far. */
uint64_t evidence_files_lost(const struct evidence_files *files);

/* Writes them. Negative errno: they are lost, and so is the pair's room; another is begun when that works again. */
int evidence_files_flush(struct evidence_files *files);
