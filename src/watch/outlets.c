/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/outlet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct outlet_kind *const kinds[] = {
	&syslog_outlet, &command_outlet, &mail_outlet, &webhook_outlet, &mattermost_outlet, &slack_outlet, &telegram_outlet,
};

enum { KINDS = sizeof kinds / sizeof *kinds, LINE_BYTES = 2048 };

static int list_kinds(const char *text, struct ronda_error *error)
{
	char list[256];
	size_t length = 0;

	for (int i = 0; i < KINDS; i++)
		length += (size_t)snprintf(list + length, sizeof list - length, "%s%s%s%s", i ? ", " : "", kinds[i]->name,
			kinds[i]->expects ? ":" : "", kinds[i]->expects ? kinds[i]->expects : "");
	return ronda_fail(error, -EINVAL, "--notify is \"%.100s\"; one of these was expected: %s", text, list);
}

int outlet_open(struct outlet *outlet, const char *text, enum words_lang lang, struct ronda_error *error)
{
	size_t length = strcspn(text, ":");
	const char *where = text[length] ? text + length + 1 : "";

	*outlet = (struct outlet){ .where = where, .lang = lang };
	for (int i = 0; i < KINDS; i++)
		if (strlen(kinds[i]->name) == length && strncmp(kinds[i]->name, text, length) == 0 &&
		    !*where == !kinds[i]->expects) {
			outlet->kind = kinds[i];
			return kinds[i]->open(outlet, error);
		}
	return list_kinds(text, error);
}

void outlet_close(struct outlet *outlet)
{
	if (outlet->kind && outlet->kind->close)
		outlet->kind->close(outlet);
	outlet->kind = NULL;
}

char *outlet_secret(const char *text, struct ronda_error *error)
{
	char line[LINE_BYTES] = "";
	FILE *file = *text == '@' ? fopen(text + 1, "re") : NULL;

	if (*text != '@')
		return strdup(text);
	if (!file || !fgets(line, sizeof line, file)) {
		ronda_fail(error, -errno, "cannot read \"%s\": %s", text + 1, file ? "it is empty" : strerror(errno));
		if (file)
			fclose(file);
		return NULL;
	}
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	return strdup(line);
}
