/* SPDX-License-Identifier: BSD-2-Clause */
/* login.c - a connection to a log-in service: each refusal in clear text or, where none can be seen, the
 * connection itself. */
#include "listen/speech.h"

static void hear_service(void *context, enum login_service service)
{
	struct hearing *hearing = context;

	(void)service;
	hearing->listener->tally.logins++;
	talks_value(&hearing->listener->talks, hearing->talk, TALK_SPEAKS);
}

static const char *service_of(struct hearing *hearing)
{
	return login_service_name(speech_of(hearing->talk)->of.login.service);
}

static void hear_refusal(void *context)
{
	struct hearing *hearing = context;

	tell(hearing, &(struct heard){
		.kind = HEARD_REFUSED,
		.outcome = RONDA_OUTCOME_REJECTED,
		.service = service_of(hearing),
	});
}

static void hear_acceptance(void *context, bool inferred)
{
	(void)context; /* no act; the end of the talk knows of it */
	(void)inferred;
}

static struct login_ear ear_of(struct hearing *hearing)
{
	return (struct login_ear){ hearing, hear_service, hear_refusal, hear_acceptance };
}

static size_t read_login(struct hearing *hearing, enum talk_side side, const struct talk_view *view)
{
	struct login *login = &speech_of(hearing->talk)->of.login;
	struct login_ear ear = ear_of(hearing);
	size_t done = login_read(login, side, view, &ear);

	beginning_keep(hearing, side, view->data, done);
	return login_is_over(login) && !speech_of(hearing->talk)->beginning ? STREAM_OVER : done;
}

static bool skip_login(struct hearing *hearing, enum talk_side side, uint64_t bytes)
{
	struct login *login = &speech_of(hearing->talk)->of.login;
	struct login_ear ear = ear_of(hearing);

	login_skip(login, side, bytes, &ear);
	return !login_is_over(login);
}

static void end_login(struct hearing *hearing)
{
	enum login_end end = login_end(&speech_of(hearing->talk)->of.login);

	beginning_look(hearing, TALK_CLIENT, false);
	beginning_look(hearing, TALK_SERVER, false);
	if ((end != LOGIN_END_CONNECTION && end != LOGIN_END_REJECTED) ||
		(speech_of(hearing->talk)->flags & (SPEECH_EXPLOITED | SPEECH_MIDSTREAM)))
		return;
	tell(hearing, &(struct heard){
		.kind = HEARD_TRIED,
		.outcome = end == LOGIN_END_REJECTED ? RONDA_OUTCOME_REJECTED :
			speech_without_answer(speech_of(hearing->talk)),
		.service = service_of(hearing),
	});
}

const struct speech_plug login_plug = { "login", read_login, skip_login, end_login };
