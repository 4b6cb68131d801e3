/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outlet.h - a way for a notice to reach somebody: an interface, a file for each way, one table (outlets.c).
 *
 * Where a notice goes is what the operator wrote, and nothing else: no outlet ever takes an address from traffic.
 */
#pragma once
#include "watch/hands.h"
#include "watch/notice.h"

/* Positive outcomes of send(). */
enum { OUTLET_REFUSED = 1 /* it will never be taken: trying again is no use */ };

struct outlet {
	const struct outlet_kind *kind;
	const char *where;       /* what stands after the colon, borrowed from the command line */
	enum words_lang lang;
	struct hands *hands;     /* borrowed; NULL when no outlet needs them */
	unsigned program;        /* its number there */
	char *argv[4];           /* of that program */
	void *own;               /* the kind's own */
};

struct outlet_kind {
	const char *name;        /* as it stands before the colon */
	const char *expects;     /* what stands after it, for a person; NULL: nothing */
	/* Takes `where` apart. 0, or -errno and a sentence. */
	int (*open)(struct outlet *outlet, struct ronda_error *error);
	/* 0, OUTLET_REFUSED or -errno, and a sentence without a secret in it. May take HANDS_SECONDS. */
	int (*send)(struct outlet *outlet, const struct notice *notice, struct ronda_error *error);
	void (*close)(struct outlet *outlet); /* NULL: there is nothing to close */
	bool runs_program;       /* open() fills argv */
};

extern const struct outlet_kind syslog_outlet, command_outlet, mail_outlet, webhook_outlet, mattermost_outlet, slack_outlet,
	telegram_outlet;

/* Opens the outlet that `text` names, such as "mail:noc@example.go.id". 0, or -errno and a sentence. */
int outlet_open(struct outlet *outlet, const char *text, enum words_lang lang, struct ronda_error *error);
void outlet_close(struct outlet *outlet);

/* "@FILE" is the first line of the file, so that no secret stands in a command line; else a copy of `text`. For free();
 * NULL and a sentence. */
char *outlet_secret(const char *text, struct ronda_error *error);
