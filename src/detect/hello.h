/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hello.h - a ClientHello: what a TLS client says in clear before anything else, over TCP or in QUIC.
 *
 * RFC 8446 section 4.1.2 (and 5246, 4346, 2246), RFC 6066 (server name), 7301 (ALPN), 8701 (GREASE).
 * The SSL 2.0 form is that of RFC 5246 appendix E.2.
 *
 * Pure: bytes in, struct out. Lists hold what the client listed, in its order, GREASE left out.
 */
#pragma once
#include "base/bytes.h"

enum {
	HELLO_NAME_SIZE = 256, /* with the final NUL */
	HELLO_CIPHERS_MOST = 256,
	HELLO_EXTENSIONS_MOST = 128,
	HELLO_SIGNATURES_MOST = 128,
};

enum hello_state {
	HELLO_WHOLE,
	HELLO_CUT,    /* what there is makes sense; the rest was not there to read */
	HELLO_BROKEN, /* its lengths contradict each other; what was read until then stands */
};

enum hello_naming {
	HELLO_UNNAMED,
	HELLO_NAMED,    /* a host name: `name` */
	HELLO_ADDRESS,  /* an address in words, which RFC 6066 forbids: `name` */
	HELLO_MISNAMED, /* no host name; `name` is empty */
};

/* The version as on the wire; TLS 1.3 is 0x0304. */
enum { TLS_1_2 = 0x0303, TLS_1_3 = 0x0304, SSL_2 = 0x0002 };

enum hello_transport { HELLO_OVER_TCP = 't', HELLO_OVER_QUIC = 'q' };

struct hello {
	enum hello_state state;
	enum hello_naming naming;
	enum hello_transport transport;
	uint16_t legacy_version; /* of the message's own field */
	uint16_t version;        /* the highest offered */
	bool ssl2;               /* in the form of SSL 2.0, which has no extensions */
	bool outer;              /* Encrypted Client Hello: `name` is what the client shows, perhaps not what it
	                          * wants. A client that only pretends (GREASE) looks the same, as it should. */
	bool early_data;         /* will send data before the server has answered */
	bool heartbeat;          /* knows heartbeats (RFC 6520) */
	bool crowded;            /* a list was longer than is kept here */
	uint16_t cipher_count, extension_count, signature_count;
	uint16_t ciphers[HELLO_CIPHERS_MOST];
	uint16_t extensions[HELLO_EXTENSIONS_MOST];
	uint16_t signatures[HELLO_SIGNATURES_MOST];
	struct bytes alpns; /* the protocols offered, each after its length; hello_next_alpn() reads them. Borrowed
	                     * from the message */
	char name[HELLO_NAME_SIZE]; /* lower case, no final dot */
};

/* Reads the handshake message that begins at `message`, its four-byte header included; bytes beyond its end
 * are left alone. Fewer than it has make a HELLO_CUT. Also returned. */
enum hello_state hello_read(struct hello *hello, const void *message, size_t size, enum hello_transport transport);

/* The same for the SSL 2.0 form, from its message type on (after the two bytes of length); `length` is what
 * those said. */
enum hello_state hello_read_ssl2(struct hello *hello, const void *message, size_t size, size_t length);

/* The next protocol of `alpns`, which it steps on; false at the end. */
bool hello_next_alpn(struct bytes *alpns, struct bytes *protocol);

static inline struct bytes hello_first_alpn(const struct hello *hello)
{
	struct bytes alpns = hello->alpns, first = { 0 };

	hello_next_alpn(&alpns, &first);
	return first;
}

/* Did the client send this extension? (not of a HELLO_CUT: did it, as far as could be read) */
bool hello_has_extension(const struct hello *hello, uint16_t extension);

/* Reserved so that servers learn to ignore what they do not know. */
static inline bool is_grease(uint16_t value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/* A vector of TLS: its length in `width` bytes (1..3), then so many bytes; steps over both. Of a vector that
 * is cut short `into` is what there is, with `cut` set. */
enum hello_state take_vector(struct bytes *from, uint32_t width, struct bytes *into);
