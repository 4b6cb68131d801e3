/* SPDX-License-Identifier: BSD-2-Clause */
/* speech.h - one talk as its reader sees it. Listen's own: each protocol is a file and a line in listen.c's table. */
#pragma once
#include "detect/http.h"
#include "detect/quic.h"
#include "detect/tls.h"
#include "listen/listen.h"

enum speech_kind { SPEECH_UNKNOWN, SPEECH_HTTP, SPEECH_TLS, SPEECH_QUIC, SPEECH_LOGIN, SPEECH_OTHER, SPEECH_KINDS };

enum {
	SPEECH_MIDSTREAM = 1 << 0,  /* its beginning was not seen */
	SPEECH_CLIENT = 1 << 1,     /* the client said something */
	SPEECH_SERVER = 1 << 2,     /* the server did */
	SPEECH_NAMED = 1 << 3,      /* a handshake named a host */
	SPEECH_BLEEDS = 1 << 4,     /* the client asked for more than it sent (Heartbleed) */
	SPEECH_BLED = 1 << 5,       /* ... and got it */
	SPEECH_CUT_OFF = 1 << 6,    /* it had to give its place to another */
	SPEECH_KEPT = 1 << 7,       /* its first bytes were given a place */
	SPEECH_EXPLOITED = 1 << 8,  /* a signature was found in it, so it is no log-in besides */
	SPEECH_LOST = 1 << 10,      /* bytes of the client were lost, so what it asks for and what is served do not match */
	SPEECH_UNDECLARED = 1 << 9, /* the host that a handshake named is none of those declared */
};

enum { ASKED_MOST = 4 };
enum { ASKED_AUTHORIZED = 1 << 0, ASKED_PASSWORD = 1 << 1, ASKED_SENT_BACK = 1 << 2, ASKED_LED = 1 << 3,
	ASKED_FURTHER = 1 << 4 };

/* A request that waits for its response. */
struct asked {
	uint64_t path;       /* a hash, with the site */
	uint32_t number;     /* in its connection; 0: free */
	uint32_t site;
	uint32_t asked_ms;
	uint16_t rule;       /* one more than its index; 0: none matches */
	uint8_t flags;
};

/* How far a request had come that was not whole. */
struct progress {
	uint32_t since_ms;
	uint32_t next;       /* sequence number of the byte to come */
	uint32_t asked;      /* requests before it */
};

struct speech {
	struct talkers who;
	uint32_t begun_ms;
	uint32_t site;       /* that a handshake named */
	uint32_t beginning;
	uint16_t flags;      /* a set of SPEECH_ */
	uint8_t ended;       /* a bit for each side, by enum talk_side */
	struct asked asked[ASKED_MOST];
	struct progress progress;
	_Alignas(LINE_BYTES) union {
		struct http http;
		struct tls tls;
		struct quic quic;
		struct login login;
	} of;
};

_Static_assert(sizeof(struct speech) <= TALK_READER_BYTES, "a talk has room for what is known of it");
_Static_assert(offsetof(struct speech, of) == TALK_STATE_AT, "it is sent for where it is");

static inline struct speech *speech_of(struct talk *talk)
{
	return (struct speech *)talk->reader;
}

/* A call of a reader. */
struct hearing {
	struct listener *listener;
	struct talk *talk;
};

/* One protocol. */
struct speech_plug {
	const char *name;
	/* Shown unread bytes of one side; how many it is done with, or STREAM_OVER. */
	size_t (*read)(struct hearing *hearing, enum talk_side side, const struct talk_view *view);
	/* Bytes were lost; false: it cannot go on. */
	bool (*skip)(struct hearing *hearing, enum talk_side side, uint64_t bytes);
	/* The talk is over; tells what is still open. */
	void (*end)(struct hearing *hearing);
};
extern const struct speech_plug http_plug, tls_plug, quic_plug, login_plug, other_plug;

/* other.c: keeps bytes for signatures, and looks at those of `side` that it has not; a no-op without rules. */
void beginning_keep(struct hearing *hearing, enum talk_side side, const uint8_t *data, size_t size);
void beginning_look(struct hearing *hearing, enum talk_side side, bool answered);
void beginning_drop(struct hearing *hearing);

/* http.c: requests of this age or older have no response: told as they are. */
void http_give_up_waiting(struct hearing *hearing, uint32_t age_ms);

/* slow.c: tells of an HTTP request that hardly goes on. */
void slow_look(struct hearing *hearing);

/* Tells the owner, with what the talk itself knows filled in. */
void tell(struct hearing *hearing, struct heard *heard);

/* The outcome of what got no answer: by whether both sides can be seen. */
enum ronda_outcome speech_without_answer(const struct speech *speech);

/* packed.c: pages that come compressed, by the key of their talk. */
struct packed *packed_create(void);
void packed_destroy(struct packed *packed);
/* form_asks_password() on what a piece holds, whose first one `begins`. */
void packed_search(struct packed *packed, uint64_t key, struct slice piece, bool begins, uint8_t *state);

/* notes.c: request lines, until their response comes. */
struct notes *notes_create(void);
void notes_destroy(struct notes *notes);
void notes_keep(struct notes *notes, uint64_t key, uint32_t number, struct slice line);
/* NULL when it was forgotten; borrowed until the next notes_keep(). */
const char *notes_find(const struct notes *notes, uint64_t key, uint32_t number);
