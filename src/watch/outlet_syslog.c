/* SPDX-License-Identifier: BSD-2-Clause */
/* To syslog, which on most machines is the journal: the sentence, with the id to look for. */
#include "watch/outlet.h"

#include <syslog.h>

static int open_log(struct outlet *outlet, struct ronda_error *error)
{
	(void)outlet;
	(void)error;
	openlog("ronda", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	return 0;
}

static int priority(const struct notice *notice)
{
	if (notice->phase == NOTICE_END)
		return LOG_NOTICE;
	return notice->kind == NOTICE_HELD_BACK ? LOG_NOTICE : LOG_WARNING;
}

static int send(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	char text[NOTICE_TEXT];

	(void)error;
	syslog(priority(notice), "%s: %s [%s %s %s]", notice->sensor, notice_sentence(notice, outlet->lang, text),
		notice_kind_name(notice->kind), notice_phase_name(notice->phase), notice->id);
	return 0;
}

static void close_log(struct outlet *outlet)
{
	(void)outlet;
	closelog();
}

const struct outlet_kind syslog_outlet = { .name = "syslog", .open = open_log, .send = send, .close = close_log };
