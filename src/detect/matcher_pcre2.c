/* SPDX-License-Identifier: BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "detect/matcher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcre2.h>

/* Steps after which a match is given up: an input may be made to keep a backtracking engine busy. */
enum { STEPS_MOST = 20000, STACK_LEAST = 32 << 10, STACK_MOST = 256 << 10 };

enum { FLAGS = PCRE2_DOTALL | PCRE2_NO_AUTO_CAPTURE };

struct matcher {
	size_t count, bytes;
	struct expression {
		pcre2_code *code;
		unsigned id;
	} expression[];
};

struct matcher_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

const char *matcher_engine(void)
{
	static _Thread_local char name[64];
	char version[48] = "";

	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof version)
		pcre2_config(PCRE2_CONFIG_VERSION, version);
	version[strcspn(version, " ")] = '\0'; /* what follows is its date */
	snprintf(name, sizeof name, "PCRE2 %s", version);
	return name;
}

static pcre2_code *compile(const char *pattern, struct ronda_error *why)
{
	int reason;
	PCRE2_SIZE at;
	uint32_t empty = 0;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, FLAGS, &reason, &at, NULL);

	if (!code) {
		PCRE2_UCHAR text[160] = "";

		pcre2_get_error_message(reason, text, sizeof text);
		ronda_fail(why, -EINVAL, "%s, at its byte %zu", (const char *)text, (size_t)at);
		return NULL;
	}
	pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &empty);
	if (empty) {
		ronda_fail(why, -EINVAL, "it matches nothing at all, and so everywhere");
		pcre2_code_free(code);
		return NULL;
	}
	return code;
}

int matcher_check(const char *pattern, struct ronda_error *why)
{
	pcre2_code *code = compile(pattern, why);

	pcre2_code_free(code);
	return code ? 0 : -EINVAL;
}

int matcher_create(struct matcher **matcher, const struct matcher_pattern *patterns, size_t count)
{
	struct matcher *made = calloc(1, sizeof *made + count * sizeof *made->expression);

	*matcher = NULL;
	if (!made)
		return -ENOMEM;
	for (; made->count < count; made->count++) {
		struct expression *expression = &made->expression[made->count];
		size_t code_bytes = 0, fast_bytes = 0;

		expression->id = patterns[made->count].id;
		expression->code = compile(patterns[made->count].text, NULL);
		if (!expression->code) {
			matcher_destroy(made);
			return -EINVAL;
		}
		/* Where the machine allows no code to be made, the interpreter does it. */
		pcre2_jit_compile(expression->code, PCRE2_JIT_COMPLETE);
		pcre2_pattern_info(expression->code, PCRE2_INFO_SIZE, &code_bytes);
		pcre2_pattern_info(expression->code, PCRE2_INFO_JITSIZE, &fast_bytes);
		made->bytes += code_bytes + fast_bytes;
	}
	*matcher = made;
	return 0;
}

/* Code for the processor is made in less time than it takes to check what was saved. */
int matcher_save(const struct matcher_pattern *patterns, size_t count, void **bytes, size_t *size)
{
	(void)patterns;
	(void)count;
	*bytes = NULL;
	*size = 0;
	return -ENOTSUP;
}

int matcher_restore(struct matcher **matcher, const void *bytes, size_t size)
{
	(void)bytes;
	(void)size;
	*matcher = NULL;
	return -ENOTSUP;
}

void matcher_destroy(struct matcher *matcher)
{
	for (size_t i = 0; matcher && i < matcher->count; i++)
		pcre2_code_free(matcher->expression[i].code);
	free(matcher);
}

size_t matcher_bytes(const struct matcher *matcher)
{
	return matcher->bytes;
}

int matcher_scratch_fit(struct matcher_scratch **scratch, const struct matcher *matcher)
{
	struct matcher_scratch *made;

	(void)matcher; /* one fits all */
	if (*scratch)
		return 0;
	made = calloc(1, sizeof *made);
	if (!made)
		return -ENOMEM;
	made->data = pcre2_match_data_create(1, NULL);
	made->context = pcre2_match_context_create(NULL);
	made->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	if (!made->data || !made->context) {
		matcher_scratch_destroy(made);
		return -ENOMEM;
	}
	pcre2_set_match_limit(made->context, STEPS_MOST);
	if (made->stack)
		pcre2_jit_stack_assign(made->context, NULL, made->stack);
	*scratch = made;
	return 0;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	pcre2_jit_stack_free(scratch->stack);
	free(scratch);
}

bool matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch, const uint8_t *data,
	size_t size, matcher_found *found, void *context)
{
	bool whole = true;

	for (size_t i = 0; i < matcher->count; i++) {
		const struct expression *expression = &matcher->expression[i];
		int result = pcre2_match(expression->code, data, size, 0, 0, scratch->data, scratch->context);

		if (result >= 0)
			found(context, expression->id);
		else if (result != PCRE2_ERROR_NOMATCH)
			whole = false;
	}
	return whole;
}
