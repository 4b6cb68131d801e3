/* SPDX-License-Identifier: BSD-2-Clause */
/* By mail, through the machine's own mail program (sendmail -t): it knows the way, queues and retries. */
#include "watch/outlet.h"

#include "base/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_BYTES = 512, SUBJECT_BYTES = 120 };

static bool is_address(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at > text && at[1] && strlen(text) < 250 && text[0] != '-' &&
		!text[strcspn(text, " \t\r\n,;<>\"'()\\|&$`")];
}

/* In PATH, then where it usually is. For free(); NULL: nowhere. */
static char *find_sendmail(void)
{
	const char *folders[] = { getenv("PATH"), "/usr/sbin:/usr/lib:/usr/bin" };
	char path[PATH_BYTES];

	for (unsigned i = 0; i < 2; i++)
		for (const char *at = folders[i]; at && *at; at += strcspn(at, ":"), at += *at == ':') {
			int length = (int)strcspn(at, ":");

			if (length && snprintf(path, sizeof path, "%.*s/sendmail", length, at) < (int)sizeof path &&
			    *path == '/' && access(path, X_OK) == 0)
				return strdup(path);
		}
	return NULL;
}

static int open_mail(struct outlet *outlet, struct ronda_error *error)
{
	static char then_t[] = "-t", then_i[] = "-i";

	if (!is_address(outlet->where))
		return ronda_fail(error, -EINVAL, "--notify mail:%.100s: one mail address was expected, such as noc@example.go.id",
			outlet->where);
	outlet->own = find_sendmail();
	if (!outlet->own)
		return ronda_fail(error, -ENOENT, "--notify mail:%s: this machine has no sendmail to send it with; install a mail "
			"server, or a small forwarder (apt-get install msmtp-mta)", outlet->where);
	outlet->argv[0] = outlet->own;
	outlet->argv[1] = then_t;
	outlet->argv[2] = then_i;
	return 0;
}

/* A header is ASCII, one line, and not long. */
static void write_subject(const struct notice *notice, char text[SUBJECT_BYTES])
{
	snprintf(text, SUBJECT_BYTES, "[ronda %.40s] %s%s%s", notice->sensor, notice_kind_name(notice->kind),
		notice->phase == NOTICE_ONCE ? "" : " ", notice->phase == NOTICE_ONCE ? "" : notice_phase_name(notice->phase));
	for (char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

static char *compose(const struct outlet *outlet, const struct notice *notice, size_t *bytes)
{
	char subject[SUBJECT_BYTES], text[NOTICE_TEXT], when[STAMP_TEXT], *mail, *json = notice_json(notice);

	write_subject(notice, subject);
	stamp_format(notice->time_ns - notice->time_ns % STAMP_SECOND_NS, when);

	int length = asprintf(&mail, "To: %s\nSubject: %s\nAuto-Submitted: auto-generated\nX-Ronda-Notice: %s\n"
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
		"%s.\n\n%s, %s\n\n%s\n", outlet->where, subject, notice->id, notice_sentence(notice, outlet->lang, text),
		notice->sensor, when, json ? json : "");

	free(json);
	*bytes = length < 0 ? 0 : (size_t)length;
	return length < 0 ? NULL : mail;
}

static int send(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	struct ronda_error why = { "memory is short" };
	size_t bytes;
	char *mail = compose(outlet, notice, &bytes);
	int failed = mail ? hands_run(outlet->hands, outlet->program, mail, bytes, &why) : -ENOMEM;

	free(mail);
	return failed ? ronda_fail(error, failed, "\"%s\": %s", outlet->argv[0], why.text) : 0;
}

static void close_mail(struct outlet *outlet)
{
	free(outlet->own);
}

const struct outlet_kind mail_outlet = {
	.name = "mail", .expects = "ADDRESS", .open = open_mail, .send = send, .close = close_mail, .runs_program = true,
};
