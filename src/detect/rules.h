/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules.h - rules over what was said: their texts compiled into one set, and what of it a talk matches.
 *
 * src/rules/README.md has the language. A caller shows the parts of one request (or of one flow's beginning)
 * with rules_match(), which adds to the hits; then rules_verdict() or rules_next() says which rules hold.
 *
 *	struct rule_hits hits = { 0 };
 *
 *	rules_match(rules, scratch, RULE_PATH, path, path_size, &hits);
 *	rules_match(rules, scratch, RULE_QUERY, query, query_size, &hits);
 *	found = rules_verdict(rules, &hits, port);
 *
 * Threads    A set is read-only once loaded, and shared. Scratch and hits belong to one thread.
 * Memory     Taken when loaded; matching allocates nothing.
 * Bounds     RULES_MOST rules, RULE_TERMS_MOST terms; of a stream or datagram RULE_STREAM_MOST bytes are seen,
 *            of any other field RULE_FIELD_MOST.
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * X(NAME, "name", what a caller shows). Those up to BODY are text, normalised: percent-decoded until nothing
 * changes, "+" a space (query, body), lower case, NUL nothing, white space and SQL comments one space; in a path
 * "\" and "//" as "/".
 */
#define RULE_FIELDS(X)                                                                             \
	X(METHOD, "method", "the request's method; after a space, the authority if the target names one") \
	X(PATH, "path", "the request's path, without the query")                                   \
	X(QUERY, "query", "what follows the first \"?\" of the target")                            \
	X(HEADER, "header", "the head after the request line, whole")                              \
	X(AGENT, "agent", "the value of User-Agent")                                               \
	X(BODY, "body", "the request's body, as far as it was kept")                               \
	X(CLIENT, "client", "the first bytes the client sent over TCP")                            \
	X(SERVER, "server", "the first bytes the server sent over TCP")                            \
	X(DATAGRAM, "datagram", "the payload of a UDP datagram of the client")

#define RULE_FIELD_WORD(NAME, name, meaning) RULE_##NAME,
enum rule_field { RULE_FIELDS(RULE_FIELD_WORD) RULE_FIELD_COUNT };

enum {
	RULES_MOST = 1024,
	RULE_TERMS_MOST = 1024,
	RULE_STREAM_MOST = 4096,  /* bytes */
	RULE_FIELD_MOST = 16384,
	RULE_PORTS_MOST = 12,
};

/* "path", "query", ... */
const char *rule_field_name(enum rule_field field);

static inline bool rule_field_is_text(enum rule_field field)
{
	return field <= RULE_BODY;
}

/* A rule file's text, borrowed for the call; `name` stands before the line in what is said of it. */
struct rules_source {
	const char *name, *text;
	size_t size;
};

/* Texts as they were compiled when ronda was built; of the built-in ones only. */
struct rules_ready {
	struct {
		const char *bytes; /* NULL: nothing */
		size_t size;
	} saved[RULE_FIELD_COUNT];
};

/* Texts that are compiled together. */
struct rules_batch {
	const struct rules_source *source;
	size_t sources;
	const struct rules_ready *ready; /* of exactly these texts; NULL: compile them */
};

/* A rule as people know it. */
struct rule {
	const char *name, *kind, *means; /* "union-select", "sqli", one line */
	const char *source;              /* name of the text it stands in */
	enum ronda_class class;          /* RONDA_CLASS_WEB, or RONDA_CLASS_EXPLOIT when it looks at bytes */
	uint32_t line;
	uint16_t first_term, terms;
	uint16_t port[RULE_PORTS_MOST];  /* of the server */
	uint8_t ports;                   /* 0: any port */
	bool off;                        /* switched off by another text */
};

struct rules;
struct rules_scratch;

/* What was found so far. Zeroed for each request, flow or datagram. */
struct rule_hits {
	uint64_t term[RULE_TERMS_MOST / 64];
	bool some;
};

static inline void rule_hits_add(struct rule_hits *hits, size_t term)
{
	hits->term[term / 64] |= UINT64_C(1) << term % 64;
	hits->some = true;
}

/* Told of each fault: "FILE:LINE: ", what was given, what was expected. */
typedef void rules_complain(void *context, const struct ronda_error *fault);

/*
 * The rules of all texts, in order: where several hold, the one that stands first is the verdict; so the
 * operator's texts come before the built-in ones. Every fault of every text is told (`complain` may be NULL),
 * not the first only. At most RULES_BATCHES batches. 0; -EINVAL when there was a fault; -ENOMEM. `*rules` is
 * then NULL.
 */
enum { RULES_BATCHES = 2 };
int rules_load(struct rules **rules, const struct rules_batch *batches, size_t count, rules_complain *complain,
	void *context);
/* NULL is fine. */
void rules_destroy(struct rules *rules);

/* The rules, those switched off included. */
size_t rules_count(const struct rules *rules);
const struct rule *rules_rule(const struct rules *rules, size_t index);
/* What the set takes in memory to be matched. */
size_t rules_bytes(const struct rules *rules);
/* Were some compiled here though they were given ready: by another version of the engine, say? It takes seconds. */
bool rules_were_compiled(const struct rules *rules);
/* What matches: "Hyperscan 5.4.0". */
const char *rules_engine(void);

/* For one thread; may outlive no reload. NULL when memory is short. */
struct rules_scratch *rules_scratch_create(const struct rules *rules);
/* What is remembered of a field's texts; NULL for a field whose texts hardly ever come twice. */
struct rule_memo *rules_scratch_memo(struct rules_scratch *scratch, enum rule_field field);
void rules_scratch_destroy(struct rules_scratch *scratch);

/* Looks at one part; adds to the hits. An empty part is fine. */
void rules_match(const struct rules *rules, struct rules_scratch *scratch, enum rule_field field,
	const uint8_t *data, size_t size, struct rule_hits *hits);

/* The first rule from index `from` on that holds, given all that was matched, for a server's port; rules_count()
 * when there is none. Ask once all parts were shown: an "unless" may stand in any. */
size_t rules_next(const struct rules *rules, const struct rule_hits *hits, uint16_t port, size_t from);

/* The most telling rule that holds, or NULL. */
const struct rule *rules_verdict(const struct rules *rules, const struct rule_hits *hits, uint16_t port);

/* For the build: the patterns of a field that stand in these texts. 0, with `*size` 0 when there are none. -ENOTSUP:
 * the engine saves none. -EINVAL (told), -ENOMEM. `*bytes` is for the caller to free(). */
int rules_save(const struct rules_batch *batch, enum rule_field field, void **bytes, size_t *size,
	rules_complain *complain, void *context);
