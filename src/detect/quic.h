/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quic.h - one QUIC connection over UDP: the ClientHello in the client's Initial, and what became of it.
 *
 * RFC 8999 (what all versions share), 9000 and 9001 (version 1), 9369 (version 2). Initials are sealed with
 * keys that follow from a connection ID in clear (quic_seal.h); nothing after them can be opened.
 *
 * What is seen and what is inferred
 *	A close in a server's Initial is read, with its code (0x100 + the alert of TLS), and in a client's until
 *	its hello is whole. Later closes are sealed.
 *	Established, inferred: the server sent an Initial or Handshake packet, and both sides one with a short
 *	header. Neither sends those before it has the keys; a server may have them early, a client only after the
 *	server's handshake messages. Once a client's Initial was seen, any datagram with the first bit clear passes
 *	for a short header: the fixed bit may be random (RFC 9287).
 *	Without an end of its own, a connection that went silent has not been established: quic_end().
 *
 * Memory   A ClientHello that fits in one datagram needs nothing kept. Of a longer one (post-quantum key
 *          shares) the pieces wait in a quic_pieces that the ear lends, up to 4,096 bytes of hello in all.
 * Threads  One writer: each worker has its own struct quic_crypto.
 */
#pragma once
#include "detect/hello.h"
#include "detect/quic_seal.h"
#include "detect/talk.h"

enum {
	QUIC_HELLO_MOST = 4096,
	QUIC_INITIAL_LEAST = 1200, /* bytes of a datagram with a client's Initial */
};

enum quic_claim {
	QUIC_NO,
	QUIC_INITIAL, /* of a client, of a version that can be opened */
	QUIC_OTHER,   /* the look of a first packet, of a version in use that cannot be opened (or GREASE) */
};

/* Is this the first datagram of a client? */
enum quic_claim quic_claims(struct bytes datagram);

enum quic_outcome {
	QUIC_UNDECIDED,
	QUIC_ESTABLISHED,
	QUIC_FAILED,
	QUIC_UNKNOWN, /* a version that is not known, or the server is out of sight */
};

enum quic_cause {
	QUIC_BY_CLOSE,   /* `error` says why */
	QUIC_BY_VERSION, /* the server offered other versions, and nothing came of it */
	QUIC_BY_END,     /* silence */
};

struct quic_verdict {
	enum quic_outcome outcome;
	enum quic_cause cause; /* of QUIC_FAILED */
	enum talk_side side;   /* who closed */
	uint64_t error;        /* code of the close; 0x100 + n: alert n of TLS */
	bool answered;         /* the server sent anything of QUIC */
	bool retried;          /* ... a Retry among it */
	uint32_t version;
};

/* Pieces of a ClientHello that is not yet whole. Zero at the beginning. */
struct quic_pieces {
	uint16_t used;
	uint8_t bytes[1534]; /* of each: offset (2), size (2), the bytes */
};

/* What a reader hears; all functions are required. */
struct quic_ear {
	/* At most once. A HELLO_CUT when pieces are missing for good. Borrowed for the call. */
	void (*hello)(void *context, const struct hello *hello);
	/* At most once. */
	void (*verdict)(void *context, const struct quic_verdict *verdict);
	/* A place for this connection's pieces, the same one until its hello is told; NULL: there is none. Of no
	 * use once quic_keeps_nothing(). */
	struct quic_pieces *(*room)(void *context);
};

/* Fixed, zero at the beginning. */
struct quic {
	uint32_t version;
	uint8_t outcome;      /* enum quic_outcome */
	uint8_t tries;        /* Initials of the client that were looked into for its hello */
	uint8_t server_tries; /* ... of the server, for a close */
	uint8_t id_size;
	uint8_t id[QUIC_ID_MOST]; /* what the keys follow from */
	bool begun : 1;
	bool told : 1;        /* the hello was, or never will be */
	bool keeps : 1;       /* pieces of it wait */
	bool answered : 1;    /* the server sent anything of QUIC */
	bool handshaking : 1; /* ... an Initial or Handshake packet: keys cannot change any more */
	bool retried : 1, negotiating : 1;
	bool client_goes_on : 1; /* beyond what it can do without the server's handshake */
	bool client_short : 1, server_short : 1;
};

/* One datagram of either side; `cut` is what the capture left out. A datagram that is no QUIC is passed over. */
void quic_read(struct quic *quic, enum talk_side side, struct bytes datagram, struct quic_crypto *crypto,
	const struct quic_ear *ear, void *context);

/* Nothing comes any more. Tells the verdict if it has not been told. */
void quic_end(struct quic *quic, const struct quic_ear *ear, void *context);

/* The place for pieces may be given back. */
static inline bool quic_keeps_nothing(const struct quic *quic)
{
	return quic->told || quic->outcome;
}

static inline bool quic_is_over(const struct quic *quic)
{
	return quic->outcome;
}
