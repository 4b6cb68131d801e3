/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule_text.h - reads the text of rules into a book: rules, their terms, the terms' patterns.
 *
 * A rule holds when each of its terms is found (those after "unless": is not), for its ports. A term is found
 * when any of its patterns is, in any of the fields where that pattern looks.
 */
#pragma once
#include "detect/rules.h"

struct rule_term {
	uint16_t rule; /* index in the book */
	bool unless;
};

struct rule_pattern {
	char *text; /* as the matcher gets it */
	uint32_t line;
	uint16_t term;
	uint16_t fields; /* set of 1 << enum rule_field */
};

/* "off NAME" */
struct rule_off {
	const char *name, *source;
	uint32_t line;
};

struct rule_book {
	struct rule *rule;
	struct rule_term *term;
	struct rule_pattern *pattern;
	struct rule_off *off;
	char **kept; /* copies of the texts, which names point into */
	size_t rules, terms, patterns, offs, kepts;
	size_t rule_room, term_room, pattern_room, off_room, kept_room;
};

/*
 * Adds the rules of one text. 0; -EINVAL when there was a fault, each of which was told; -ENOMEM. The book can
 * be read on and finished whatever came back, but is complete only after 0.
 */
int rule_book_read(struct rule_book *book, const struct rules_source *source, rules_complain *complain,
	void *context);
/* Once all texts are read: switches off what they say. As above. */
int rule_book_settle(struct rule_book *book, rules_complain *complain, void *context);
/* The empty book again. */
void rule_book_finish(struct rule_book *book);
