/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hear.h - what is said on a flow: handed to the listener (hear.c), and what the listener tells of it counted
 * (heard.c). Count's own.
 */
#pragma once
#include "count/counter.h"

/* A TCP segment, after its flow took the step from stage `before`. */
void hear_segment(struct counter *counter, const struct item *item, struct flow *flow, unsigned before,
	bool from_source);
/* Data of a SYN that the server took, once the handshake is complete: before what came with that. */
void hear_fast_open(struct counter *counter, const struct item *item, struct flow *flow, unsigned before,
	const struct fast_open *open);
/* A datagram; `begins`: the first of an act. */
void hear_datagram(struct counter *counter, const struct item *item, struct flow *flow, bool begins,
	bool from_source);

/* The listener's owner: `context` is the counter. */
listener_told heard;

/* heard_floods.c: what is no act but may be part of a flood. */
void heard_for_flood(struct counter *counter, const struct source *client, const struct heard *heard);
void heard_round(struct counter *counter, const struct heard *heard);
