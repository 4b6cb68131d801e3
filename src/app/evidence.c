/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/evidence.h"

#include "app/evidence_files.h"
#include "app/recent.h"
#include "base/stamp.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECE_BYTES = 1 << 18 }; /* written before the turn ends */

struct evidence {
	struct evidence_files *files;
	struct recent *recent;
	unsigned v6_bits;
	int link;               /* of the latest frame */
	bool failing;           /* and told of */
	time_t retry;
	uint64_t missed;        /* attempts for which there was no file */
	uint64_t told;          /* attempts without evidence that were told of */
};

/* One attempt's frames on their way. */
struct exhibit {
	struct evidence *evidence;
	uint64_t first;         /* number of its first frame in the file */
	uint64_t bytes;
	unsigned frames;
	bool cut;
};

int evidence_open(struct evidence **made, const struct options *options, struct ronda_error *error)
{
	struct evidence *evidence;

	*made = NULL;
	if (!options->evidence)
		return 0;
	evidence = calloc(1, sizeof *evidence);
	if (evidence) {
		evidence->v6_bits = options->settings.thresholds.ipv6_source_bits;
		evidence->recent = recent_create(options->evidence_memory, evidence->v6_bits);
	}
	if (!evidence || !evidence->recent) {
		evidence_close(evidence);
		return ronda_fail(error, -ENOMEM, "memory is short for the packets of evidence; choose less with "
			"--evidence-memory");
	}

	int failed = evidence_files_open(&evidence->files, options->evidence, options->settings.sensor,
		options->evidence_bytes, error);

	if (failed) {
		evidence_close(evidence);
		return failed;
	}
	*made = evidence;
	return 0;
}

static time_t now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static uint64_t without(const struct evidence *evidence)
{
	return evidence->missed + evidence_files_lost(evidence->files);
}

/* Of a write; tells of the first that fails, and of the first that does not after it. */
static void note_result(struct evidence *evidence, int failed)
{
	if (failed) {
		if (!evidence->failing)
			fprintf(stderr, "ronda: cannot write evidence to \"%s\": %s; still counting, and trying again\n",
				evidence_files_folder(evidence->files), strerror(-failed));
		evidence->failing = true;
		evidence->retry = now_seconds() + 1;
	} else if (evidence->failing) {
		fprintf(stderr, "ronda: writing evidence again; %llu attempts are without\n",
			(unsigned long long)(without(evidence) - evidence->told));
		evidence->failing = false;
		evidence->told = without(evidence);
	}
}

static void flush(struct evidence *evidence)
{
	if (evidence_files_pending(evidence->files))
		note_result(evidence, evidence_files_flush(evidence->files));
}

/* Is there a file to write to? After a failure not before a second has passed. */
static bool is_ready(struct evidence *evidence)
{
	int failed;

	if (evidence->failing && now_seconds() < evidence->retry)
		return false;
	failed = evidence_files_ready(evidence->files, evidence->link);
	if (failed)
		note_result(evidence, failed);
	return !failed;
}

static void show(void *context, const struct ronda_frame *frame)
{
	struct exhibit *exhibit = context;
	uint64_t number;

	if (exhibit->bytes >= evidence_files_most(exhibit->evidence->files) ||
		evidence_files_frame(exhibit->evidence->files, frame, &number) < 0) {
		exhibit->cut = true;
		return;
	}
	exhibit->bytes += frame->captured_bytes;
	if (exhibit->frames++ == 0)
		exhibit->first = number;
}

/* What the attempt counts by. */
static const char *rule_of(const struct ronda_booked *booked)
{
	if (booked->why)
		return booked->why;
	switch (booked->class) {
	case RONDA_CLASS_STEALTH:
		return "segment";
	case RONDA_CLASS_WEB:
		return "missing-paths";
	default:
		return "scanner";
	}
}

static const char *proto_of(uint8_t proto)
{
	return proto == RONDA_TCP ? "tcp" : proto == RONDA_UDP ? "udp" : "icmp";
}

static json_t *line_of(const struct evidence *evidence, const struct ronda_booked *booked, const struct exhibit *exhibit)
{
	bool v4 = ronda_addr_is_v4(&booked->source);
	struct ronda_prefix prefix = { booked->source, v4 ? 128 : (uint8_t)evidence->v6_bits };
	char time[STAMP_TEXT], source[RONDA_ADDR_TEXT], target[RONDA_ADDR_TEXT];
	json_t *line = json_pack("{ss ss ss si ss ss ss ss ss si si sb}",
		"time", stamp_format(booked->booked_ns, time),
		"source", v4 ? ronda_addr_format(&booked->source, source) : ronda_prefix_format(&prefix, source),
		"target", ronda_addr_format(&booked->target, target),
		"port", (int)booked->port,
		"protocol", proto_of(booked->proto),
		"class", ronda_class_name(booked->class),
		"rule", rule_of(booked),
		"outcome", ronda_outcome_name(booked->outcome),
		"direction", ronda_direction_name(booked->direction),
		"attempts", (int)booked->times,
		"frames", (int)exhibit->frames,
		"earlier_may_be_missing", exhibit->cut);

	if (line && exhibit->frames) {
		json_object_set_new(line, "file", json_string(evidence_files_name(evidence->files)));
		json_object_set_new(line, "first_frame", json_integer((json_int_t)exhibit->first));
	}
	return line;
}

static void witness(void *context, const struct ronda_booked *booked)
{
	struct evidence *evidence = context;
	struct recent_key key = { booked->source, booked->target, booked->port, booked->proto };
	struct exhibit exhibit = { .evidence = evidence };

	if (!is_ready(evidence)) {
		evidence->missed += booked->times;
		return;
	}
	exhibit.cut |= recent_take(evidence->recent, &key, show, &exhibit).cut;

	json_t *line = line_of(evidence, booked, &exhibit);

	evidence_files_line(evidence->files, line, booked->times);
	json_decref(line);
	if (evidence_files_pending(evidence->files) > PIECE_BYTES)
		flush(evidence);
}

void evidence_attach(struct evidence *evidence, struct ronda_engine *engine)
{
	if (evidence)
		ronda_engine_witness(engine, witness, evidence);
}

void evidence_keep(struct evidence *evidence, const struct ronda_frame *frames, size_t count)
{
	for (size_t i = 0; i < count; i++)
		recent_keep(evidence->recent, &frames[i]);
	if (count)
		evidence->link = frames[count - 1].link;
}

void evidence_turn(struct evidence *evidence)
{
	flush(evidence);
}

bool evidence_close(struct evidence *evidence)
{
	if (!evidence)
		return true;

	bool whole = true;

	if (evidence->files) {
		flush(evidence);
		whole = without(evidence) == 0;
	}
	if (!whole)
		fprintf(stderr, "ronda: %llu attempts are without evidence\n", (unsigned long long)without(evidence));
	evidence_files_close(evidence->files);
	recent_destroy(evidence->recent);
	free(evidence);
	return whole;
}
