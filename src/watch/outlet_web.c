/* SPDX-License-Identifier: BSD-2-Clause */
/* To web addresses of the operator's: our own JSON, or what Mattermost, Slack and Telegram understand. */
#include "watch/outlet.h"
#include "watch/post.h"

#include <jansson.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { SAID_BYTES = NOTICE_TEXT + 128 };

struct web {
	char *url;   /* may hold a secret: never printed */
	char *chat;  /* Telegram's; else NULL */
};

static int memory_is_short(struct ronda_error *error)
{
	return ronda_fail(error, -ENOMEM, "memory is short");
}

static int open_web(struct outlet *outlet, struct ronda_error *error)
{
	struct ronda_error why;
	struct web *web = calloc(1, sizeof *web);

	outlet->own = web;
	if (!web)
		return memory_is_short(error);
	if (post_check(error) < 0)
		return -ENOSYS;
	web->url = outlet_secret(outlet->where, error);
	if (!web->url)
		return -EIO;
	return post_check_address(web->url, &why) == 0 ? 0 :
		ronda_fail(error, -EINVAL, "--notify %s: %s", outlet->kind->name, why.text);
}

/* "BOT-TOKEN CHAT-ID [BASE-URL]" in the first line of a file: a token in a command line is read by everyone. */
static int open_telegram(struct outlet *outlet, struct ronda_error *error)
{
	struct web *web = calloc(1, sizeof *web);
	char token[128], chat[64], base[512] = "https://api.telegram.org", *line;
	int words, made = -1;

	outlet->own = web;
	if (!web)
		return memory_is_short(error);
	if (post_check(error) < 0)
		return -ENOSYS;
	line = outlet_secret(outlet->where, error);
	if (!line)
		return -EIO;
	words = sscanf(line, "%127s %63s %511s", token, chat, base);
	free(line);
	if (words < 2)
		return ronda_fail(error, -EINVAL, "--notify telegram: the first line of the file should be a bot's token, a space and "
			"a chat's number");
	made = asprintf(&web->url, "%s/bot%s/sendMessage", base, token);
	web->chat = strdup(chat);
	if (made < 0)
		web->url = NULL;
	return web->url && web->chat ? post_check_address(web->url, error) : memory_is_short(error);
}

static void close_web(struct outlet *outlet)
{
	struct web *web = outlet->own;

	if (web) {
		free(web->url);
		free(web->chat);
	}
	free(web);
}

/* Steals `object`. */
static int post(struct outlet *outlet, json_t *object, struct ronda_error *error)
{
	struct ronda_error why;
	struct web *web = outlet->own;
	char *json = json_dumps(object, JSON_COMPACT);
	int failed = json ? post_json(web->url, json, &why) : memory_is_short(&why);

	json_decref(object);
	free(json);
	return failed ? ronda_fail(error, failed, "%s: %s", outlet->kind->name, why.text) : 0;
}

/* "[tap] A flood has begun: ..." */
static const char *say(const struct outlet *outlet, const struct notice *notice, char text[SAID_BYTES])
{
	char sentence[NOTICE_TEXT];

	snprintf(text, SAID_BYTES, "[%s] %s", notice->sensor, notice_sentence(notice, outlet->lang, sentence));
	return text;
}

static int send_generic(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	char *json = notice_json(notice);
	json_t *object = json ? json_loads(json, 0, NULL) : NULL;

	free(json);
	return object ? post(outlet, object, error) : memory_is_short(error);
}

/* What stands in backquotes is shown as it is: no link, no mention, no picture of an attacker's making. */
static void quote(const char *from, char text[SAID_BYTES])
{
	size_t length = 0;

	text[length++] = '`';
	for (; *from && length + 2 < SAID_BYTES; from++)
		text[length++] = *from == '`' ? '\'' : *from;
	text[length++] = '`';
	text[length] = '\0';
}

static json_t *chat_text(const struct outlet *outlet, const struct notice *notice)
{
	char said[SAID_BYTES], quoted[SAID_BYTES];

	quote(say(outlet, notice, said), quoted);
	return json_string(quoted);
}

static int send_mattermost(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	json_t *object = json_object();

	json_object_set_new(object, "username", json_string("ronda"));
	json_object_set_new(object, "text", chat_text(outlet, notice));
	return post(outlet, object, error);
}

/* Slack's own escaping, so that "<!channel>" from a request line calls nobody. */
static int send_slack(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	json_t *object = json_object();
	char said[SAID_BYTES], escaped[SAID_BYTES * 5], *to = escaped;

	for (const char *at = say(outlet, notice, said); *at; at++)
		to = stpcpy(to, *at == '&' ? "&amp;" : *at == '<' ? "&lt;" : *at == '>' ? "&gt;" : (char[]){ *at, '\0' });
	json_object_set_new(object, "text", json_string(escaped));
	json_object_set_new(object, "mrkdwn", json_false());
	return post(outlet, object, error);
}

/* Without parse_mode Telegram takes the text as it is. */
static int send_telegram(struct outlet *outlet, const struct notice *notice, struct ronda_error *error)
{
	const struct web *web = outlet->own;
	json_t *object = json_object();
	char said[SAID_BYTES];

	json_object_set_new(object, "chat_id", json_string(web->chat));
	json_object_set_new(object, "text", json_string(say(outlet, notice, said)));
	json_object_set_new(object, "disable_web_page_preview", json_true());
	return post(outlet, object, error);
}

const struct outlet_kind webhook_outlet = {
	.name = "webhook", .expects = "URL|@FILE", .open = open_web, .send = send_generic, .close = close_web,
};
const struct outlet_kind mattermost_outlet = {
	.name = "mattermost", .expects = "URL|@FILE", .open = open_web, .send = send_mattermost, .close = close_web,
};
const struct outlet_kind slack_outlet = {
	.name = "slack", .expects = "URL|@FILE", .open = open_web, .send = send_slack, .close = close_web,
};
const struct outlet_kind telegram_outlet = {
	.name = "telegram", .expects = "@FILE", .open = open_telegram, .send = send_telegram, .close = close_web,
};
