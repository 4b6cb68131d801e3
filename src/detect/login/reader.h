/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader.h - what a reader of one log-in protocol is, and what all of them share. Private to this folder.
 */
#pragma once
#include "detect/login/login.h"

#include "base/bytes.h"

struct login_reader {
	enum login_service service;
	/* A connection in which nothing was refused or accepted is an act. Not so where the client need not
	 * log in (Redis, MongoDB, LDAP), or does so all day within TLS (mail, FTP). */
	bool by_connection;
	bool server_first;
	uint16_t ports[10];

	/* As login_claims(). `port_fits`: it is one of `ports`. */
	enum login_claim (*claims)(bool port_fits, enum talk_side side, const struct talk_view *view);
	/* One step: how many bytes it is done with; 0: it needs more. Never called with an empty view. */
	size_t (*read)(struct login *login, enum talk_side side, const struct talk_view *view,
		const struct login_ear *ear);
	/* Has the client come as far as asking to be let in? For talks that could be read; NULL: whoever spoke has. */
	bool (*asked)(const struct login *login);
};

extern const struct login_reader ssh_reader, telnet_reader, ftp_reader, smtp_reader, pop3_reader, imap_reader,
	rdp_reader, vnc_reader, smb_reader, msrpc_reader, mysql_reader, postgresql_reader, mssql_reader,
	oracle_reader, redis_reader, mongodb_reader, ldap_reader, rlogin_reader, rexec_reader;

enum {
	LOGIN_OVER = 1 << 0,
	LOGIN_REFUSED = 1 << 1,
	LOGIN_ACCEPTED = 1 << 2,
	LOGIN_REJECTED = 1 << 3,       /* inferred */
	LOGIN_SPOKE = 1 << 4,          /* the client said something */
	LOGIN_NO_LOGIN = 1 << 5,       /* known not to be one, whatever the service */
	LOGIN_WRAPPED = 1 << 6,        /* TLS from here on, and its turns are counted */
	LOGIN_TOLD = 1 << 7,           /* the service was */
	LOGIN_LONG_LINE = 1 << 8,      /* by side: the rest of a long line is passed over */
	LOGIN_LONG_LINE_SERVER = 1 << 9,
	LOGIN_NOTE = 1 << 10,          /* the reader's own */
};

/* A line is judged by so many bytes, a message by at most so many. */
enum { LOGIN_LINE_MOST = 512, LOGIN_MESSAGE_MOST = 2048 };

/* What becomes of the talk. */
void login_tell_service(struct login *login, const struct login_ear *ear);
void login_refuse(struct login *login, const struct login_ear *ear);
void login_accept(struct login *login, bool inferred, const struct login_ear *ear);
void login_stop(struct login *login);            /* nothing more can be read: a connection at most */
void login_is_none(struct login *login);         /* ... not even that */
void login_wrap(struct login *login);            /* TLS begins, and how it is used will be inferred */
size_t wrapped_read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear);

/* The next line, without its end, at most LOGIN_LINE_MOST of it. Returns what it takes with its end; 0: no
 * whole line yet. `line->at` is NULL when this was only the rest of a line too long. */
size_t login_line(struct login *login, enum talk_side side, const struct talk_view *view,
	struct bytes *line);

/* A read() of protocols in lines: each side's goes to its own. */
typedef void login_hear(struct login *login, struct bytes line, const struct login_ear *ear);
size_t login_read_line(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear, login_hear *command, login_hear *reply);

/* Commands that wait for their answers, each of a kind from 1 to 15. Taking from none gives 0. When
 * LOGIN_PENDING_MOST wait already, the talk is given up. */
void login_push(struct login *login, unsigned kind);
unsigned login_take(struct login *login);

/* The message of `length` bytes at the view's start: how many of them can be read (at most
 * LOGIN_MESSAGE_MOST), 0 when they are not there yet. */
size_t login_message(const struct talk_view *view, uint64_t length);
/* It was read; returns what of it is here, and passes over the rest. */
size_t login_pass(struct login *login, enum talk_side side, const struct talk_view *view, uint64_t length);

static inline uint8_t text_lower(uint8_t letter)
{
	return letter >= 'A' && letter <= 'Z' ? (uint8_t)(letter | 0x20) : letter;
}

/* Does the text begin with `word` (in lower case), whatever its case? Holds it the word? */
bool text_begins(struct bytes text, const char *word);
bool text_holds(struct bytes text, const char *word);
/* A first word: begins with `word`, and there a space or the end follows. */
bool text_verb(struct bytes text, const char *word);
/* Are these bytes anywhere in there? */
bool bytes_hold(struct bytes bytes, const void *needle, size_t size);

/* Does the view begin with these bytes, or could it? */
enum login_claim view_begins(const struct talk_view *view, const void *bytes, size_t size);
/* ... with an HTTP request or a TLS record */
enum login_claim view_is_other(const struct talk_view *view);

static inline struct bytes view_bytes(const struct talk_view *view)
{
	return bytes_of(view->data, (uint32_t)view->size);
}
