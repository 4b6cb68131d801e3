/* SPDX-License-Identifier: BSD-2-Clause */
/* http.c - from the requests and responses of a talk to acts: what a rule matches, and what the server said to it. */
#include "base/hash.h"
#include "detect/flow.h"
#include "detect/http_form.h"
#include "detect/http_head.h"
#include "detect/http_text.h"
#include "detect/rule_request.h"
#include "listen/speech.h"

/* Not what is said, but where it ends: no pattern tells that. */
static const struct rule smuggling = {
	.name = "request-smuggling", .kind = "smuggling", .means = "two servers may disagree where the request ends",
	.source = "built in", .class = RONDA_CLASS_WEB,
};

static const struct rule *match(struct hearing *hearing, const struct http_request *request)
{
	const struct listener *listener = hearing->listener;
	struct rule_hits hits = { 0 };

	if (!listener->rules)
		return NULL;
	rules_match_request(listener->rules, listener->scratch, request, &hits);

	const struct rule *rule = rules_verdict(listener->rules, &hits, speech_of(hearing->talk)->who.port);

	return !rule && (request->flags & HTTP_AMBIGUOUS) ? &smuggling : rule;
}

enum { SMUGGLING = UINT16_MAX };

/* As it is kept until the response: one more than its index. */
static uint16_t number_of(const struct rules *rules, const struct rule *rule)
{
	if (!rule)
		return 0;
	return rule == &smuggling ? SMUGGLING : (uint16_t)(rule - rules_rule(rules, 0) + 1);
}

static const struct rule *rule_of(const struct rules *rules, uint16_t number)
{
	return number == SMUGGLING ? &smuggling : rules_rule(rules, number - 1u);
}

static uint64_t hash_path(struct slice target, uint32_t site, const struct talkers *who)
{
	uint8_t text[1024];
	bool cut;
	size_t size = text_normalise(TEXT_PATH, text_path(target), text, sizeof text, &cut);
	uint64_t hash = hash_number(hash_addr(&who->server, site), who->port);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ text[i]) * 0x100000001b3;
	return hash_number(hash, size);
}

/* The outcome that a status speaks of. An error of the server is an answer, not a refusal. */
static enum ronda_outcome outcome_of(uint16_t status)
{
	return status >= 400 && status < 500 ? RONDA_OUTCOME_REJECTED : RONDA_OUTCOME_SERVED;
}

static void tell_rule(struct hearing *hearing, const struct asked *asked, enum ronda_outcome outcome,
	const struct http_answer *answer)
{
	tell(hearing, &(struct heard){
		.kind = HEARD_RULE,
		.outcome = outcome,
		.rule = rule_of(hearing->listener->rules, asked->rule),
		.site = asked->site,
		.begun_ms = asked->asked_ms,
		.status = answer ? answer->status : 0,
		.response_bytes = answer ? answer->body_bytes : 0,
		.line = notes_find(hearing->listener->notes, hearing->talk->key, asked->number),
	});
}

/* No response comes, or none that is its own for sure. */
static void give_up(struct hearing *hearing, struct asked *asked)
{
	if (asked->rule)
		tell_rule(hearing, asked, speech_without_answer(speech_of(hearing->talk)), NULL);
	*asked = (struct asked){ 0 };
}

/* Its place; the oldest one's when all are taken. */
static struct asked *place_for(struct hearing *hearing)
{
	struct asked *asked = speech_of(hearing->talk)->asked, *oldest = asked;

	for (unsigned i = 0; i < ASKED_MOST; i++) {
		if (!asked[i].number)
			return &asked[i];
		if (asked[i].number < oldest->number)
			oldest = &asked[i];
	}
	give_up(hearing, oldest);
	return oldest;
}

static void hear_request(void *context, const struct http_request *request)
{
	struct hearing *hearing = context;
	struct listener *listener = hearing->listener;
	struct speech *speech = speech_of(hearing->talk);
	const struct rule *rule = match(hearing, request);
	struct asked *asked = place_for(hearing);
	uint32_t site = sites_ask(&listener->sites, request->host.data, request->host.size,
		(uint32_t)(listener->now_ns / 1000000000));

	listener->tally.requests++;
	if (!(speech->flags & (SPEECH_MIDSTREAM | SPEECH_LOST)))
		tell(hearing, &(struct heard){
			.kind = HEARD_ASKED,
			.request_bytes = (uint32_t)(request->line.size + request->headers.size + request->body.size),
		});
	*asked = (struct asked){
		.path = hash_path(request->target, site, &speech->who),
		.number = request->number,
		.site = site,
		.asked_ms = flow_ms(listener->now_ns),
		.rule = number_of(listener->rules, rule),
		.flags = (request->credentials ? ASKED_AUTHORIZED : 0) |
			(request->flags & HTTP_PASSWORD ? ASKED_PASSWORD : 0) |
			(head_is_page(request->referer) ? ASKED_LED : 0),
	};
	talks_value(&listener->talks, hearing->talk, rule ? TALK_MATTERS : TALK_SPEAKS);
	if (rule)
		notes_keep(listener->notes, hearing->talk->key, request->number, request->line);
}

static void note(struct speech *speech, uint32_t number, uint8_t flag)
{
	for (unsigned i = 0; i < ASKED_MOST; i++)
		if (speech->asked[i].number == number)
			speech->asked[i].flags |= flag;
}

static void hear_response(void *context, const struct http_response *response)
{
	struct hearing *hearing = context;

	if (response->status / 100 == 3 && form_is_login_page(response->location))
		note(speech_of(hearing->talk), response->number, ASKED_SENT_BACK);
	if (response->asks_further)
		note(speech_of(hearing->talk), response->number, ASKED_FURTHER);
	if (response->status < 400 && !(speech_of(hearing->talk)->flags & SPEECH_MIDSTREAM))
		tell(hearing, &(struct heard){ .kind = HEARD_SERVED });
}

/* Does the server refuse a log-in: the credentials of the request, or those of a form? A password that leads back to where
 * it is asked for was refused. */
static bool is_refusal(const struct asked *asked, const struct http_answer *answer)
{
	if (answer->status == 401)
		return asked->flags & (ASKED_AUTHORIZED | ASKED_PASSWORD) && !(asked->flags & ASKED_FURTHER);
	return asked->flags & ASKED_PASSWORD && (asked->flags & ASKED_SENT_BACK || answer->shows_login_form);
}

static bool is_missing(uint16_t status)
{
	return status >= 400 && status < 500 && status != 401 && status != 407;
}

static void hear_plain(struct hearing *hearing, const struct asked *asked, const struct http_answer *answer)
{
	struct heard heard = {
		.outcome = RONDA_OUTCOME_REJECTED,
		.site = asked->site,
		.begun_ms = asked->asked_ms,
		.status = answer->status,
		.response_bytes = answer->body_bytes,
		.path = asked->path,
		.service = "http",
	};

	if (is_refusal(asked, answer))
		heard.kind = HEARD_REFUSED;
	else if (is_missing(answer->status) && !(asked->flags & ASKED_LED))
		heard.kind = HEARD_MISSING;
	else
		return;
	tell(hearing, &heard);
}

static void hear_answer(void *context, const struct http_answer *answer)
{
	struct hearing *hearing = context;
	struct speech *speech = speech_of(hearing->talk);

	for (unsigned i = 0; i < ASKED_MOST; i++) {
		struct asked *asked = &speech->asked[i];

		if (!asked->number || asked->number != answer->number)
			continue;
		if (answer->status < 400)
			sites_serve(&hearing->listener->sites, asked->site, &speech->who.server, hearing->listener->now_ns);
		if (asked->rule)
			tell_rule(hearing, asked, outcome_of(answer->status), answer);
		else
			hear_plain(hearing, asked, answer);
		*asked = (struct asked){ 0 };
		return;
	}
}

static void hear_packed(void *context, struct slice piece, bool begins, uint8_t *state)
{
	const struct hearing *hearing = context;

	packed_search(hearing->listener->packed, hearing->talk->key, piece, begins, state);
}

static struct http_ear ear_of(struct hearing *hearing)
{
	return (struct http_ear){ hearing, hear_request, hear_response, hear_answer, hear_packed };
}

static size_t read_http(struct hearing *hearing, enum talk_side side, const struct talk_view *view)
{
	struct http *http = &speech_of(hearing->talk)->of.http;
	struct http_ear ear = ear_of(hearing);
	size_t done = http_read(http, side, view, &ear);

	return http_is_over(http) ? STREAM_OVER : done;
}

static bool skip_http(struct hearing *hearing, enum talk_side side, uint64_t bytes)
{
	struct speech *speech = speech_of(hearing->talk);

	if (http_skip(&speech->of.http, side, bytes))
		return true;
	if (http_is_over(&speech->of.http))
		return false;
	hearing->listener->tally.given_up++; /* what the other says is read, and what the client asks for anew */
	speech->flags |= side == TALK_CLIENT ? SPEECH_LOST : 0;
	return true;
}

void http_give_up_waiting(struct hearing *hearing, uint32_t age_ms)
{
	struct speech *speech = speech_of(hearing->talk);
	uint32_t now_ms = flow_ms(hearing->listener->now_ns);

	for (unsigned i = 0; i < ASKED_MOST; i++)
		if (speech->asked[i].number && now_ms - speech->asked[i].asked_ms >= age_ms)
			give_up(hearing, &speech->asked[i]);
}

static void end_http(struct hearing *hearing)
{
	struct http_ear ear = ear_of(hearing);

	http_close(&speech_of(hearing->talk)->of.http, &ear);
	http_give_up_waiting(hearing, 0);
}

const struct speech_plug http_plug = { "http", read_http, skip_http, end_http };
