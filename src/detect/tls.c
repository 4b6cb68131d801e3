/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/tls.h"

enum {
	HEADER = 5,
	RECORD_MOST = (1 << 14) + 2048, /* sealed, RFC 5246 section 6.2.3 */
	PLAIN_MOST = 1 << 14,
	ALERT_PLAIN = 2,
	/* Of TLS 1.3, with a byte of type and 16 of tag: an alert, and the shortest Finished. */
	ALERT_SEALED = 2 + 1 + 16,
	FINISHED_SEALED = 4 + 32 + 1 + 16,
	/* How much longer than a sealed request an honest sealed answer may be: padding, twice. */
	BEAT_SLACK = 512,
	/* Around what a heartbeat repeats: type and length before, the least padding after. */
	BEAT_HEAD = 1 + 2,
	BEAT_PADDING = 16,
};

enum { CHANGE_CIPHER_SPEC = 20, ALERT, HANDSHAKE, APPLICATION_DATA, HEARTBEAT };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };
enum { HEARTBEATS = 15, SUPPORTED_VERSIONS = 43 };
enum { WARNING = 1, FATAL = 2 };
enum { HEARTBEAT_REQUEST = 1 };

struct mouth {
	const struct tls_ear *ear;
	void *context;
};

static bool is_record(const uint8_t *header)
{
	return header[0] >= CHANGE_CIPHER_SPEC && header[0] <= HEARTBEAT && header[1] == 3
		&& be16(header + 3) <= RECORD_MOST;
}

static bool is_ssl2_hello(const uint8_t *data)
{
	unsigned length = (data[0] & 0x7fu) << 8 | data[1], version = be16(data + 3);
	unsigned specs = be16(data + 5), session = be16(data + 7), challenge = be16(data + 9);

	return data[0] & 0x80 && data[2] == CLIENT_HELLO && (version == SSL_2 || version >> 8 == 3) && specs
		&& specs % 3 == 0 && (!session || session == 16) && challenge >= 16 && challenge <= 32
		&& 9 + specs + session + challenge == length;
}

bool tls_claims(const uint8_t *data, size_t size, bool *maybe)
{
	/* What a prefix must not contradict. */
	bool record = (size < 1 || data[0] == HANDSHAKE) && (size < 2 || data[1] == 3) && (size < 3 || data[2] <= 4)
		&& (size < 5 || (be16(data + 3) && be16(data + 3) <= PLAIN_MOST)) && (size < 6 || data[5] == CLIENT_HELLO);
	bool ssl2 = (size < 1 || data[0] & 0x80) && (size < 3 || data[2] == CLIENT_HELLO)
		&& (size < 4 || data[3] == 3 || data[3] == 0) && (size < 11 || is_ssl2_hello(data));

	*maybe = (record && size < 6) || (ssl2 && size < 11);
	return (record && size >= 6) || (ssl2 && size >= 11);
}

static void tell(struct tls *tls, struct tls_verdict verdict, struct mouth mouth)
{
	if (tls->outcome)
		return;
	verdict.answered = tls->half[TALK_SERVER].tls;
	verdict.version = tls->version;
	tls->outcome = (uint8_t)verdict.outcome;
	tls->over = !(verdict.outcome == TLS_DONE && tls->beats);
	mouth.ear->verdict(mouth.context, &verdict);
}

static void give_up(struct tls *tls, enum tls_outcome outcome, struct mouth mouth)
{
	tell(tls, (struct tls_verdict){ .outcome = outcome }, mouth);
	tls->over = true;
}

/* Both sides' part of what the head of tls.h infers. */
static bool is_done(const struct tls *tls)
{
	const struct tls_half *client = &tls->half[TALK_CLIENT], *server = &tls->half[TALK_SERVER];
	bool old = (client->finished && server->finished) || (server->cipher && server->sealed);
	bool new = client->long_sealed && server->sealed;

	if (!tls->version) /* its ServerHello could not be read */
		return new || (client->finished && server->finished);
	return tls->version >= TLS_1_3 ? new : old;
}

static void note_alert(struct tls *tls, enum talk_side side, const uint8_t *record, size_t there, struct mouth mouth)
{
	struct tls_half *half = &tls->half[side];
	uint8_t level = there > HEADER ? record[HEADER] : 0, description = there > HEADER + 1 ? record[HEADER + 1] : 0;

	/* A sealed one is never so short; and before ChangeCipherSpec there are none. */
	if (be16(record + 3) != ALERT_PLAIN && half->cipher)
		tell(tls, (struct tls_verdict){ .outcome = TLS_FAILED, .cause = TLS_BY_SEALED_ALERT, .side = side }, mouth);
	else if (level == FATAL)
		tell(tls, (struct tls_verdict){ .outcome = TLS_FAILED, .cause = TLS_BY_ALERT, .side = side,
			.level = level, .description = description }, mouth);
	else if (level == WARNING) {
		half->warned = true;
		half->warning = description;
	}
}

static void note_sealed(struct tls *tls, enum talk_side side, uint16_t length, struct mouth mouth)
{
	struct tls_half *half = &tls->half[side];
	bool server_sealed = tls->half[TALK_SERVER].sealed;

	if (tls->version >= TLS_1_3 && length == ALERT_SEALED && (side == TALK_SERVER || server_sealed)) {
		tell(tls, (struct tls_verdict){ .outcome = TLS_FAILED, .cause = TLS_BY_SEALED_ALERT, .side = side }, mouth);
		return;
	}
	half->sealed |= length > 0;
	/* Sealed before the server has spoken, it is early data and proves nothing. */
	if (length >= FINISHED_SEALED && (side == TALK_SERVER || !tls->early_data || server_sealed))
		half->long_sealed = true;
}

static void tell_heartbleed(struct tls *tls, bool answered, struct mouth mouth)
{
	if (!tls->heartbleed)
		mouth.ear->heartbleed(mouth.context);
	tls->heartbleed = true;
	if (answered && !tls->bled) {
		tls->bled = true;
		mouth.ear->bled(mouth.context);
	}
}

static void note_heartbeat(struct tls *tls, enum talk_side side, const uint8_t *record, size_t there,
	struct mouth mouth)
{
	uint16_t length = be16(record + 3);
	bool sealed = tls->half[side].cipher;

	if (side == TALK_CLIENT) {
		tls->beat = length > tls->beat ? length : tls->beat;
		if (!sealed && there >= HEADER + BEAT_HEAD && record[HEADER] == HEARTBEAT_REQUEST
			&& BEAT_HEAD + be16(record + HEADER + 1) + BEAT_PADDING > length)
			tell_heartbleed(tls, false, mouth);
	} else if (tls->beat && length > tls->beat + (tls->heartbleed ? 0 : BEAT_SLACK) && (sealed || tls->heartbleed)) {
		tell_heartbleed(tls, true, mouth);
	}
}

/* A record whose first `there` bytes can be read, its header at least. */
static void note_record(struct tls *tls, enum talk_side side, const uint8_t *record, size_t there, struct mouth mouth)
{
	struct tls_half *half = &tls->half[side];

	half->tls = true;
	switch (record[0]) {
	case CHANGE_CIPHER_SPEC:
		half->cipher = true;
		break;
	case ALERT:
		note_alert(tls, side, record, there, mouth);
		break;
	case HANDSHAKE:
		half->finished |= half->cipher;
		break;
	case APPLICATION_DATA:
		note_sealed(tls, side, be16(record + 3), mouth);
		break;
	case HEARTBEAT:
		note_heartbeat(tls, side, record, there, mouth);
		break;
	}
	if (!tls->outcome && is_done(tls))
		tell(tls, (struct tls_verdict){ .outcome = TLS_DONE }, mouth);
}

static void not_a_record(struct tls *tls, enum talk_side side, struct mouth mouth)
{
	if (side == TALK_SERVER && !tls->half[side].tls)
		tell(tls, (struct tls_verdict){ .outcome = TLS_FAILED, .cause = TLS_BY_OTHER_WORDS, .side = side }, mouth);
	give_up(tls, side == TALK_CLIENT ? TLS_MALFORMED : TLS_UNKNOWN, mouth);
}

/* How much of a record must be there to be noted. */
static size_t reading(const uint8_t *header)
{
	size_t most = header[0] == ALERT ? 2 : header[0] == HEARTBEAT ? 3 : 0, length = be16(header + 3);

	return HEADER + (length < most ? length : most);
}

/* The server answers a hello of SSL 2.0 in kind: that is an answer, and all that can be said. */
static bool is_ssl2_answer(const struct tls *tls, enum talk_side side, const uint8_t *data)
{
	return tls->ssl2 && side == TALK_SERVER && !tls->half[side].tls && data[0] & 0x80;
}

/* The first handshake message of a side, its records' payloads joined. */
struct message {
	const uint8_t *at; /* in the view, or in the room when it had to be joined */
	size_t size;       /* of what is there */
	uint8_t room[TALK_VIEW_MOST];
};

static void append(struct message *message, const uint8_t *part, size_t size)
{
	if (size > sizeof message->room - message->size)
		size = sizeof message->room - message->size;
	if (!message->size) {
		message->at = part;
	} else if (message->at != message->room) {
		memcpy(message->room, message->at, message->size);
		message->at = message->room;
	}
	if (message->at == message->room)
		memcpy(message->room + message->size, part, size);
	message->size += size;
}

/* Looks at the records there are, without going back. Is the first message whole, or interrupted by something
 * else? */
static bool scan(struct tls_half *half, struct talk_view view)
{
	while (view.size - half->scanned >= HEADER) {
		const uint8_t *record = view.data + half->scanned;
		size_t length = be16(record + 3), left = view.size - half->scanned - HEADER;
		size_t there = length < left ? length : left;

		if (!is_record(record) || record[0] != HANDSHAKE)
			return true;
		for (size_t i = 0; i < there && half->have + i < sizeof half->first; i++)
			half->first[half->have + i] = record[HEADER + i];
		if (half->have + there >= 4 && half->have + there >= 4 + be24(half->first + 1))
			return true;
		if (there < length)
			return false;
		half->have = (uint16_t)(half->have + length);
		half->scanned = (uint16_t)(half->scanned + HEADER + length);
	}
	return false;
}

/* What there is of the first message; perhaps with more behind it. */
static void join(struct message *message, struct talk_view view)
{
	message->at = NULL;
	message->size = 0;
	for (size_t at = 0; view.size - at >= HEADER;) {
		const uint8_t *record = view.data + at;
		size_t length = be16(record + 3);

		if (!is_record(record) || record[0] != HANDSHAKE)
			return;
		at += HEADER;
		length = length < view.size - at ? length : view.size - at;
		append(message, view.data + at, length);
		at += length;
		if (message->size >= 4 && message->size >= 4 + be24(message->at + 1))
			return;
	}
}

static void heard(struct tls *tls, const struct hello *hello, struct mouth mouth)
{
	tls->early_data = hello->early_data;
	tls->heartbeat = hello->heartbeat;
	tls->ssl2 = hello->ssl2 && hello->version == SSL_2;
	tls->half[TALK_CLIENT].tls = true;
	mouth.ear->hello(mouth.context, hello);
}

static void read_client_message(struct tls *tls, const struct message *message, struct mouth mouth)
{
	struct hello hello;

	if (message->at[0] != CLIENT_HELLO) {
		give_up(tls, TLS_MALFORMED, mouth);
		return;
	}
	hello_read(&hello, message->at, message->size, HELLO_OVER_TCP);
	heard(tls, &hello, mouth);
}

static void read_server_extensions(struct tls *tls, struct bytes from)
{
	for (const uint8_t *type = bytes_take(&from, 2); type; type = bytes_take(&from, 2)) {
		struct bytes inside;
		const uint8_t *version;

		if (take_vector(&from, 2, &inside))
			return;
		version = bytes_peek(inside, 2);
		if (be16(type) == SUPPORTED_VERSIONS && version)
			tls->version = be16(version);
		else if (be16(type) == HEARTBEATS)
			tls->beats = tls->heartbeat;
	}
}

/* A HelloRetryRequest is a ServerHello, too, and says the version. */
static void read_server_message(struct tls *tls, const struct message *message)
{
	struct bytes all = bytes_of(message->at, (uint32_t)message->size), from, session, extensions;
	const uint8_t *type = bytes_take(&all, 1), *head;

	all.cut = 1 << 24; /* the end may not have come */
	if (!type || *type != SERVER_HELLO || take_vector(&all, 3, &from))
		return;
	head = bytes_take(&from, 2 + 32);
	if (!head)
		return;
	tls->version = be16(head);
	if (!take_vector(&from, 1, &session) && bytes_take(&from, 2 + 1) && !take_vector(&from, 2, &extensions))
		read_server_extensions(tls, extensions);
}

/* False: it has to wait for more. */
static bool begin_ssl2(struct tls *tls, struct talk_view view, struct mouth mouth)
{
	struct tls_half *half = &tls->half[TALK_CLIENT];
	size_t length = (view.data[0] & 0x7fu) << 8 | view.data[1];
	struct hello hello;

	if (view.size < 2 + length && !view.last)
		return false;
	hello_read_ssl2(&hello, view.data + 2, view.size - 2, length);
	half->begun = true;
	half->skip = (uint32_t)(2 + length);
	heard(tls, &hello, mouth);
	return true;
}

/* The first handshake message of a side, which is waited for until it is whole; its records are stepped over
 * afterwards, like any others. (A server may send a warning before.) False: it has to wait for more. */
static bool begin(struct tls *tls, enum talk_side side, struct talk_view view, struct mouth mouth)
{
	struct tls_half *half = &tls->half[side];
	struct message message;

	if (side == TALK_CLIENT && view.size && view.data[0] & 0x80) {
		if (view.size < 11 && !view.last)
			return false;
		if (view.size >= 11 && is_ssl2_hello(view.data))
			return begin_ssl2(tls, view, mouth);
	}
	if (view.size < HEADER)
		return false;
	if (view.data[0] != HANDSHAKE || !is_record(view.data))
		return true;
	if (!scan(half, view) && !view.last)
		return false;
	half->begun = true;
	join(&message, view);
	if (message.size && side == TALK_CLIENT)
		read_client_message(tls, &message, mouth);
	else if (message.size)
		read_server_message(tls, &message);
	return true;
}

/* Of what needs no reading, as much as is there. */
static size_t pass_over(struct tls_half *half, size_t size)
{
	size_t count = half->skip < size ? half->skip : size;

	half->skip -= (uint32_t)count;
	return count;
}

/* What begins with a record. Returns how many bytes it is done with; 0: it has to wait for more. */
static size_t step(struct tls *tls, enum talk_side side, struct talk_view view, struct mouth mouth)
{
	struct tls_half *half = &tls->half[side];

	if (!half->begun && !begin(tls, side, view, mouth))
		return 0;
	if (half->skip) /* the form of SSL 2.0 is no record */
		return pass_over(half, view.size);
	if (tls->over || view.size < HEADER)
		return 0;
	if (is_ssl2_answer(tls, side, view.data)) {
		half->tls = true;
		give_up(tls, TLS_UNKNOWN, mouth);
	} else if (!is_record(view.data)) {
		not_a_record(tls, side, mouth);
	} else if (view.size >= reading(view.data) || view.last) {
		note_record(tls, side, view.data, reading(view.data) < view.size ? reading(view.data) : view.size, mouth);
		half->skip = be16(view.data + 3);
		return HEADER;
	}
	return 0;
}
size_t tls_read(struct tls *tls, enum talk_side side, struct talk_view view, const struct tls_ear *ear, void *context)
{
	struct tls_half *half = &tls->half[side];
	struct mouth mouth = { ear, context };
	size_t at = 0, done = view.size;

	while (done && at < view.size && !tls->over && !(tls->ssl2 && side == TALK_CLIENT && half->begun)) {
		done = half->skip ? pass_over(half, view.size - at)
			: step(tls, side, (struct talk_view){ view.data + at, view.size - at, view.last }, mouth);
		at += done;
	}
	return done || tls->over ? view.size : at;
}

void tls_skip(struct tls *tls, enum talk_side side, uint64_t count, const struct tls_ear *ear, void *context)
{
	struct tls_half *half = &tls->half[side];

	if (tls->over || !count)
		return;
	if (half->begun && count <= half->skip)
		half->skip -= (uint32_t)count;
	else
		give_up(tls, TLS_UNKNOWN, (struct mouth){ ear, context });
}

/* A client that goes on where it has to wait for the server was answered out of sight. */
static bool is_one_way(const struct tls *tls)
{
	const struct tls_half *client = &tls->half[TALK_CLIENT];

	return !tls->half[TALK_SERVER].tls && (client->finished || (client->long_sealed && !tls->early_data));
}

void tls_end(struct tls *tls, const struct tls_ear *ear, void *context)
{
	struct tls_verdict verdict = { .outcome = TLS_FAILED, .cause = TLS_BY_END };
	enum talk_side sides[] = { TALK_SERVER, TALK_CLIENT };

	if (is_one_way(tls))
		verdict.outcome = TLS_UNKNOWN;
	for (unsigned i = 0; i < 2 && !verdict.level; i++) {
		if (!tls->half[sides[i]].warned)
			continue;
		verdict.side = sides[i];
		verdict.level = WARNING;
		verdict.description = tls->half[sides[i]].warning;
	}
	tell(tls, verdict, (struct mouth){ ear, context });
	tls->over = true;
}
