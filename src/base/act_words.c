/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/act_words.h"

#include <stdio.h>

enum { STEALTH, BARE, REFUSED_CREDITED, REFUSED, MISSING, RULE, TLS, TLS_BY, VERDICT, SCANNER };

/* The same arguments in the same order in both languages. */
static const char *const sentences[][WORDS_LANG_COUNT] = {
	[STEALTH] = { "counts: a segment no stack sends, for no known connection",
		"dihitung: segmen yang tidak dikirim sistem mana pun, tanpa koneksi yang dikenal" },
	[BARE] = { "counts: one of %u bare acknowledgements in %u s; %u held before it count too",
		"dihitung: satu dari %u ACK tanpa data dalam %u detik; %u sebelumnya ikut dihitung" },
	[REFUSED_CREDITED] = { "counts: %s, refused %u times in %u min; the %u before it count too",
		"dihitung: %s, ditolak %u kali dalam %u menit; %u sebelumnya ikut dihitung" },
	[REFUSED] = { "counts: %s, refused %u times or tried %u in %u min",
		"dihitung: %s, ditolak %u kali atau dicoba %u kali dalam %u menit" },
	[MISSING] = { "counts: beyond %u paths answered 4xx, less one each %u s",
		"dihitung: lebih dari %u alamat dijawab 4xx, kurang satu tiap %u detik" },
	[RULE] = { "counts: matches rule %s", "dihitung: cocok dengan aturan %s" },
	[TLS] = { "counts: a scanner's handshake that named no host, or failed",
		"dihitung: jabat tangan pemindai tanpa nama host, atau gagal" },
	[TLS_BY] = { "counts: a scanner's handshake that named no host, or failed; by JA4 %s",
		"dihitung: jabat tangan pemindai tanpa nama host, atau gagal; menurut JA4 %s" },
	[VERDICT] = { "VERDICT: a scanner from here on; this act and %u held before it count",
		"PUTUSAN: pemindai sejak ini; tindakan ini dan %u sebelumnya dihitung" },
	[SCANNER] = { "counts: its source is a scanner", "dihitung: sumbernya pemindai" },
};

#define SAY(which, ...) snprintf(text, ACT_WORDS_TEXT, sentences[which][lang], __VA_ARGS__)

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void say_login(enum words_lang lang, const struct act_reason *reason, const struct ronda_thresholds *thresholds,
	char text[ACT_WORDS_TEXT])
{
	if (reason->credits)
		SAY(REFUSED_CREDITED, reason->why, thresholds->login_refusals, thresholds->login_minutes, reason->credits);
	else
		SAY(REFUSED, reason->why, thresholds->login_refusals, thresholds->login_connections,
			thresholds->login_minutes);
}

const char *act_words_counts(enum words_lang lang, const struct act_reason *reason,
	const struct ronda_thresholds *thresholds, char text[ACT_WORDS_TEXT])
{
	bool named = reason->why && *reason->why;

	if (reason->class == RONDA_CLASS_STEALTH && reason->bare)
		SAY(BARE, thresholds->stealth_pairs, thresholds->stealth_seconds, reason->credits);
	else if (reason->class == RONDA_CLASS_LOGIN && named)
		say_login(lang, reason, thresholds, text);
	else if (reason->class == RONDA_CLASS_WEB && !named)
		SAY(MISSING, thresholds->web_missing, thresholds->web_leak_seconds);
	else if ((reason->class == RONDA_CLASS_WEB || reason->class == RONDA_CLASS_EXPLOIT) && named)
		SAY(RULE, reason->why);
	else if (reason->class == RONDA_CLASS_TLS && named)
		SAY(TLS_BY, reason->why);
	else if (reason->class == RONDA_CLASS_PROBE && reason->credits)
		SAY(VERDICT, reason->credits);
	else
		snprintf(text, ACT_WORDS_TEXT, "%s", sentences[reason->class == RONDA_CLASS_STEALTH ? STEALTH :
			reason->class == RONDA_CLASS_TLS ? TLS : SCANNER][lang]);
	return text;
}

const char *act_words_begin(enum words_lang lang)
{
	return lang == WORDS_ID ? "dihitung: " : "counts: ";
}
