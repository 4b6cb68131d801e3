/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * http.h - the requests and responses of one HTTP/1.x connection, on any port (RFC 9112; HTTP/0.9 requests).
 *
 * Shown the unread bytes of both sides in the order in which they came, it tells its ear of
 *   request    once its head and as much of its body as rules look at are there
 *   response   once its head is there; an interim one (100, 102, 103) is none
 *   answered   once the response has ended, or the talk
 * A response is told after the request it answers, and only while there is no doubt which that is.
 *
 * What it does where the protocol leaves room:
 *   Line ends     LF alone is one; folded lines belong to the field before; blank lines before a message are
 *                 skipped.
 *   Ambiguity     Transfer-Encoding beats Content-Length; of several lengths the least holds for a request,
 *                 so that what another server would take for the next request is shown as one. Both are
 *                 told (HTTP_AMBIGUOUS). A response with several lengths lasts to the close.
 *   Tunnels       After 101, a CONNECT answered 2xx, or the preface of HTTP/2 nothing more is read.
 *   Long heads    A head that does not fit in a view, or whose side ends before it, is told as it is
 *                 (HTTP_CUT). The rest of it is read line by line, so that what follows is not lost.
 *   Lost bytes    After bytes of the client that the tap lost outside a body, nothing is read until it is shown bytes that
 *                 begin with a request line and a field. That request and those after it are told; the server is
 *                 given up then, since which response is whose cannot be known.
 *   Not HTTP      A side that does not go on as HTTP is given up; requests are still told when only the
 *                 server was.
 *
 * Cost       A head is looked through once, read once (twice when its body comes later). Bodies beyond
 *            the bound are stepped over, not looked at: O(1) a view, for chunked ones O(1) a chunk.
 * State      Fixed, begins as zeros, holds no pointers and no bytes of the talk. One writer.
 * Borrowed   All slices are for the call only.
 */
#pragma once
#include "detect/http_body.h"
#include "detect/http_head.h"
#include "detect/talk.h"

/* The most of a request's body that is told. */
#define HTTP_BODY_MOST 4096u

/* How much of a page is searched for a log-in form. */
#define HTTP_PAGE_MOST 65536u

#define HTTP_LENGTH_UNKNOWN UINT64_MAX

enum http_credentials { HTTP_ANONYMOUS, HTTP_BASIC, HTTP_DIGEST, HTTP_OTHER_SCHEME };

enum {
	HTTP_CUT = 1 << 0,       /* the head was cut: too long, or its side ended before it */
	HTTP_SIMPLE = 1 << 1,    /* HTTP/0.9: no version, no head */
	HTTP_AMBIGUOUS = 1 << 2, /* two servers may disagree where it ends: request smuggling */
	HTTP_PASSWORD = 1 << 3,  /* a form with a password field, by POST or in the query */
};

struct http_request {
	uint32_t number;           /* in its connection; the first is 1 */
	uint8_t flags;             /* a set of HTTP_ */
	uint8_t credentials;       /* enum http_credentials: what Authorization holds */
	struct slice line;         /* without its line end */
	struct slice method, target; /* as sent */
	struct slice host;         /* of the target if it is absolute, else of the field; no port, no brackets */
	struct slice agent, referer, content_type; /* values; a folded one holds its line ends */
	struct slice headers;      /* all of the head after the request line */
	struct slice body;         /* its beginning, free of chunk framing; at most HTTP_BODY_MOST */
};

struct http_response {
	uint32_t number;         /* of the request it answers */
	uint16_t status;         /* 101, 200..999 */
	bool asks_for_login;     /* has WWW-Authenticate */
	bool asks_further;       /* ... for the next step of a log-in: no refusal. False when the head is not there */
	bool encoded;            /* compressed: what is in it cannot be told */
	uint64_t content_length; /* as declared, or HTTP_LENGTH_UNKNOWN */
	struct slice content_type, location, head; /* empty when the response came before its request was whole */
};

struct http_answer {
	uint32_t number;       /* of the request */
	uint16_t status;
	bool whole;            /* it ended; not: the talk did, or bytes were lost at its end */
	bool shows_login_form; /* a 200 to a request with HTTP_PASSWORD holds a password input again */
	uint64_t body_bytes;   /* without chunk framing; bytes the tap lost inside it included */
};

/* Whom it is told to; all three are there. */
struct http_ear {
	void *context;
	void (*request)(void *context, const struct http_request *request);
	void (*response)(void *context, const struct http_response *response);
	void (*answered)(void *context, const struct http_answer *answer);
	/* A piece of a page that is compressed, the first of which `begins`: form_asks_password() on what it holds. NULL:
	 * such pages are not searched. */
	void (*packed)(void *context, struct slice piece, bool begins, uint8_t *state);
};

struct http_side {
	struct http_body body;
	struct http_framing framing; /* of a head of which only the beginning was told */
	uint32_t scanned; /* of the message that is waited for */
	uint32_t head;    /* size of the head whose body is waited for */
	uint8_t stage;
	bool mid_line;    /* within a line of which the beginning is gone */
};

/* One connection. Zeros are a new one. The fields are http.c's. */
struct http {
	struct http_side client, server;
	/* Requests not yet answered, the oldest in the lowest bit. */
	uint64_t heads, connects, passwords;
	uint32_t asked;   /* requests whose head was read */
	uint32_t answers; /* responses begun */
	uint16_t status;  /* of the response that is being read */
	uint8_t notes;
	uint8_t page;     /* form_asks_password()'s state */
};

/* Do the client's first bytes look like HTTP? `*maybe` when they are too few to tell. */
bool http_claims(const uint8_t *data, size_t size, bool *maybe);

/* Reads on; returns how many bytes it is done with: with view->last always all.
 * `last` tells that nothing can be joined: so while bytes are consumed, there is room for more. Before
 * http_skip() and http_close() each side's unread bytes are shown once more with `last`, the client's first. */
size_t http_read(struct http *http, enum talk_side side, const struct talk_view *view, const struct http_ear *ear);

/* So many bytes of a side were lost, after all that was shown. True if they were inside a body; else the
 * server is given up: nothing more of it is read, or told; or the client until it begins a request anew. */
bool http_skip(struct http *http, enum talk_side side, uint64_t bytes);

/* Did a request begin that is not whole yet? `unread`: bytes of the client that http_read() left. */
bool http_is_asking(const struct http *http, bool unread);

/* The talk is over: tells of a response that is still being read. */
void http_close(struct http *http, const struct http_ear *ear);

/* Will nothing more be told whatever comes? (But http_close() may still end a response.) */
bool http_is_over(const struct http *http);
