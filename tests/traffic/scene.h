/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scene.h - what a scenario plays with: a tape, a ledger, chance, and whole conversations.
 *
 * Chance is a function of the seed alone, so never draw twice in one expression: C does not say which
 * draw comes first, and compilers differ. Times are nanoseconds since 1970.
 */
#pragma once
#include "ledger.h"
#include "tape.h"

#define SECONDS(n) ((uint64_t)((n) * 1e9))
#define MILLISECONDS(n) ((uint64_t)((n) * 1e6))

enum wrap { WRAP_NONE, WRAP_VLAN, WRAP_GRE, WRAP_VXLAN, WRAP_COUNT };

struct scene {
	struct tape *tape;
	struct ledger *ledger;
	uint64_t chance;
	enum wrap wrap;        /* how frames from now on are wrapped */
	uint64_t start_ns;
	/* from the command line; 0: the scenario's own */
	uint64_t sources, packets, pps;
	uint32_t size;         /* bytes on the wire with checksum, 64 to 1518; SIZE_IMIX: 64, 594, 1518 as 7:4:1 */
};

enum { SIZE_IMIX = 1 };

uint64_t draw(struct scene *scene);
/* 0 to n - 1; n at least 1. */
uint32_t below(struct scene *scene, uint32_t n);
bool one_in(struct scene *scene, uint32_t n);
/* From `least` up to, not including, `most`. */
uint64_t between(struct scene *scene, uint64_t least, uint64_t most);

/* A public IPv4 address, as a spoofer would draw it. */
struct ronda_addr anywhere(struct scene *scene);
/* The i-th public IPv4 address of a walk that meets none twice. */
struct ronda_addr elsewhere(uint64_t i);

/* Stamps the frame, wraps it as the scene says, and puts it on the tape. */
void put(struct scene *scene, struct frame *frame, uint64_t time_ns);

/* One TCP connection, packet by packet; `now_ns` runs along. */
struct talk {
	struct scene *scene;
	struct end client, server;
	uint32_t client_seq, server_seq; /* the next ones */
	uint64_t now_ns, trip_ns;
};

struct talk talk_open(struct scene *scene, struct end client, struct end server, uint64_t time_ns,
	uint64_t trip_ns);
/* Data from either side, in segments, acknowledged; text NULL: zeros. */
void talk_say(struct talk *talk, const char *text, size_t size);
void talk_hear(struct talk *talk, const char *text, size_t size);
void talk_close(struct talk *talk);

/* Honest conversations: none of their packets is an attempt. */
void web(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void tls(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void ssh(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void mail(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void dns(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void ntp(struct scene *scene, struct end client, struct end server, uint64_t time_ns);
void ping(struct scene *scene, struct end client, struct end server, uint64_t time_ns, unsigned times);

/* One probe that ends as `outcome` says, entered in the ledger. Not every outcome is possible:
 * an echo cannot be established or useful, a datagram neither established nor unknown. */
void probe_tcp(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome);
void probe_udp(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome);
void probe_echo(struct scene *scene, struct end from, struct end to, uint64_t time_ns,
	enum act_outcome outcome);

/* Acts of the other classes, each entered in the ledger: requests that rules know, refused log-ins (three at
 * least, at most ten minutes apart), a worm's datagram. */
void attack_web(struct scene *scene, struct end from, struct end server, uint64_t time_ns, unsigned times);
void attack_ftp(struct scene *scene, struct end from, struct end server, uint64_t time_ns, unsigned times);
void attack_slammer(struct scene *scene, struct end from, struct end server, uint64_t time_ns);

/* The scenarios. */
void play_demo(struct scene *scene);
void play_quiet(struct scene *scene);
void play_normal(struct scene *scene);
void play_random(struct scene *scene);
void play_scan1k(struct scene *scene);
void play_spoof5m(struct scene *scene);
void play_mixed(struct scene *scene);
void play_quarter(struct scene *scene);

/* An ordinary hour of the office, for `demo` and `quiet`. */
void an_ordinary_hour(struct scene *scene);
