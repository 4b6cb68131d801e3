/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.h - one TLS connection over TCP: its ClientHello, how its handshake ended, and Heartbleed.
 *
 * Records and alerts are those of RFC 8446 and 5246 (SSL 3.0 on), heartbeats those of RFC 6520. STARTTLS is
 * not looked for.
 *
 * What is seen and what is inferred
 *	TLS 1.2 and older: a handshake record after ChangeCipherSpec is that side's Finished, sealed. The
 *	handshake is done when both sides sent theirs, or the server sent application data after its own: it
 *	may not before it has verified the client's. Seen, but for what is inside the Finished.
 *	TLS 1.3: all that follows ServerHello is sealed and looks like application data. Inferred: a client
 *	record of at least 53 bytes after the server's sealed flight holds the client's Finished (or its
 *	certificate before that), since nothing shorter can; one of 19 bytes is an alert, since no handshake
 *	message is that short. A server that turns the client down after the client's Finished (a client
 *	certificate it does not like) looks done. Early data that arrives after the server's flight is taken
 *	for the Finished.
 *	A sealed alert before the handshake is done is a failure whose reason cannot be read.
 *
 * Heartbleed: a heartbeat request in clear that claims more than its record holds beside the 16 bytes of padding
 * that each has (RFC 6520 section 4; what servers check since they were mended). Sealed ones cannot be read;
 * where heartbeats were negotiated, a sealed answer much longer than the sealed request is told as Heartbleed
 * too, since an honest answer repeats the request and no more: inferred.
 *
 * State is fixed and zero at the beginning; one writer.
 */
#pragma once
#include "detect/hello.h"
#include "detect/talk.h"

enum tls_outcome {
	TLS_UNDECIDED,
	TLS_DONE,      /* the handshake completed */
	TLS_FAILED,    /* it did not; `cause` says how that is known */
	TLS_MALFORMED, /* the client spoke something that is not TLS after all */
	TLS_UNKNOWN,   /* bytes are missing, or only one side is seen, or it was SSL 2.0 to the end */
};

enum tls_cause {
	TLS_BY_ALERT,        /* `level` and `description` say why */
	TLS_BY_SEALED_ALERT,
	TLS_BY_END,          /* the connection ended before; an alert of level warning, if any, is named */
	TLS_BY_OTHER_WORDS,  /* the server answered something that is not TLS */
};

struct tls_verdict {
	enum tls_outcome outcome;
	enum tls_cause cause;       /* of TLS_FAILED */
	enum talk_side side;        /* who sent the alert */
	uint8_t level, description; /* of the alert; level 0: none was read */
	bool answered;              /* the server said something in TLS */
	uint16_t version;           /* chosen by the server; 0: not seen */
};

/* What a reader hears, each at most once; all functions are required. `hello` is borrowed for the call. */
struct tls_ear {
	/* Not told when the first handshake message of the client is something else. */
	void (*hello)(void *context, const struct hello *hello);
	void (*verdict)(void *context, const struct tls_verdict *verdict);
	/* The client sent a heartbeat request that claims more than it holds. */
	void (*heartbleed)(void *context);
	/* After that: the server answered with a heartbeat longer than the request. */
	void (*bled)(void *context);
};

struct tls_half {
	uint32_t skip;      /* bytes still to come of a record that needs no reading */
	/* While its first message is incomplete: */
	uint16_t scanned;   /* unread bytes that were looked at, up to the beginning of a record */
	uint16_t have;      /* bytes of the message in them */
	uint8_t first[4];   /* of the message */
	bool begun : 1;     /* its first message was dealt with */
	bool tls : 1;       /* said something in TLS */
	bool cipher : 1;    /* sent ChangeCipherSpec */
	bool finished : 1;  /* a handshake record after it */
	bool sealed : 1;    /* application data, or what looks like it */
	bool long_sealed : 1; /* ... long enough for a Finished of TLS 1.3 */
	bool warned : 1;
	uint8_t warning;    /* description of its last alert of level warning */
};

struct tls {
	struct tls_half half[2];
	uint16_t version;   /* chosen by the server */
	uint16_t beat;      /* length of the client's longest heartbeat record */
	uint8_t outcome;    /* enum tls_outcome */
	bool over : 1;
	bool ssl2 : 1;      /* the hello offered SSL 2.0 at most */
	bool early_data : 1;
	bool heartbeat : 1; /* the client knows heartbeats */
	bool beats : 1;     /* so does the server */
	bool heartbleed : 1;
	bool bled : 1;
};

/* Do these first bytes of a client begin TLS: a record with a ClientHello, or a ClientHello in the form of SSL
 * 2.0? When not, `*maybe` says whether more bytes may still make it so. */
bool tls_claims(const uint8_t *data, size_t size, bool *maybe);

/* Reads; returns how many bytes it is done with. */
size_t tls_read(struct tls *tls, enum talk_side side, struct talk_view view, const struct tls_ear *ear,
	void *context);

/* `count` bytes of this side, next in order, will never be shown. Survived inside a record that needs no
 * reading; else the verdict is TLS_UNKNOWN. */
void tls_skip(struct tls *tls, enum talk_side side, uint64_t count, const struct tls_ear *ear, void *context);

/* The connection is over. Tells the verdict if it has not been told. */
void tls_end(struct tls *tls, const struct tls_ear *ear, void *context);

/* Nothing more will be told, and reading costs nothing: so it is once the verdict was told, unless heartbeats
 * were negotiated (nobody does any more), which are watched to the end. */
static inline bool tls_is_over(const struct tls *tls)
{
	return tls->over;
}
