/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The language of rules, and the built-in rules against requests of both sorts: rules_test FOLDER, where the
 * folder holds benign.txt and attack.txt (tests/rules/README.md).
 */
#include "claim.h"
#include "rules_request.h"

#include "detect/matcher.h"
#include "rules/builtin.h"

#include <errno.h>

static const char *folder = ".";

/* ---- The language. ---- */

struct faults {
	unsigned count;
	char all[16][RONDA_ERROR_TEXT];
};

static void keep(void *context, const struct ronda_error *fault)
{
	struct faults *faults = context;

	if (faults->count < 16)
		strcpy(faults->all[faults->count], fault->text);
	faults->count++;
}

static int load(struct rules **rules, struct faults *faults, const char *text)
{
	struct rules_source source = { "mine.rules", text, strlen(text) };
	struct rules_batch batch = { &source, 1, NULL };

	*faults = (struct faults){ 0 };
	return rules_load(rules, &batch, 1, keep, faults);
}

static struct rules *sound(const char *text)
{
	struct faults faults;
	struct rules *rules;

	assert_int_equal(load(&rules, &faults, text), 0);
	assert_int_equal(faults.count, 0);
	return rules;
}

/* The one fault of a text. */
static void is_told(const char *text, const char *fault)
{
	struct faults faults;
	struct rules *rules;

	assert_int_equal(load(&rules, &faults, text), -EINVAL);
	assert_null(rules);
	if (faults.count != 1 || strcmp(faults.all[0], fault) != 0)
		fail_msg("%u faults, the first \"%s\"; expected \"%s\"", faults.count, faults.all[0], fault);
}

#define RULE(lines) "rule a\nkind x\nin query\n" lines "means it\n"

/* The name of the first rule that holds for one part of a request, or "". */
static const char *verdict_on(const struct rules *rules, enum rule_field field, const char *text)
{
	struct rules_scratch *scratch = rules_scratch_create(rules);
	struct rule_hits hits = { 0 };
	const struct rule *rule;

	assert_non_null(scratch);
	rules_match(rules, scratch, field, (const uint8_t *)text, strlen(text), &hits);
	rule = rules_verdict(rules, &hits, 80);
	rules_scratch_destroy(scratch);
	return rule ? rule->name : "";
}

static void a_rule_holds_where_it_looks_and_nowhere_else(void **state)
{
	struct rules *rules = sound(RULE("match b+c\n"));

	(void)state;
	assert_string_equal(verdict_on(rules, RULE_QUERY, "abbbc"), "a");
	assert_string_equal(verdict_on(rules, RULE_QUERY, "ac"), "");
	assert_string_equal(verdict_on(rules, RULE_PATH, "abbbc"), "");
	assert_string_equal(verdict_on(rules, RULE_QUERY, ""), "");
	rules_destroy(rules);
}

static void a_rule_tells_what_it_is(void **state)
{
	struct rules *rules = sound("# a comment\n\n  rule  some-name \r\n kind sqli\nin path,\tquery\nmatch x\nmeans what it  is \n");
	const struct rule *rule = rules_rule(rules, 0);

	(void)state;
	assert_int_equal(rules_count(rules), 1);
	assert_string_equal(rule->name, "some-name");
	assert_string_equal(rule->kind, "sqli");
	assert_string_equal(rule->means, "what it  is");
	assert_int_equal(rule->line, 3);
	assert_int_equal(rule->class, RONDA_CLASS_WEB);
	assert_string_equal(rule->source, "mine.rules");
	rules_destroy(rules);
}

static void or_is_another_way_and_may_look_elsewhere(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin query\nmatch one\nor two\nin path\nor three\nmeans it\n");

	(void)state;
	assert_string_equal(verdict_on(rules, RULE_QUERY, "two"), "a");
	assert_string_equal(verdict_on(rules, RULE_PATH, "three"), "a");
	assert_string_equal(verdict_on(rules, RULE_PATH, "two"), "");
	assert_string_equal(verdict_on(rules, RULE_QUERY, "three"), "");
	rules_destroy(rules);
}

static void match_two(struct rules *rules, const char *path, const char *query, struct rule_hits *hits)
{
	struct rules_scratch *scratch = rules_scratch_create(rules);

	*hits = (struct rule_hits){ 0 };
	rules_match(rules, scratch, RULE_PATH, (const uint8_t *)path, strlen(path), hits);
	rules_match(rules, scratch, RULE_QUERY, (const uint8_t *)query, strlen(query), hits);
	rules_scratch_destroy(scratch);
}

static void all_of_and_must_be_found(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin path\nmatch one\nin query\nand two\nmeans it\n");
	struct rule_hits hits;

	(void)state;
	match_two(rules, "one", "two", &hits);
	assert_non_null(rules_verdict(rules, &hits, 0));
	match_two(rules, "one", "three", &hits);
	assert_null(rules_verdict(rules, &hits, 0));
	match_two(rules, "two", "one", &hits);
	assert_null(rules_verdict(rules, &hits, 0));
	rules_destroy(rules);
}

static void unless_takes_a_rule_back_from_any_part(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin path\nmatch one\nin query\nunless two\nor three\nmeans it\n");
	struct rule_hits hits;

	(void)state;
	match_two(rules, "one", "four", &hits);
	assert_non_null(rules_verdict(rules, &hits, 0));
	match_two(rules, "one", "three", &hits);
	assert_null(rules_verdict(rules, &hits, 0));
	match_two(rules, "four", "four", &hits);
	assert_null(rules_verdict(rules, &hits, 0));
	rules_destroy(rules);
}

static void of_several_rules_the_first_is_the_verdict_and_all_are_told(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin path\nmatch zz\nmeans it\nrule b\nkind x\nin path\nmatch o\nmeans it\n"
		"rule c\nkind x\nin path\nmatch on\nmeans it\n");
	struct rule_hits hits;

	(void)state;
	match_two(rules, "one", "", &hits);
	assert_string_equal(rules_verdict(rules, &hits, 0)->name, "b");
	assert_int_equal(rules_next(rules, &hits, 0, 0), 1);
	assert_int_equal(rules_next(rules, &hits, 0, 2), 2);
	assert_int_equal(rules_next(rules, &hits, 0, 3), 3);
	rules_destroy(rules);
}

static void a_port_bounds_a_rule_on_bytes(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nport 139, 445\nin client\nmatch \\xffSMB\nmeans it\n");
	struct rules_scratch *scratch = rules_scratch_create(rules);
	struct rule_hits hits = { 0 };

	(void)state;
	rules_match(rules, scratch, RULE_CLIENT, (const uint8_t *)"\0\0\0\1\xffSMB", 8, &hits);
	assert_non_null(rules_verdict(rules, &hits, 445));
	assert_int_equal(rules_verdict(rules, &hits, 139)->class, RONDA_CLASS_EXPLOIT);
	assert_null(rules_verdict(rules, &hits, 4450));
	rules_scratch_destroy(scratch);
	rules_destroy(rules);
}

static void at_says_where_a_pattern_begins(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin client\nat 2\nmatch bc\nmeans it\n"
		"rule b\nkind x\nin server\nat 1-3\nmatch b|xyz\nmeans it\n");

	(void)state;
	assert_string_equal(verdict_on(rules, RULE_CLIENT, "\n\nbc"), "a");
	assert_string_equal(verdict_on(rules, RULE_CLIENT, "\nbc"), "");
	assert_string_equal(verdict_on(rules, RULE_CLIENT, "\n\n\nbc"), "");
	assert_string_equal(verdict_on(rules, RULE_SERVER, "b"), "");
	assert_string_equal(verdict_on(rules, RULE_SERVER, "aaab"), "b");
	assert_string_equal(verdict_on(rules, RULE_SERVER, "aaaab"), "");
	rules_destroy(rules);
}

static void of_a_stream_the_first_4096_bytes_are_seen(void **state)
{
	struct rules *rules = sound("rule a\nkind x\nin client\nmatch needle\nmeans it\n");
	char text[8192];

	(void)state;
	memset(text, '.', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	memcpy(text + 4090, "needle", 6);
	assert_string_equal(verdict_on(rules, RULE_CLIENT, text), "a");
	memcpy(text + 4090, ".needle", 7);
	assert_string_equal(verdict_on(rules, RULE_CLIENT, text), "");
	rules_destroy(rules);
}

static void off_silences_a_rule_of_any_text(void **state)
{
	static const char mine[] = "off a\n", theirs[] = "rule a\nkind x\nin path\nmatch one\nmeans it\n"
		"rule b\nkind x\nin path\nmatch on\nmeans it\n";
	struct rules_source sources[] = { { "mine", mine, sizeof mine - 1 }, { "theirs", theirs,
		sizeof theirs - 1 } };
	struct rules_batch batches[] = { { &sources[0], 1, NULL }, { &sources[1], 1, NULL } };
	struct rules *rules;

	(void)state;
	assert_int_equal(rules_load(&rules, batches, 2, NULL, NULL), 0);
	assert_string_equal(verdict_on(rules, RULE_PATH, "one"), "b");
	assert_true(rules_rule(rules, 0)->off);
	rules_destroy(rules);
	is_told("off nobody\n", "mine.rules:1: off \"nobody\": there is no rule of this name");
}

static void every_fault_is_told_with_its_line(void **state)
{
	struct faults faults;
	struct rules *rules;

	(void)state;
	assert_int_equal(load(&rules, &faults,
		"rule a\nkind x\nin query\nmatch (?=b)\nmatch d\nmeans it\n"
		"rule a\nkind x\nin nowhere\nmatch b\nmeans it\n"
		"rule c\nkin x\nin path\nmatch b\n"), -EINVAL);
	assert_int_equal(faults.count, 5);
	assert_string_equal(faults.all[0], "mine.rules:4: pattern \"(?=b)\": \"(?=b\" is not among the groups; "
		"those are (...), (?:...) and (?i:...)");
	assert_string_equal(faults.all[1], "mine.rules:5: a second \"match\"; \"or\" or \"and\" was expected");
	assert_string_equal(faults.all[2],
		"mine.rules:7: rule \"a\" stands in mine.rules:1 already; another name was expected");
	assert_string_equal(faults.all[3],
		"mine.rules:9: in \"nowhere\": method, path, query, header, agent, body, client, "
		"server or datagram was expected");
	assert_string_equal(faults.all[4],
		"mine.rules:13: \"kin\" is no keyword; rule, kind, in, port, at, match, or, and, "
		"unless, means or off was expected");
}

static void what_a_rule_lacks_is_told(void **state)
{
	(void)state;
	is_told("rule a\nin path\nmatch b\nmeans it\n", "mine.rules:1: rule \"a\" has no line \"kind\"");
	is_told("rule a\nkind x\nin path\nmeans it\n", "mine.rules:1: rule \"a\" has no line \"match\"");
	is_told("rule a\nkind x\nin path\nmatch b\n", "mine.rules:1: rule \"a\" has no line \"means\"");
	is_told("rule a\nkind x\nmatch b\nmeans it\n",
		"mine.rules:3: there is no \"in\" before this; it says where to look, such as: in query, body");
	is_told("kind x\n",
		"mine.rules:1: \"kind\" stands in no rule; a line \"rule NAME\" was expected before it");
	is_told("rule Big\nkind x\nin path\nmatch b\nmeans it\n",
		"mine.rules:1: rule \"Big\": a name of lower-case letters, "
		"digits and \"-\" was expected, of at most 48");
}

static void what_does_not_go_together_is_told(void **state)
{
	(void)state;
	is_told("rule a\nkind x\nin path\nmatch b\nin client\nand c\nmeans it\n",
		"mine.rules:1: rule \"a\" looks in a request and in bytes; one or the other was expected");
	is_told("rule a\nkind x\nport 80\nin path\nmatch b\nmeans it\n",
		"mine.rules:1: rule \"a\" looks in a request, which any port may carry; no \"port\" was expected");
	is_told("rule a\nkind x\nport 70000\nin client\nmatch b\nmeans it\n",
		"mine.rules:3: port \"70000\": a number from 1 to 65535 was expected");
	is_told("rule a\nkind x\nin client\nat 9-3\nmatch b\nmeans it\n",
		"mine.rules:4: at \"9-3\": a byte or a range of bytes up to 1024 was expected, such as 4 or 0-64");
}

static void a_pattern_that_cannot_be_is_told_with_the_reason(void **state)
{
	static const char *const patterns[][2] = {
		{ "Select", "\"Select\" would never match: text is made lower case before it is looked at" },
		{ "[a-Z]", "\"Z]\" would never match: text is made lower case before it is looked at" },
		{ "a\\1",
		"\"\\1\" is not among the escapes; those are \\x1f and \\d \\D \\w \\W \\s \\S \\t \\n \\r \\f \\b \\B \\A \\z" },
		{ "a\\x1", "\"\\x1\" is no byte; two hexadecimal digits were expected, such as \\x1f" },
		{ "[ab", "\"[ab\" has no \"]\"" },
		{ "a{", "a literal brace is \\{; a repetition is {2}, {2,} or {2,5}" },
		{ "a{3,2}", "\"{3,2}\" is beyond the bounds: from few to many, at most 1024" },
		{ "a{2,5000}", "\"{2,5000}\" is beyond the bounds: from few to many, at most 1024" },
		{ "a++", "\"+\" repeats a repetition; put what it repeats in (?:...)" },
		{ "a\\", "it ends in a backslash; a literal one is \\\\" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		char text[200], fault[600];

		snprintf(text, sizeof text, "rule a\nkind x\nin query\nmatch %s\nmeans it\n", patterns[i][0]);
		snprintf(fault, sizeof fault, "mine.rules:4: pattern \"%s\": %s", patterns[i][0],
			patterns[i][1]);
		is_told(text, fault);
	}
}

static void what_the_engine_refuses_is_told_with_its_line(void **state)
{
	static const char *const patterns[] = { "a*", "(a", "a)", "*a", "^$" };
	struct faults faults;
	struct rules *rules;

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		char text[200], begin[100];

		snprintf(text, sizeof text,
			"rule b\nkind x\nin query\nmatch sound\nmeans it\nrule a\nkind x\nin query\nmatch %s\nmeans it\n",
			patterns[i]);
		snprintf(begin, sizeof begin, "mine.rules:9: pattern \"%s\" of rule \"a\": %s refuses it: ",
			patterns[i], rules_engine());
		assert_int_equal(load(&rules, &faults, text), -EINVAL);
		assert_int_equal(faults.count, 1);
		if (strncmp(faults.all[0], begin, strlen(begin)) != 0)
			fail_msg("\"%s\"; expected \"%s\"", faults.all[0], begin);
	}
}

static void a_text_beyond_the_bounds_is_told(void **state)
{
	static char text[1 << 20];
	struct faults faults;
	struct rules *rules;
	size_t size = 0;

	(void)state;
	for (unsigned i = 0; i <= RULES_MOST; i++)
		size += (size_t)sprintf(text + size, "rule r%u\nkind x\nin path\nmatch m%u\nmeans it\n", i, i);
	assert_int_equal(load(&rules, &faults, text), -EINVAL);
	assert_true(faults.count >= 1);
	memset(text, 'x', 300 * 2);
	for (unsigned i = 0; i < 300; i++)
		text[2 * i + 1] = '\n';
	text[600] = '\0';
	assert_int_equal(load(&rules, &faults, text), -EINVAL);
	assert_int_equal(faults.count, 101); /* a hundred, and that there is more */
	is_told("rule a\nkind x\nin path\nmatch " "a\\x00\nmeans\n",
		"mine.rules:5: \"means\" says nothing; one line for people was expected");
}

static void no_text_at_all_is_no_rule_and_no_fault(void **state)
{
	struct rules *rules = sound("");
	struct rule_hits hits = { 0 };

	(void)state;
	assert_int_equal(rules_count(rules), 0);
	assert_null(rules_verdict(rules, &hits, 0));
	rules_destroy(rules);
	rules_destroy(NULL);
	rules_scratch_destroy(NULL);
}

/* What stands ready was compiled for this machine's engine, and finds what its texts find. */
static void what_was_compiled_with_the_program_is_used(void **state)
{
	struct rules *rules;

	(void)state;
	assert_int_equal(rules_load(&rules, &rules_builtin, 1, NULL, NULL), 0);
	if (strncmp(rules_engine(), "Hyperscan", 9) == 0) /* PCRE2 compiles what it needs */
		assert_false(rules_were_compiled(rules));
	assert_true(rules_bytes(rules) > 0);
	rules_destroy(rules);
}

static void an_operators_rule_comes_before_the_built_in_ones(void **state)
{
	static const char mine[] = "rule my-own\nkind mine\nin path\nmatch ^/\\.env$\nmeans it\n";
	struct rules_source source = { "mine", mine, sizeof mine - 1 };
	struct rules_batch batches[] = { { &source, 1, NULL }, rules_builtin };
	struct rules *rules;

	(void)state;
	assert_int_equal(rules_load(&rules, batches, 2, NULL, NULL), 0);
	assert_string_equal(verdict_on(rules, RULE_PATH, "/.env"), "my-own");
	assert_string_equal(verdict_on(rules, RULE_PATH, "/.env.bak"), "dot-env");
	rules_destroy(rules);
}

/* ---- The built-in rules. ---- */

struct corpus {
	struct rules *rules;
	struct rules_scratch *scratch;
	FILE *file;
	bool attacks;
	unsigned lines, wrong;
};

static void try_line(struct corpus *corpus, const char *line)
{
	static struct said said;
	const struct rule *rule;
	struct rule_hits hits;
	char expected[32] = "";

	if (corpus->attacks) {
		size_t length = strcspn(line, "\t");

		snprintf(expected, sizeof expected, "%.*s", (int)length, line);
		line += length + 1;
	}
	said_read(&said, line, corpus->attacks);
	if (!said_match(&said, corpus->rules, corpus->scratch, &hits))
		fail_msg("no request: %s", line);
	rule = rules_verdict(corpus->rules, &hits, said.port);
	corpus->lines++;
	if (strcmp(rule ? rule->kind : "", expected) == 0)
		return;
	corpus->wrong++;
	print_error("%s expected, %s (%s): %s\n", *expected ? expected : "nothing",
		rule ? rule->kind : "nothing",
		rule ? rule->name : "-", line);
}

static void try_corpus(const char *name, bool attacks, unsigned least)
{
	static char line[8192];
	struct corpus corpus = { .attacks = attacks };
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	corpus.file = fopen(path, "r");
	assert_non_null(corpus.file);
	assert_int_equal(rules_load(&corpus.rules, &rules_builtin, 1, NULL, NULL), 0);
	corpus.scratch = rules_scratch_create(corpus.rules);
	assert_non_null(corpus.scratch);
	while (fgets(line, sizeof line, corpus.file)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#')
			try_line(&corpus, line);
	}
	fclose(corpus.file);
	rules_scratch_destroy(corpus.scratch);
	rules_destroy(corpus.rules);
	assert_true(corpus.lines >= least);
	assert_int_equal(corpus.wrong, 0);
}

static void a_normal_day_matches_nothing(void **state)
{
	(void)state;
	try_corpus("benign.txt", false, 250);
}

static void each_attack_is_named(void **state)
{
	(void)state;
	try_corpus("attack.txt", true, 400);
}

int main(int count, char **words)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_holds_where_it_looks_and_nowhere_else),
		cmocka_unit_test(a_rule_tells_what_it_is),
		cmocka_unit_test(or_is_another_way_and_may_look_elsewhere),
		cmocka_unit_test(all_of_and_must_be_found),
		cmocka_unit_test(unless_takes_a_rule_back_from_any_part),
		cmocka_unit_test(of_several_rules_the_first_is_the_verdict_and_all_are_told),
		cmocka_unit_test(a_port_bounds_a_rule_on_bytes),
		cmocka_unit_test(at_says_where_a_pattern_begins),
		cmocka_unit_test(of_a_stream_the_first_4096_bytes_are_seen),
		cmocka_unit_test(off_silences_a_rule_of_any_text),
		cmocka_unit_test(every_fault_is_told_with_its_line),
		cmocka_unit_test(what_a_rule_lacks_is_told),
		cmocka_unit_test(what_does_not_go_together_is_told),
		cmocka_unit_test(a_pattern_that_cannot_be_is_told_with_the_reason),
		cmocka_unit_test(what_the_engine_refuses_is_told_with_its_line),
		cmocka_unit_test(a_text_beyond_the_bounds_is_told),
		cmocka_unit_test(no_text_at_all_is_no_rule_and_no_fault),
		cmocka_unit_test(what_was_compiled_with_the_program_is_used),
		cmocka_unit_test(an_operators_rule_comes_before_the_built_in_ones),
		cmocka_unit_test(a_normal_day_matches_nothing),
		cmocka_unit_test(each_attack_is_named),
	};

	if (count > 1)
		folder = words[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
