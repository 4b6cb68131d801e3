/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda explain: every act of one source, and why it did or did not count. */
#include "app/command.h"
#include "app/session.h"
#include "base/act_words.h"
#include "base/pen.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

struct account {
	enum words_lang lang;
	const struct stamp_zone *zone;
	const struct ronda_thresholds *thresholds;
	uint64_t acts, counted, held;
};

static const char *proto_name(uint8_t proto)
{
	switch (proto) {
	case RONDA_TCP:
		return "tcp";
	case RONDA_UDP:
		return "udp";
	default:
		return "echo";
	}
}

static const char *local_time(const struct account *account, uint64_t ns, char text[48])
{
	struct stamp_local at = stamp_local(account->zone, ns);

	snprintf(text, 48, "%04d-%02d-%02d %02d:%02d:%02d.%06u", at.year, at.month, at.day, at.hour, at.minute,
		at.second, (unsigned)(ns / 1000 % 1000000));
	return text;
}

static const char *target_text(const struct ronda_act *act, char text[80])
{
	char addr[RONDA_ADDR_TEXT];

	ronda_addr_format(&act->target, addr);
	if (act->proto == RONDA_TCP || act->proto == RONDA_UDP)
		snprintf(text, 80, strchr(addr, ':') ? "[%s]:%u" : "%s:%u", addr, act->port);
	else
		snprintf(text, 80, "%s", addr);
	return text;
}

static void tell(void *context, const struct ronda_act *act)
{
	struct account *account = context;
	char time[48], target[80], why[ACT_WORDS_TEXT], addr[RONDA_ADDR_TEXT];
	bool decided = act->verdict <= RONDA_USEFUL;

	account->acts++;
	if (act->verdict == RONDA_CREDITED || act->verdict == RONDA_COUNTED)
		account->counted += act_words_elsewhere(account->lang, act) ? 0 : act->credits + 1;
	printf("%s  %-15s  %-8s %-4s %-24s %-11s %+d>%+d  %s\n", local_time(account, act->act_ns, time),
		ronda_addr_format(&act->source, addr), words_class_short(account->lang, act->class), proto_name(act->proto),
		target_text(act, target), decided ? words_outcome_short(account->lang, act->outcome) : "-", act->score_before,
		act->score_after, act_words_verdict(account->lang, act, account->thresholds, why));
}

static void head(const struct account *account)
{
	const struct pen pen = { stdout, 80, false };
	char first[80];

	WORDS_FILL(account->lang, WORDS_ACT_COL_FIRST, first, stamp_local(account->zone, 0).zone);
	pen_left(&pen, PEN_PLAIN, first, 28);
	pen_left(&pen, PEN_PLAIN, words(account->lang, WORDS_COLUMN_SOURCE), 17);
	pen_left(&pen, PEN_PLAIN, words(account->lang, WORDS_ACT_COL_CLASS), 9);
	pen_left(&pen, PEN_PLAIN, words(account->lang, WORDS_ACT_COL_HOW), 5);
	pen_left(&pen, PEN_PLAIN, words(account->lang, WORDS_COLUMN_TARGET), 25);
	pen_left(&pen, PEN_PLAIN, words(account->lang, WORDS_ACT_COL_OUTCOME), 12);
	printf("%s  %s\n", words(account->lang, WORDS_ACT_COL_SCORE), words(account->lang, WORDS_ACT_COL_VERDICT));
}

static void conclude(const struct account *account, const struct ronda_addr *addr)
{
	const struct ronda_thresholds *thresholds = account->thresholds;
	const struct pen pen = { stdout, 80, false };
	char text[RONDA_ADDR_TEXT], acts[WORDS_TEXT], counted[WORDS_TEXT], pairs[WORDS_TEXT], minutes[WORDS_TEXT], line[512];

	ronda_addr_format(addr, text);
	if (!account->acts) {
		pen_paragraph(&pen, PEN_PLAIN, WORDS_FILL(account->lang, WORDS_ACT_NOTHING, line, text), 0);
		return;
	}
	putchar('\n');
	words_number(account->lang, account->acts, acts);
	words_number(account->lang, account->counted, counted);
	puts(WORDS_FILL(account->lang, WORDS_ACT_SUM, line, text, acts, counted, RONDA_DEFINITION));
	words_number(account->lang, thresholds->scanner_score, counted);
	words_number(account->lang, thresholds->failed_pairs, pairs);
	words_number(account->lang, thresholds->failed_minutes, minutes);
	pen_paragraph(&pen, PEN_QUIET, WORDS_FILL(account->lang, WORDS_ACT_SCORE_NOTE, line, counted, pairs, minutes), 0);
}

static int explain_files(struct session *session, const struct options *options, const struct ronda_addr *addr)
{
	struct ronda_error error;
	struct stamp_zone *zone = stamp_zone_create(options->zone, &error);
	struct account account = { .zone = zone, .thresholds = &options->settings.thresholds };
	struct feed feed = { 0 };
	int worst = STATUS_DONE;

	if (!zone) {
		complain(&error);
		return STATUS_CANNOT;
	}
	words_lang_parse(&account.lang, options->language);
	head(&account);
	ronda_engine_observe(session->engine, addr, tell, &account);
	for (int i = 1; i < options->arguments; i++) {
		int status = session_feed(session, options->argument[i], options->filter, &feed);

		if (status != STATUS_DONE)
			complain(&feed.error);
		worst = status > worst ? status : worst;
	}
	ronda_engine_finish(session->engine, RONDA_FINISH_FILE);
	conclude(&account, addr);
	stamp_zone_destroy(zone);
	return worst;
}

static int explain(const struct options *options)
{
	struct session session;
	struct ronda_addr addr;
	struct ronda_error error;

	if (options->arguments < 2) {
		fprintf(stderr, "ronda: explain needs an address and capture files, such as: "
			"ronda explain 192.0.2.1 tap.pcap\n");
		return STATUS_USAGE;
	}
	if (ronda_addr_parse(&addr, options->argument[0], &error) < 0) {
		complain(&error);
		return STATUS_USAGE;
	}

	int status = session_open(&session, options);

	if (status != STATUS_DONE)
		return status;
	status = explain_files(&session, options, &addr);
	session_close(&session);
	return status;
}

const struct command explain_command = {
	"explain", "ADDRESS FILE...", "say, act by act, why a source's acts did or did not count", FOR_EXPLAIN,
	explain,
};
