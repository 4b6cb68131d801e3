/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * incidents.h - attempts of one source and class at one site until so long passes without one.
 *
 * Threads    One: the worker's.
 * When full  The incident without an attempt for longest is forgotten; if it goes on, it counts again.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct incidents {
	struct incident_set *set;
	size_t sets;
};

/* -ENOMEM when memory is short. */
int incidents_init(struct incidents *incidents, size_t bytes);
void incidents_finish(struct incidents *incidents);

/* Sends for where incidents_open() will look. */
void incidents_prefetch(const struct incidents *incidents, uint64_t key);

/* An attempt; `key` is a hash of source, class and site. Does it open an incident? */
bool incidents_open(struct incidents *incidents, uint64_t key, uint32_t now_s, uint32_t gap_s);
