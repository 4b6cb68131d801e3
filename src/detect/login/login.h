/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * login.h - is this connection to a log-in service, and what did the server say to who tried?
 *
 * A service is known by the first bytes of either side, on any port; the port helps only where bytes fit
 * several services (220 is FTP and SMTP) or say nothing (Telnet). DEFINITION.md, "login", says what counts.
 *
 * What is read     FTP, SMTP, POP3, IMAP, Telnet, VNC, MySQL, PostgreSQL, MSSQL, Oracle, Redis, MongoDB, LDAP
 *                  and SMB while in clear text: each refusal and the first acceptance.
 * What is inferred SSH by the sizes of the server's encrypted answers (ssh.c), and use of a database or RDP
 *                  within TLS by the number of turns (wrapped.c). Told as inferred, and never a refusal.
 * What is neither  mail, FTP and LDAP within TLS: nothing is told, and a connection to them is no act.
 *
 * Replies are paired to commands in order (FTP, SMTP, POP3, Redis), by tag (IMAP) or by number (LDAP), so
 * that pipelining changes nothing. Where the bytes are split changes nothing, but for SSH, whose answers
 * are measured as they arrive. One writer; no allocation; at most 2 KiB of a side are left unread.
 */
#pragma once
#include "detect/talk.h"

/* X(NAME, "name") */
#define LOGIN_SERVICES(X)                                                                              \
	X(SSH, "ssh") X(TELNET, "telnet") X(FTP, "ftp") X(SMTP, "smtp") X(POP3, "pop3") X(IMAP, "imap")   \
	X(RDP, "rdp") X(VNC, "vnc") X(SMB, "smb") X(MSRPC, "msrpc") X(MYSQL, "mysql")                   \
	X(POSTGRESQL, "postgresql") X(MSSQL, "mssql") X(ORACLE, "oracle") X(REDIS, "redis")             \
	X(MONGODB, "mongodb") X(LDAP, "ldap") X(RLOGIN, "rlogin") X(REXEC, "rexec")

#define LOGIN_SERVICE_ITEM(NAME, name) LOGIN_##NAME,
enum login_service { LOGIN_NO_SERVICE, LOGIN_SERVICES(LOGIN_SERVICE_ITEM) LOGIN_SERVICE_COUNT };

enum { LOGIN_PENDING_MOST = 32, LOGIN_TAGS_MOST = 6 };

/* All zero: nothing was said yet, and the port is not known. */
struct login {
	uint32_t rest[2];  /* by side: bytes of the message under way that need no reading */
	uint16_t port;     /* the server's */
	uint8_t service;   /* enum login_service */
	uint8_t stage;     /* the reader's own */
	uint16_t notes;
	uint16_t multi;    /* FTP, SMTP: code of the reply of several lines under way */
	union {
		struct {
			uint64_t kinds[2]; /* commands without an answer yet, oldest in the low bits */
			uint32_t nested;   /* Redis: elements to come of the reply under way */
			uint32_t asked;    /* ... and arguments of the command under way */
			uint8_t count, kind, argument, idle;
		} pending;
		struct {
			uint32_t tag[LOGIN_TAGS_MOST]; /* hashed */
			uint8_t kind[LOGIN_TAGS_MOST], next;
		} imap;
		struct {
			uint32_t sent[2];
			uint16_t least, replies[2], heard;
			uint8_t side[2];
		} ssh;
		struct {
			uint16_t shown, stale; /* of the server's unfinished line: all, and what is older */
			uint8_t tail, given, iac;
			bool after_cr, typed, prompted;
		} telnet;
		struct {
			uint8_t turns, last;
		} wrapped;
		struct {
			uint8_t minor, type, client;
		} vnc;
		struct {
			uint32_t number, idle;
		} message; /* LDAP's message, or how many of a reader's went by in vain */
	} of;
};

struct login_ear {
	void *listener;
	/* The connection is to this service; once, before all else. SMTP only when AUTH is tried. */
	void (*service)(void *listener, enum login_service service);
	/* The server said no to one log-in, in clear text. As often as it did. */
	void (*refused)(void *listener);
	/* The server let somebody in; once, and nothing is told after it. */
	void (*accepted)(void *listener, bool inferred);
};

enum login_claim { LOGIN_NOT_MINE, LOGIN_NEEDS_MORE, LOGIN_MINE };

/* Do these bytes, the first that this side says, belong to a log-in service? `port` is the server's, 0 if
 * it does not help. HTTP and TLS never do. LOGIN_NOT_MINE of one side is no word about the other. */
enum login_claim login_claims(uint16_t port, enum talk_side side, const struct talk_view *view);

static inline void login_open(struct login *login, uint16_t port)
{
	*login = (struct login){ .port = port };
}

/* Reads what it can and returns how many bytes it is done with; all of them, once it is over. */
size_t login_read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear);

/* So many bytes of one side were lost, after those shown; what was left unread is lost with them. Unless they
 * lay within a message that needed no reading, the talk can no longer be followed, and it is over. */
void login_skip(struct login *login, enum talk_side side, uint64_t bytes, const struct login_ear *ear);

/* Nothing more will be told, whatever is shown. */
bool login_is_over(const struct login *login);

/* What the connection was; for the moment in which it ends. */
enum login_end {
	LOGIN_END_NONE,       /* no log-in: another service, or nobody tried */
	LOGIN_END_REFUSED,    /* refusals were told, so it is no act besides */
	LOGIN_END_ACCEPTED,   /* somebody was let in, perhaps after refusals */
	LOGIN_END_CONNECTION, /* the client spoke, and what the server said to it is not known */
	LOGIN_END_REJECTED,   /* the same, but the shape of the exchange says that it said no */
};
enum login_end login_end(const struct login *login);

/* The service that has this port by custom; LOGIN_NO_SERVICE for most. */
enum login_service login_by_port(uint16_t port);

/* As in reports; "" for LOGIN_NO_SERVICE. */
const char *login_service_name(enum login_service service);
