/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/act_words.h"

#include <stdio.h>
#include <string.h>

struct teller {
	enum words_lang lang;
	const struct ronda_thresholds *thresholds;
	char *text;
};

enum { NUMBERS_MOST = 4 };
#define LAST UINT64_MAX

/* The message with the word, if there is one, in its first place, and the numbers up to LAST in those that follow. */
static const char *fill(const struct teller *teller, enum words_message message, const char *word, const uint64_t *number)
{
	char said[NUMBERS_MOST][WORDS_TEXT];
	const char *place[NUMBERS_MOST + 2] = { word };
	size_t count = word ? 1 : 0;

	for (size_t i = 0; i < NUMBERS_MOST && number[i] != LAST; i++)
		place[count++] = words_number(teller->lang, number[i], said[i]);
	return words_fill(teller->lang, message, place, teller->text, ACT_WORDS_TEXT);
}

#define SAY(message, word, ...) fill(teller, WORDS_ACT_##message, word, (const uint64_t[]){ __VA_ARGS__ })

/* ---- what counts ---- */

static const char *counts(const struct teller *teller, const struct act_reason *reason)
{
	const struct ronda_thresholds *thresholds = teller->thresholds;
	const char *why = reason->why && *reason->why ? reason->why : NULL;

	switch (reason->class) {
	case RONDA_CLASS_STEALTH:
		return reason->bare ? SAY(BARE, NULL, thresholds->stealth_pairs, thresholds->stealth_seconds, reason->credits, LAST) :
			SAY(STEALTH, NULL, LAST);
	case RONDA_CLASS_LOGIN:
		if (why && reason->credits)
			return SAY(REFUSED_CREDITED, why, thresholds->login_refusals, thresholds->login_minutes, reason->credits, LAST);
		return why ? SAY(REFUSED, why, thresholds->login_refusals, thresholds->login_connections,
			thresholds->login_minutes, LAST) : SAY(SCANNER, NULL, LAST);
	case RONDA_CLASS_WEB:
		return why ? SAY(RULE, why, LAST) : SAY(MISSING, NULL, thresholds->web_missing, thresholds->web_leak_seconds, LAST);
	case RONDA_CLASS_EXPLOIT:
		return why ? SAY(RULE, why, LAST) : SAY(SCANNER, NULL, LAST);
	case RONDA_CLASS_TLS:
		return why ? SAY(TLS_BY, why, LAST) : SAY(TLS, NULL, LAST);
	default:
		return reason->credits ? SAY(VERDICT, NULL, reason->credits, LAST) : SAY(SCANNER, NULL, LAST);
	}
}

const char *act_words_counts(enum words_lang lang, const struct act_reason *reason,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT])
{
	return counts(&(struct teller){ lang, thresholds, text }, reason);
}

const char *act_words_elsewhere(enum words_lang lang, const struct ronda_act *act)
{
	static const enum words_message of_direction[] = {
		[RONDA_OUTBOUND] = WORDS_ACT_OUTBOUND, [RONDA_INTERNAL] = WORDS_ACT_INTERNAL, [RONDA_TRANSIT] = WORDS_ACT_TRANSIT,
	};

	if (act->monitor)
		return words(lang, WORDS_ACT_MONITOR);
	return act->direction == RONDA_INBOUND ? NULL : words(lang, of_direction[act->direction]);
}

/* ---- and what does not ---- */

static const char *held(const struct teller *teller, const struct ronda_act *act)
{
	const struct ronda_thresholds *thresholds = teller->thresholds;

	switch (act->class) {
	case RONDA_CLASS_STEALTH:
		return SAY(HELD_BARE, NULL, thresholds->stealth_pairs, thresholds->stealth_seconds, LAST);
	case RONDA_CLASS_LOGIN:
		return SAY(HELD_LOGIN, act->why ? act->why : "", thresholds->login_refusals, thresholds->login_connections,
			thresholds->login_minutes, LAST);
	case RONDA_CLASS_WEB:
		return SAY(HELD_MISSING, NULL, thresholds->web_missing, thresholds->web_leak_seconds, LAST);
	default:
		return act->first_contact ? SAY(HELD, NULL, thresholds->scanner_score, LAST) :
			SAY(HELD_AGAIN, NULL, thresholds->scanner_score, LAST);
	}
}

static const char *verdict(const struct teller *teller, const struct ronda_act *act)
{
	const struct act_reason reason = { act->class, act->bare, act->why, act->credits };
	const char *elsewhere = act_words_elsewhere(teller->lang, act);

	switch (act->verdict) {
	case RONDA_COUNTED:
		return elsewhere ? elsewhere : counts(teller, &reason);
	case RONDA_CREDITED:
		counts(teller, &reason);
		if (act->class == RONDA_CLASS_PROBE && elsewhere)
			snprintf(teller->text + strlen(teller->text), ACT_WORDS_TEXT - strlen(teller->text), " - %s", elsewhere);
		return teller->text;
	case RONDA_HELD:
		return held(teller, act);
	case RONDA_USEFUL:
		return SAY(USEFUL, NULL, LAST);
	case RONDA_BEYOND:
		return SAY(BEYOND, NULL, teller->thresholds->probes_per_pair, teller->thresholds->same_probe_seconds, LAST);
	case RONDA_NO_TARGET:
		return SAY(NO_TARGET, NULL, LAST);
	case RONDA_UNDECIDED:
		return SAY(UNDECIDED, NULL, LAST);
	default:
		return SAY(LOST, NULL, LAST);
	}
}

const char *act_words_verdict(enum words_lang lang, const struct ronda_act *act,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT])
{
	return verdict(&(struct teller){ lang, thresholds, text }, act);
}
