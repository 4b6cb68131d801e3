/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server.h - HTTP itself: connections, requests, answers, streams. Knows what may be asked (gate.h) and for how long
 * (guests.h), and nothing of what is told: that comes from the functions it is given.
 *
 * server_mhd.c does it with libmicrohttpd; server_none.c takes its place where that is missing.
 *
 * Threads    One of its own, which calls the functions.
 * When full  Beyond SERVER_CONNECTIONS nobody is let in until one leaves; beyond SERVER_STREAMS a stream is answered
 *            with 503, and the page asks each few seconds instead.
 */
#pragma once
#include "http/gate.h"
#include "http/view.h"

enum {
	SERVER_CONNECTIONS = 512,
	SERVER_STREAMS = 256,
	SERVER_URL_BYTES = 1024,
	SERVER_REQUEST_BYTES = 16384,  /* of a connection's memory: its request line and headers must fit */
	SERVER_SEND_BYTES = 65536,     /* of the kernel's buffer for a connection */
};

struct request {
	const char *path;
	enum words_lang lang;
	bool wants_open_metrics;
	const char *(*query)(const struct request *request, const char *key); /* NULL: not there */
	void *connection;
};

struct reply {
	unsigned status;             /* 0: a stream of events */
	const char *type;
	const char *policy;          /* Content-Security-Policy; NULL: the usual one */
	const char *text;
	size_t length;
	struct view *view;           /* text lives in it, and it is released in the end; or */
	char *owned;                 /* text is this, and freed in the end; or text lives for good */
};

struct server_settings {
	struct gate_place place;
	const char *token;           /* NULL: none is asked for */
	const struct ronda_names *names;
	enum words_lang lang;
	void (*answer)(void *context, const struct request *request, struct reply *reply);
	struct view *(*view)(void *context); /* the newest, held for the caller; NULL: there is none yet */
	void *context;
};

struct server;

/* NULL and a sentence. Copies the settings, not what they point to. */
struct server *server_start(const struct server_settings *settings, struct ronda_error *error);
uint16_t server_port(const struct server *server);
/* There is a new view, or a second has passed: streams go on, and who overstayed is shown out. */
void server_wake(struct server *server);
void server_stop(struct server *server); /* NULL is fine */
