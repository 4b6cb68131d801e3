/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - the command line as a struct. One table (options.c) says what there is, for which
 * commands, and in which words --help tells it.
 */
#pragma once
#include <ronda/settings.h>

enum { /* the commands an option belongs to; a set */
	FOR_COUNT = 1 << 0,
	FOR_RUN = 1 << 1,
	FOR_EXPLAIN = 1 << 2,
	FOR_MERGE = 1 << 3,
	FOR_INTERFACES = 1 << 4,
	FOR_CHECK = 1 << 5,
	FOR_TOP = 1 << 6,
	FOR_STORE = 1 << 7,
	FOR_LOOKUP = 1 << 8,
	FOR_BLOCK = 1 << 9,
	FOR_NOTE = 1 << 10,
	FOR_REPORT = 1 << 11,
};

#define DEFAULT_STORE "/var/lib/ronda/ronda.db" /* of commands that ask a store; none is written unasked */

enum format { FORMAT_DEFAULT, FORMAT_TEXT, FORMAT_JSON };

struct options {
	struct ronda_settings settings;
	const char *asn;            /* a database of networks; NULL: none */
	const char *geoip, *places; /* files; NULL: the usual database, no list */
	const char *filter;         /* BPF; NULL: all */
	enum format format;
	size_t top;                 /* SIZE_MAX: all */
	const char *language;       /* "en", "id" */
	const char *zone;           /* NULL: the machine's */
	const char *interface, *out;
	const char *store;          /* a file; NULL: none */
	const char *from, *to, *last; /* as they were given, for span_read(); NULL: not */
	const char **sensors;       /* only these; NULL: all */
	size_t sensors_count;
	const char *only_site;      /* NULL: all, or none in particular */
	const char *pseudonym_key;  /* a file; NULL: addresses as they are */
	const char *kind;           /* of a note */
	const char *as;             /* for which program; NULL: people */
	bool also_domestic, also_research;
	uint64_t most, least;       /* entries; attempts of each */
	char **rules;               /* the operator's rule files */
	int rules_count;
	const char *request;        /* "-": from standard input; NULL: none */
	const char *socket;         /* a path; "none"; NULL: the usual one */
	bool named;                 /* --sensor was given */
	bool once, json, plain;     /* ronda top: one frame; as JSON; without colour or other than ASCII */
	double speed;               /* of a replay; 0: its own pace */
	uint64_t every_ns, ring_bytes;
	const char *evidence;       /* folder; NULL: none is kept */
	uint64_t evidence_bytes;    /* of all its files */
	uint64_t evidence_memory;   /* for frames that may become evidence */
	const char *http, *http_token; /* where the dashboard listens; a file. NULL: nowhere, none */
	struct ronda_names notify;     /* outlets, as outlet.h names them */
	const char *events;            /* a file, or "syslog"; NULL: none are written */
	uint64_t events_bytes;         /* most of that file */
	struct ronda_names http_names; /* under which it may be asked */
	struct {
		const char *month, *compare, *format, *output, *table; /* as they were given; NULL: not */
	} report;
	char **argument;            /* what is left: files, an address */
	int arguments;
};

/* Exit statuses, as --help and the manual list them. */
#define EXIT_STATUSES(X)                                                                           \
	X(DONE, 0, "all input was read and counted")                                               \
	X(PARTLY, 1, "the input or output failed part-way; what was counted is printed; check: a rule is wrong") \
	X(USAGE, 2, "the command line or a setting is wrong")                                      \
	X(CANNOT, 3, "a file, interface, database or store cannot be opened")

#define EXIT_WORD(NAME, value, meaning) STATUS_##NAME = value,
enum { EXIT_STATUSES(EXIT_WORD) };

/*
 * Reads the options of one command from argv[1..]. 0, or -EINVAL and a sentence; 1 when --help was
 * asked for. What `options` owns is freed by options_finish(), whatever came back.
 */
int options_read(struct options *options, int command, int argc, char **argv, struct ronda_error *error);
void options_finish(struct options *options);

/* Writes the options of a command (or of several) as lines of help. */
void options_help(int commands);
