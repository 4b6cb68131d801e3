/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shape.h - what reading, writing, checking and merging a summary share.
 *
 * The sums are listed once: what is listed is added by a merge and bounded by a check.
 */
#pragma once
#include <ronda/summary.h>

/* JSON integers are signed; no count may be larger. */
#define COUNT_MOST ((uint64_t)INT64_MAX)

/* X(member, "key path"): counts that add up when summaries are merged. */
#define SUMMED_COUNTS(X)                                                                           \
	X(up_seconds, "coverage.up_seconds")                                                       \
	X(frames.delivered, "frames.delivered")                                                    \
	X(frames.cut_short, "frames.cut_short")                                                    \
	X(frames.glued, "frames.glued")                                                            \
	X(capture.kernel_drop_packets, "capture.kernel_drop_packets")                              \
	X(capture.interface_drop_packets, "capture.interface_drop_packets")                        \
	X(capture.acknowledged_gaps, "capture.acknowledged_gaps")                                  \
	X(traffic.packets, "traffic.packets")                                                      \
	X(traffic.wire_bytes, "traffic.wire_bytes")                                                \
	X(traffic.evicted_packets, "traffic.evicted_packets")                                      \
	X(traffic.untracked_packets, "traffic.untracked_packets")                                  \
	X(traffic.duplicate_packets, "traffic.duplicate_packets")                                  \
	X(attempts.total, "attempts.total")                                                        \
	X(attempts.verified, "attempts.verified")                                                  \
	X(attempts.unverified, "attempts.unverified")                                              \
	X(attempts.of_which_research, "attempts.of_which_research")                                \
	X(attempts.undecided, "attempts.undecided")                                                \
	X(attempts.lost_pending, "attempts.lost_pending")                                          \
	X(outbound.attempts, "outbound.attempts")                                                  \
	X(internal.attempts, "internal.attempts")                                                  \
	X(monitor_acts, "monitors.acts")                                                           \
	X(incidents.total, "incidents.total")                                                      \
	X(backscatter.packets, "backscatter.packets")                                              \
	X(listening.connections, "listening.connections")                                          \
	X(listening.requests, "listening.requests")                                                \
	X(listening.handshakes, "listening.handshakes")                                            \
	X(listening.logins, "listening.logins")                                                    \
	X(listening.given_up, "listening.given_up")                                                \
	X(listening.evicted, "listening.evicted")                                                  \
	X(listening.names_refused, "listening.names_refused")                                      \
	X(listening.forgotten, "listening.forgotten")                                              \
	X(review_omitted, "review_omitted")                                                        \
	X(sources.evicted, "sources.evicted")

/* X(member, NAME, "key path"): arrays of such counts, indexed by a list of attack.h or packet.h. */
#define SUMMED_LISTS(X)                                                                            \
	X(frames.by_fate, FATE, "frames")                                                          \
	X(frames.by_reason, REASON, "frames.reasons")                                              \
	X(attempts.by_class, CLASS, "attempts.by_class")                                           \
	X(attempts.by_outcome, OUTCOME, "attempts.by_outcome")                                     \
	X(attempts.by_origin, ORIGIN, "attempts.by_origin")                                        \
	X(incidents.by_class, CLASS, "incidents.by_class")

/* X(member, "key path"): open-ended partitions of the attempts. */
#define ROW_LISTS(X)                                                                               \
	X(attempts.by_country, "attempts.by_country")                                              \
	X(attempts.by_site, "attempts.by_site")                                                    \
	X(attempts.by_hour, "attempts.by_hour")

/* Orders in which a summary keeps what it lists; 0 means the same one. */
int summary_order_parts(const void *a, const void *b);
int summary_order_floods(const void *a, const void *b);
int summary_order_sources(const void *a, const void *b);
int summary_order_hostnames(const void *a, const void *b);
int summary_order_reviews(const void *a, const void *b);
int summary_order_rows(const void *a, const void *b);
int summary_order_class_rows(const void *a, const void *b);
int summary_order_settings(const void *a, const void *b);
int summary_order_texts(const void *a, const void *b); /* char * */

/* A copy of `text` that is valid UTF-8: every byte that is part of no character becomes U+FFFD.
 * NULL when memory is short. */
char *summary_clean_text(const char *text);
bool summary_text_is_clean(const char *text);

/* Frees what a row of the review list holds. */
void summary_free_review(struct ronda_review *review);

/* Sorts by name, adds up rows of one name, drops those of 0; -EOVERFLOW when a sum is too large. */
int summary_settle_rows(struct ronda_rows *rows);
int summary_settle_class_rows(struct ronda_class_rows *rows);

/* The names of all sensors with a part, each once, joined with "+"; NULL when memory is short. */
char *summary_join_sensors(const struct ronda_part *parts, size_t count);

/* Whole seconds of the period, rounded to the nearest. */
uint64_t summary_period_seconds(const struct ronda_summary *summary);

/* The part of the sensors' time in which they were up and lost nothing: 0..1 in millionths. */
uint32_t summary_coverage_millionths(const struct ronda_summary *summary);

/* merge.c: the sum, without asking whether it may be made; with one summary its clean copy. -ENOMEM
 * or -EOVERFLOW leave *sum NULL. */
int summary_combine(const struct ronda_summary *const summaries[], size_t count, struct ronda_summary **sum);

/* The first two parts of one sensor that share time, by index of the first; parts_count when none do. */
size_t summary_overlap(const struct ronda_summary *summary);
int summary_fail_overlap(const struct ronda_summary *summary, size_t at, struct ronda_error *error);

/* sketch_text.c: a sketch as base64 of a kind byte and its content. */
char *summary_sketch_write(const struct ronda_sketch *sketch); /* NULL when memory is short */
bool summary_sketch_read(struct ronda_sketch *sketch, const char *text); /* false: it holds none */

/* "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:443" */
enum { TARGET_TEXT = RONDA_ADDR_TEXT + 8 };
const char *summary_target_write(const struct ronda_flood *flood, char text[TARGET_TEXT]);
bool summary_target_read(struct ronda_flood *flood, const char *text);

/* "US", or "local" or "unknown" for a source without a country; returns `text`. */
const char *summary_country(const struct ronda_source *source, char text[8]);
