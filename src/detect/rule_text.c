/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/rule_text.h"

#include "detect/rule_pattern.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_MOST = 48,
	TERMS_A_RULE = 8,
	PATTERNS_MOST = 4096,
	FAULTS_MOST = 100, /* told of one text */
	AT_MOST = 1024, /* a pattern may be told to begin at this byte, no later */
	TEXT_FIELDS = (1 << (RULE_BODY + 1)) - 1,
};

/* One text on its way into the book. */
struct reader {
	struct rule_book *book;
	const char *name;
	rules_complain *complain;
	void *context;
	uint32_t line;
	int failed;           /* 0, or the last error */
	unsigned faults;
	bool in_rule;
	struct rule rule;     /* the one being read */
	bool has_match, bad;  /* ... `bad`: a fault of it was told, so none is told of what it lacks */
	bool has_alternative; /* an "or" may follow */
	uint16_t fields;      /* of its next pattern */
	uint16_t all_fields;  /* of its patterns so far */
	bool has_at;
	unsigned at_least, at_most;
};

#define FAULT(reader, line, ...) fault(reader, line, &(struct ronda_error){ "" }, __VA_ARGS__)

__attribute__((format(printf, 4, 5))) static void fault(struct reader *reader, uint32_t line,
	struct ronda_error *told, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	reader->failed = ronda_fail(told, -EINVAL, "%.80s:%u: %s", reader->name, line, text);
	reader->bad = true;
	reader->faults++;
	if (reader->complain)
		reader->complain(reader->context, told);
}

/* Room for one more; the array's old place when memory is short. */
static bool make_room(struct reader *reader, void *array, size_t count, size_t *room, size_t size)
{
	void **place = array;
	size_t more = *room ? 2 * *room : 64;
	void *moved;

	if (count < *room)
		return true;
	moved = realloc(*place, more * size);
	if (!moved) {
		reader->failed = -ENOMEM;
		return false;
	}
	*place = moved;
	*room = more;
	return true;
}

static bool is_word(const char *text)
{
	return *text && strlen(text) <= NAME_MOST &&
		strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static const struct rule *find(const struct rule_book *book, const char *name)
{
	for (size_t i = 0; i < book->rules; i++)
		if (strcmp(book->rule[i].name, name) == 0)
			return &book->rule[i];
	return NULL;
}

/* What is wrong with the rule as a whole; only told of one whose lines are right. */
static void judge_rule(struct reader *reader)
{
	const struct rule *rule = &reader->rule;
	bool text = reader->all_fields & TEXT_FIELDS, bytes = reader->all_fields & ~TEXT_FIELDS;
	const char *lacks = !rule->kind ? "kind" : !reader->has_match ? "match" : !rule->means ? "means" : NULL;

	if (lacks)
		FAULT(reader, rule->line, "rule \"%s\" has no line \"%s\"", rule->name, lacks);
	else if (text && bytes)
		FAULT(reader, rule->line,
			"rule \"%s\" looks in a request and in bytes; one or the other was expected",
			rule->name);
	else if (text && rule->ports)
		FAULT(reader, rule->line,
			"rule \"%s\" looks in a request, which any port may carry; no \"port\" was expected",
			rule->name);
	else if (reader->has_at)
		FAULT(reader, rule->line, "rule \"%s\" ends after \"at\"; a pattern was expected", rule->name);
}

static void end_rule(struct reader *reader)
{
	struct rule_book *book = reader->book;
	struct rule *rule = &reader->rule;

	if (!reader->in_rule)
		return;
	reader->in_rule = false;
	rule->class = reader->all_fields & TEXT_FIELDS ? RONDA_CLASS_WEB : RONDA_CLASS_EXPLOIT;
	rule->terms = (uint16_t)(book->terms - rule->first_term);
	if (!reader->bad)
		judge_rule(reader);
	/* A bad one is kept, too, until all is told: its name is taken. */
	if (book->rules < RULES_MOST && make_room(reader, &book->rule, book->rules, &book->rule_room,
		sizeof *book->rule))
		book->rule[book->rules++] = *rule;
}

static void begin_rule(struct reader *reader, char *value)
{
	const struct rule *same;

	end_rule(reader);
	same = find(reader->book, value);
	reader->rule = (struct rule){ .name = value, .source = reader->name, .line = reader->line,
		.first_term = (uint16_t)reader->book->terms };
	reader->in_rule = true;
	reader->has_match = reader->bad = reader->has_alternative = reader->has_at = false;
	reader->fields = reader->all_fields = 0;
	if (!is_word(value))
		FAULT(reader, reader->line,
			"rule \"%.60s\": a name of lower-case letters, digits and \"-\" was expected, of at most %d",
			value, NAME_MOST);
	else if (same)
		FAULT(reader, reader->line, "rule \"%s\" stands in %.80s:%u already; another name was expected",
			value, same->source, same->line);
	else if (reader->book->rules >= RULES_MOST)
		FAULT(reader, reader->line, "rule \"%s\" is one too many; at most %d were expected", value,
			RULES_MOST);
}

static void set_kind(struct reader *reader, char *value)
{
	if (reader->rule.kind)
		FAULT(reader, reader->line, "a second \"kind\"; one was expected");
	else if (!is_word(value))
		FAULT(reader, reader->line,
			"kind \"%.60s\": a word of lower-case letters, digits and \"-\" was expected, such as sqli",
			value);
	reader->rule.kind = value;
}

static void set_means(struct reader *reader, char *value)
{
	if (reader->rule.means)
		FAULT(reader, reader->line, "a second \"means\"; one was expected");
	else if (!*value)
		FAULT(reader, reader->line, "\"means\" says nothing; one line for people was expected");
	reader->rule.means = value;
}

static void set_fields(struct reader *reader, char *value)
{
	char *rest;

	reader->fields = 0;
	for (char *word = strtok_r(value, ", \t", &rest); word; word = strtok_r(NULL, ", \t", &rest)) {
		int field = 0;

		while (field < RULE_FIELD_COUNT && strcmp(word, rule_field_name((enum rule_field)field)) != 0)
			field++;
		if (field == RULE_FIELD_COUNT)
			FAULT(reader, reader->line,
				"in \"%.40s\": method, path, query, header, agent, body, client, server or datagram was expected",
				word);
		else
			reader->fields |= (uint16_t)(1 << field);
	}
	if (!reader->fields && !reader->bad)
		FAULT(reader, reader->line,
			"\"in\" names no field; such as path, query, body or client was expected");
}

/* A number up to `most`; the rest of the text is left in `*end`. False: there is none. */
static bool number(const char *text, unsigned most, unsigned *result, char **end)
{
	unsigned long value = strtoul(text, end, 10);

	*result = (unsigned)value;
	return *text >= '0' && *text <= '9' && *end - text <= 5 && value <= most;
}

static void set_ports(struct reader *reader, char *value)
{
	char *rest, *end;

	for (char *word = strtok_r(value, ", \t", &rest); word; word = strtok_r(NULL, ", \t", &rest)) {
		unsigned port;

		if (!number(word, 65535, &port, &end) || *end || port == 0)
			FAULT(reader, reader->line, "port \"%.20s\": a number from 1 to 65535 was expected",
				word);
		else if (reader->rule.ports == RULE_PORTS_MOST)
			FAULT(reader, reader->line, "port %u is one too many; at most %d were expected", port,
				RULE_PORTS_MOST);
		else
			reader->rule.port[reader->rule.ports++] = (uint16_t)port;
	}
	if (!reader->rule.ports && !reader->bad)
		FAULT(reader, reader->line, "\"port\" names none; numbers were expected, such as 139, 445");
}

static void set_at(struct reader *reader, char *value)
{
	char *end;

	reader->has_at = number(value, AT_MOST, &reader->at_least, &end);
	reader->at_most = reader->at_least;
	if (reader->has_at && *end == '-')
		reader->has_at = number(end + 1, AT_MOST, &reader->at_most, &end);
	if (!reader->has_at || *end || reader->at_most < reader->at_least)
		FAULT(reader, reader->line,
			"at \"%.20s\": a byte or a range of bytes up to %d was expected, such as 4 or 0-64",
			value, AT_MOST);
}

/* The pattern as the matcher gets it: begun where "at" says. */
static char *placed(const struct reader *reader, const char *value)
{
	size_t room = strlen(value) + 40;
	char *text = malloc(room);

	if (!text)
		return NULL;
	if (!reader->has_at)
		snprintf(text, room, "%s", value);
	else if (reader->at_most == 0)
		snprintf(text, room, "\\A(?:%s)", value);
	else
		snprintf(text, room, "\\A.{%u,%u}(?:%s)", reader->at_least, reader->at_most, value);
	return text;
}

static void add_pattern(struct reader *reader, const char *value)
{
	struct rule_book *book = reader->book;
	struct ronda_error why;
	char *text;

	if (rule_pattern_check(value, reader->fields & TEXT_FIELDS, &why) < 0) {
		FAULT(reader, reader->line, "pattern \"%.80s\": %.240s", value, why.text);
	} else if (book->patterns >= PATTERNS_MOST) {
		FAULT(reader, reader->line, "pattern \"%.80s\" is one too many; at most %d were expected",
			value, PATTERNS_MOST);
	} else if (make_room(reader, &book->pattern, book->patterns, &book->pattern_room,
		sizeof *book->pattern)) {
		text = placed(reader, value);
		if (text)
			book->pattern[book->patterns++] = (struct rule_pattern){ .text = text,
				.line = reader->line,
				.term = (uint16_t)(book->terms - 1), .fields = reader->fields };
		else
			reader->failed = -ENOMEM;
	}
	reader->has_at = false;
	reader->all_fields |= reader->fields;
}

/* Whether it is said where to look; a fault otherwise. */
static bool has_fields(struct reader *reader)
{
	if (!reader->fields && !reader->bad)
		FAULT(reader, reader->line,
			"there is no \"in\" before this; it says where to look, such as: in query, body");
	return reader->fields;
}

static void begin_term(struct reader *reader, const char *value, bool unless)
{
	struct rule_book *book = reader->book;
	bool full = book->terms >= RULE_TERMS_MOST;

	reader->has_alternative = false;
	if (!has_fields(reader))
		return;
	if (full || book->terms - reader->rule.first_term >= TERMS_A_RULE) {
		FAULT(reader, reader->line, full ? "one term too many; at most %d in all were expected" :
			"one term too many; at most %d in a rule were expected",
				full ? (int)RULE_TERMS_MOST : (int)TERMS_A_RULE);
	} else if (make_room(reader, &book->term, book->terms, &book->term_room, sizeof *book->term)) {
		book->term[book->terms++] = (struct rule_term){ .rule = (uint16_t)book->rules,
			.unless = unless };
		reader->has_alternative = true;
		add_pattern(reader, value);
	}
}

static void set_match(struct reader *reader, char *value)
{
	if (reader->has_match)
		FAULT(reader, reader->line, "a second \"match\"; \"or\" or \"and\" was expected");
	else
		begin_term(reader, value, false);
	reader->has_match = true;
}

static void set_and(struct reader *reader, char *value)
{
	if (!reader->has_match)
		FAULT(reader, reader->line, "\"and\" comes first; \"match\" was expected before it");
	else
		begin_term(reader, value, false);
}

static void set_or(struct reader *reader, char *value)
{
	if (reader->has_alternative && has_fields(reader))
		add_pattern(reader, value);
	else if (!reader->bad)
		FAULT(reader, reader->line,
			"\"or\" follows no pattern; \"match\", \"and\" or \"unless\" was expected before it");
}

static void set_unless(struct reader *reader, char *value)
{
	if (!reader->has_match)
		FAULT(reader, reader->line, "\"unless\" comes first; \"match\" was expected before it");
	else
		begin_term(reader, value, true);
}

/* The rule may stand in a text that is read later. */
static void switch_off(struct reader *reader, char *value)
{
	struct rule_book *book = reader->book;

	end_rule(reader);
	if (!is_word(value))
		FAULT(reader, reader->line, "off \"%.60s\": the name of a rule was expected", value);
	else if (make_room(reader, &book->off, book->offs, &book->off_room, sizeof *book->off))
		book->off[book->offs++] = (struct rule_off){ value, reader->name, reader->line };
}

static const struct keyword {
	const char *name;
	void (*set)(struct reader *, char *value);
	bool alone; /* stands outside rules */
} keywords[] = {
	{ "rule", begin_rule, true }, { "off", switch_off, true },
	{ "kind", set_kind, false }, { "in", set_fields, false }, { "port", set_ports, false },
	{ "at", set_at, false }, { "match", set_match, false }, { "or", set_or, false },
	{ "and", set_and, false }, { "unless", set_unless, false }, { "means", set_means, false },
};

static void read_line(struct reader *reader, char *line)
{
	size_t length = strcspn(line, " \t");
	char *value = line + length + strspn(line + length, " \t");

	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		if (strlen(keywords[i].name) != length || strncmp(keywords[i].name, line, length) != 0)
			continue;
		if (keywords[i].alone || reader->in_rule)
			keywords[i].set(reader, value);
		else
			FAULT(reader, reader->line,
				"\"%s\" stands in no rule; a line \"rule NAME\" was expected before it",
				keywords[i].name);
		return;
	}
	FAULT(reader, reader->line,
		"\"%.*s\" is no keyword; rule, kind, in, port, at, match, or, and, unless, means or off was expected",
		(int)(length < 40 ? length : 40), line);
}

static void trim(char *line)
{
	size_t length = strlen(line);

	while (length && strchr(" \t\r", line[length - 1]))
		line[--length] = '\0';
}

static char *keep_copy(struct reader *reader, const struct rules_source *source)
{
	struct rule_book *book = reader->book;
	char *copy;

	if (!make_room(reader, &book->kept, book->kepts, &book->kept_room, sizeof *book->kept))
		return NULL;
	copy = malloc(source->size + 1);
	if (!copy) {
		reader->failed = -ENOMEM;
		return NULL;
	}
	memcpy(copy, source->text, source->size);
	copy[source->size] = '\0';
	return book->kept[book->kepts++] = copy;
}

int rule_book_read(struct rule_book *book, const struct rules_source *source, rules_complain *complain,
	void *context)
{
	struct reader reader = { .book = book, .name = source->name, .complain = complain, .context = context,
		.line = 1 };
	char *text = keep_copy(&reader, source);

	for (char *end; text && reader.failed != -ENOMEM; text = end, reader.line++) {
		end = memchr(text, '\n', (size_t)(book->kept[book->kepts - 1] + source->size - text));

		size_t length = end ? (size_t)(end - text) : strlen(text);

		if (end)
			*end++ = '\0';
		if (reader.faults >= FAULTS_MOST) {
			FAULT(&reader, reader.line, "no more is told of this text");
			break;
		}
		if (end && strlen(text) != length) {
			FAULT(&reader, reader.line,
				"a NUL byte; text was expected, with \\x00 for such a byte in a pattern");
			continue;
		}
		text += strspn(text, " \t\r");
		trim(text);
		if (*text && *text != '#')
			read_line(&reader, text);
	}
	if (reader.failed != -ENOMEM)
		end_rule(&reader);
	return reader.failed;
}

int rule_book_settle(struct rule_book *book, rules_complain *complain, void *context)
{
	struct reader reader = { .book = book, .complain = complain, .context = context };

	for (size_t i = 0; i < book->offs; i++) {
		struct rule *rule = (struct rule *)find(book, book->off[i].name);

		reader.name = book->off[i].source;
		if (rule)
			rule->off = true;
		else
			FAULT(&reader, book->off[i].line, "off \"%s\": there is no rule of this name",
				book->off[i].name);
	}
	return reader.failed;
}

void rule_book_finish(struct rule_book *book)
{
	for (size_t i = 0; i < book->patterns; i++)
		free(book->pattern[i].text);
	for (size_t i = 0; i < book->kepts; i++)
		free(book->kept[i]);
	free(book->rule);
	free(book->term);
	free(book->pattern);
	free(book->off);
	free(book->kept);
	*book = (struct rule_book){ 0 };
}
