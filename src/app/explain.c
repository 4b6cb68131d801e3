/* SPDX-License-Identifier: BSD-2-Clause */
/* ronda explain: every act of one source, and why it did or did not count. */
#include "app/command.h"
#include "app/session.h"
#include "base/act_words.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

enum { WHY_TEXT = ACT_WORDS_TEXT + 96 };

struct account {
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

/* Why it counts for nobody's total but another line, or NULL. */
static const char *another_line(const struct ronda_act *act)
{
	if (act->monitor)
		return "a declared monitor: counted under monitors, outside the total";
	switch (act->direction) {
	case RONDA_OUTBOUND:
		return "from a protected address to elsewhere: counted under outbound";
	case RONDA_INTERNAL:
		return "between protected addresses: counted under internal";
	case RONDA_TRANSIT:
		return "neither end is protected: not counted";
	default:
		return NULL;
	}
}

/* Why acts of a class count, once they do. */
static const char *counts_text(const struct account *account, const struct ronda_act *act, char text[ACT_WORDS_TEXT])
{
	return act_words_counts(WORDS_EN, &(struct act_reason){ act->class, act->bare, act->why, act->credits },
		account->thresholds, text);
}

static const char *held_text(const struct account *account, const struct ronda_act *act, char text[160])
{
	const struct ronda_thresholds *thresholds = account->thresholds;

	switch (act->class) {
	case RONDA_CLASS_STEALTH:
		snprintf(text, 160, "held: a bare acknowledgement counts among %u to different pairs in %u s",
			thresholds->stealth_pairs, thresholds->stealth_seconds);
		break;
	case RONDA_CLASS_LOGIN:
		snprintf(text, 160, "held: %s, counts from %u refusals or %u connections in %u min", act->why,
			thresholds->login_refusals, thresholds->login_connections, thresholds->login_minutes);
		break;
	case RONDA_CLASS_WEB:
		snprintf(text, 160, "no attempt: answered 4xx, which counts beyond %u paths, less one each %u s",
			thresholds->web_missing, thresholds->web_leak_seconds);
		break;
	default:
		snprintf(text, 160, "held: counts if the score reaches +%u or enough pairs fail%s",
			thresholds->scanner_score,
			act->first_contact ? "" : "; a repeated contact does not move the score");
	}
	return text;
}

static const char *verdict_text(const struct account *account, const struct ronda_act *act, char text[WHY_TEXT])
{
	const char *elsewhere = another_line(act);

	switch (act->verdict) {
	case RONDA_COUNTED:
		return elsewhere ? elsewhere : counts_text(account, act, text);
	case RONDA_CREDITED:
		counts_text(account, act, text);
		if (act->class == RONDA_CLASS_PROBE && elsewhere)
			snprintf(text + strlen(text), WHY_TEXT - strlen(text), " - %s", elsewhere);
		return text;
	case RONDA_HELD:
		return held_text(account, act, text);
	case RONDA_USEFUL:
		return "no attempt: answered, and the source sent data";
	case RONDA_BEYOND:
		snprintf(text, 160, "no attempt: beyond %u probes of this target in %u s, a flood packet",
			account->thresholds->probes_per_pair, account->thresholds->same_probe_seconds);
		return text;
	case RONDA_NO_TARGET:
		return "no attempt: multicast, broadcast or impossible address";
	case RONDA_UNDECIDED:
		return "undecided: under 3 s old when the sensor stopped, outside the total";
	default:
		return "lost: its source or connection had to give up its place, outside the total";
	}
}

static void tell(void *context, const struct ronda_act *act)
{
	struct account *account = context;
	char time[48], target[80], why[WHY_TEXT], addr[RONDA_ADDR_TEXT];
	bool decided = act->verdict <= RONDA_USEFUL;

	account->acts++;
	if (act->verdict == RONDA_CREDITED || act->verdict == RONDA_COUNTED)
		account->counted += another_line(act) ? 0 : act->credits + 1;
	printf("%s  %-15s  %-7s %-4s %-24s %-11s %+d>%+d  %s\n", local_time(account, act->act_ns, time),
		ronda_addr_format(&act->source, addr), ronda_class_name(act->class), proto_name(act->proto),
		target_text(act, target), decided ? ronda_outcome_name(act->outcome) : "-", act->score_before,
		act->score_after, verdict_text(account, act, why));
}

static void conclude(const struct account *account, const struct ronda_addr *addr,
	const struct ronda_thresholds *thresholds)
{
	char text[RONDA_ADDR_TEXT];

	if (account->acts == 0)
		printf("%s began nothing in these files: no SYN, no datagram to a new tuple, no echo.\n",
			ronda_addr_format(addr, text));
	else
		printf("\n%s: %llu acts decided, %llu attempts counted in the total, by definition %s\n"
			"(a scanner is a source whose failed first contacts less its useful ones reach %u,\n"
			"or with %u distinct failed pairs in %u minutes; score shown before>after)\n",
			ronda_addr_format(addr, text), (unsigned long long)account->acts,
			(unsigned long long)account->counted, RONDA_DEFINITION, thresholds->scanner_score,
			thresholds->failed_pairs, thresholds->failed_minutes);
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
	printf("first packet, %-12s  %-15s  %-7s %-4s %-24s %-11s score  verdict\n", stamp_local(zone, 0).zone, "source",
		"class", "how", "target", "outcome");
	ronda_engine_observe(session->engine, addr, tell, &account);
	for (int i = 1; i < options->arguments; i++) {
		int status = session_feed(session, options->argument[i], options->filter, &feed);

		if (status != STATUS_DONE)
			complain(&feed.error);
		worst = status > worst ? status : worst;
	}
	ronda_engine_finish(session->engine, RONDA_FINISH_FILE);
	conclude(&account, addr, &options->settings.thresholds);
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
