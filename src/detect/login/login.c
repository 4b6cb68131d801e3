/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/login/reader.h"

/* In the order in which they are asked: the most particular first, and Telnet, which takes any text on its
 * ports, last. A new protocol is a file and a line here. */
static const struct login_reader *const readers[] = { &ssh_reader, &smtp_reader, &ftp_reader, &pop3_reader,
	&imap_reader, &vnc_reader, &mysql_reader, &rdp_reader, &smb_reader, &msrpc_reader, &postgresql_reader,
	&mssql_reader, &oracle_reader, &redis_reader, &mongodb_reader, &ldap_reader, &rlogin_reader, &rexec_reader,
	&telnet_reader };

enum { READERS = sizeof readers / sizeof *readers };

static const struct login_reader *reader_of(unsigned service)
{
	for (unsigned i = 0; i < READERS; i++)
		if (readers[i]->service == service)
			return readers[i];
	return NULL;
}

static bool has_port(const struct login_reader *reader, uint16_t port)
{
	for (unsigned i = 0; port && i < sizeof reader->ports / sizeof *reader->ports; i++)
		if (reader->ports[i] == port)
			return true;
	return false;
}

static const struct login_reader *reader_by_port(uint16_t port)
{
	for (unsigned i = 0; i < READERS; i++)
		if (has_port(readers[i], port))
			return readers[i];
	return NULL;
}

/* Who first says yes; an earlier one that still needs more is waited for, so that where the bytes are split
 * does not decide. */
static enum login_claim ask(uint16_t port, enum talk_side side, const struct talk_view *view,
	const struct login_reader **whose)
{
	for (unsigned i = 0; i < READERS; i++) {
		enum login_claim claim = readers[i]->claims(has_port(readers[i], port), side, view);

		if (claim == LOGIN_NEEDS_MORE && !view->last)
			return LOGIN_NEEDS_MORE;
		if (claim == LOGIN_MINE) {
			*whose = readers[i];
			return LOGIN_MINE;
		}
	}
	return LOGIN_NOT_MINE;
}

enum login_claim login_claims(uint16_t port, enum talk_side side, const struct talk_view *view)
{
	const struct login_reader *whose;

	return view->size ? ask(port, side, view, &whose) : LOGIN_NEEDS_MORE;
}

/* Somebody who speaks before the server does, where the server should speak first, is waited for. */
static bool is_early(const struct login *login, enum talk_side side, const struct talk_view *view)
{
	const struct login_reader *expected = reader_by_port(login->port);

	return side == TALK_CLIENT && expected && expected->server_first && !view->last &&
		view->size < LOGIN_MESSAGE_MOST && view_is_other(view) != LOGIN_MINE;
}

static bool recognise(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	const struct login_reader *whose;
	enum login_claim claim = ask(login->port, side, view, &whose);

	if (claim == LOGIN_MINE) {
		login->service = (uint8_t)whose->service;
		/* Whether 220 greets for mail or for files may be known only when the client has spoken, and
		 * mail is a log-in only when one is tried. */
		if (whose != &smtp_reader && whose != &ftp_reader)
			login_tell_service(login, ear);
		return true;
	}
	if (claim == LOGIN_NOT_MINE && !is_early(login, side, view))
		login_is_none(login);
	return false;
}

static size_t step(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	if (login->rest[side]) {
		size_t pass = login->rest[side] < view->size ? login->rest[side] : view->size;

		login->rest[side] -= (uint32_t)pass;
		return pass;
	}
	if (login->notes & LOGIN_WRAPPED)
		return wrapped_read(login, side, view, ear);
	return reader_of(login->service)->read(login, side, view, ear);
}

size_t login_read(struct login *login, enum talk_side side, const struct talk_view *view,
	const struct login_ear *ear)
{
	struct talk_view unread = *view;

	if (side == TALK_CLIENT && view->size)
		login->notes |= LOGIN_SPOKE;
	while (unread.size && !login_is_over(login)) {
		size_t done = 0;

		if (login->service || recognise(login, side, &unread, ear))
			done = step(login, side, &unread, ear);
		if (!done)
			break;
		unread.data += done;
		unread.size -= done;
	}
	return login_is_over(login) || view->last ? view->size : view->size - unread.size;
}

/* What a service is that cannot be read from its beginning, its port has to say. */
static void guess_by_port(struct login *login, const struct login_ear *ear)
{
	const struct login_reader *reader = reader_by_port(login->port);

	if (!reader || !reader->by_connection)
		return;
	login->service = (uint8_t)reader->service;
	login_tell_service(login, ear);
}

void login_skip(struct login *login, enum talk_side side, uint64_t bytes, const struct login_ear *ear)
{
	if (side == TALK_CLIENT && bytes)
		login->notes |= LOGIN_SPOKE;
	if (login_is_over(login) || !bytes)
		return;
	if (bytes <= login->rest[side]) {
		login->rest[side] -= (uint32_t)bytes;
		return;
	}
	login->rest[side] = 0;
	if (!login->service)
		guess_by_port(login, ear);
	login_stop(login);
}

bool login_is_over(const struct login *login)
{
	return login->notes & LOGIN_OVER;
}

enum login_end login_end(const struct login *login)
{
	const struct login_reader *reader = reader_of(login->service);

	if (login->notes & LOGIN_ACCEPTED)
		return LOGIN_END_ACCEPTED;
	if (login->notes & LOGIN_REFUSED)
		return LOGIN_END_REFUSED;
	if (!reader || !reader->by_connection || login->notes & LOGIN_NO_LOGIN || !(login->notes & LOGIN_SPOKE))
		return LOGIN_END_NONE;
	if (reader->asked && !login_is_over(login) && !reader->asked(login))
		return LOGIN_END_NONE;
	return login->notes & LOGIN_REJECTED ? LOGIN_END_REJECTED : LOGIN_END_CONNECTION;
}

enum login_service login_by_port(uint16_t port)
{
	const struct login_reader *reader = reader_by_port(port);

	return reader ? reader->service : LOGIN_NO_SERVICE;
}

#define SERVICE_NAME(NAME, name) name,

const char *login_service_name(enum login_service service)
{
	static const char *const names[] = { "", LOGIN_SERVICES(SERVICE_NAME) };

	return names[service];
}

void login_tell_service(struct login *login, const struct login_ear *ear)
{
	if (login->notes & LOGIN_TOLD)
		return;
	login->notes |= LOGIN_TOLD;
	if (ear && ear->service)
		ear->service(ear->listener, login->service);
}

void login_refuse(struct login *login, const struct login_ear *ear)
{
	login_tell_service(login, ear);
	login->notes |= LOGIN_REFUSED;
	if (ear && ear->refused)
		ear->refused(ear->listener);
}

void login_accept(struct login *login, bool inferred, const struct login_ear *ear)
{
	login_tell_service(login, ear);
	login->notes |= LOGIN_ACCEPTED | LOGIN_OVER;
	if (ear && ear->accepted)
		ear->accepted(ear->listener, inferred);
}

void login_stop(struct login *login)
{
	login->notes |= LOGIN_OVER;
}

void login_is_none(struct login *login)
{
	login->notes |= LOGIN_OVER | LOGIN_NO_LOGIN;
}

void login_wrap(struct login *login)
{
	login->notes |= LOGIN_WRAPPED;
	memset(&login->of, 0, sizeof login->of);
}
