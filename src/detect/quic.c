/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/quic.h"

enum {
	LONG_HEADER = 0x80,
	FIXED_BIT = 0x40,
	ID_LEAST = 8, /* of a client's first destination ID */
	PACKETS_MOST = 8,  /* looked at in one datagram */
	PACKET_MOST = 4096,
	TRIES_MOST = 16,
	SERVER_TRIES_MOST = 4,
	PIECES_MOST = 64,  /* CRYPTO frames in one packet */
	SHORT_LEAST = 21,  /* RFC 9000 section 10.3 */
	CLIENT_HELLO = 1,
};

/* In the order of version 1; version 2 counts from one further. */
enum kind { INITIAL, EARLY, HANDSHAKE, RETRY, NEGOTIATION, SHORT, FOREIGN };

enum frame {
	PADDING = 0x00,
	PING = 0x01,
	ACK = 0x02,
	ACK_ECN = 0x03,
	CRYPTO = 0x06,
	CLOSE = 0x1c,
	CLOSE_BY_APPLICATION = 0x1d,
};

struct packet {
	enum kind kind;
	uint32_t version;
	struct bytes to, from; /* connection IDs */
	struct quic_sealed sealed;
};

/* RFC 9000 section 16. */
static bool take_number(struct bytes *from, uint64_t *number)
{
	const uint8_t *first = bytes_peek(*from, 1), *at;
	uint32_t size;

	if (!first)
		return false;
	size = 1u << (*first >> 6);
	at = bytes_take(from, size);
	if (!at)
		return false;
	*number = at[0] & 0x3f;
	for (uint32_t i = 1; i < size; i++)
		*number = *number << 8 | at[i];
	return true;
}

static bool is_known(uint32_t version)
{
	return version == QUIC_1 || version == QUIC_2;
}

static enum kind kind_of(uint8_t first, uint32_t version)
{
	unsigned type = first >> 4 & 3;

	if (!version)
		return NEGOTIATION;
	if (!is_known(version))
		return FOREIGN;
	return version == QUIC_2 ? (type + 3) % 4 : type;
}

/* What follows the IDs of a long header, up to the packet number. */
static bool take_long_rest(struct bytes *from, const uint8_t *at, struct packet *packet)
{
	uint64_t token = 0, length;

	if (packet->kind == INITIAL && (!take_number(from, &token) || token > from->left || !bytes_take(from, (uint32_t)token)))
		return false;
	if (!take_number(from, &length) || length > bytes_sent(*from))
		return false;
	packet->sealed = (struct quic_sealed){ .at = at, .number_at = (size_t)(from->at - at) };
	packet->sealed.size = packet->sealed.number_at + length;
	packet->sealed.there = packet->sealed.number_at + (length < from->left ? length : from->left);
	if (length > from->left)
		*from = (struct bytes){ .at = from->at + from->left };
	else
		bytes_take(from, (uint32_t)length);
	return true;
}

/* The next of the packets that share a datagram. */
static bool take_packet(struct bytes *from, struct packet *packet)
{
	const uint8_t *at = from->at, *head = bytes_take(from, 1);
	struct bytes all = *from;

	if (!head)
		return false;
	if (!(head[0] & LONG_HEADER)) {
		packet->kind = SHORT;
		packet->to = all; /* as long as the receiver knows it to be */
		*from = (struct bytes){ .at = from->at + from->left };
		return 1 + bytes_sent(all) >= SHORT_LEAST;
	}
	head = bytes_take(from, 4);
	if (!head || take_vector(from, 1, &packet->to) || take_vector(from, 1, &packet->from) || packet->to.cut
		|| packet->from.cut)
		return false;
	packet->version = be32(head);
	packet->kind = kind_of(at[0], packet->version);
	if (packet->kind != NEGOTIATION && packet->kind != FOREIGN
		&& (packet->to.left > QUIC_ID_MOST || packet->from.left > QUIC_ID_MOST))
		return false;
	if (packet->kind <= HANDSHAKE)
		return take_long_rest(from, at, packet);
	*from = (struct bytes){ .at = from->at + from->left }; /* they have no length */
	return true;
}

/* Of versions in use that cannot be opened, and of those reserved to keep servers on their toes: drafts,
 * Google's own, Facebook's, GREASE. Any other number may be any other protocol. */
static bool is_plausible(uint32_t version)
{
	uint8_t letter = (uint8_t)(version >> 24), digit = (uint8_t)(version >> 16);

	return (version & 0x0f0f0f0f) == 0x0a0a0a0a || version >> 8 == 0xff0000 || version >> 8 == 0xfaceb0
		|| ((letter == 'Q' || letter == 'T') && digit >= '0' && digit <= '9');
}

enum quic_claim quic_claims(struct bytes datagram)
{
	const uint8_t *first = bytes_peek(datagram, 1);
	struct packet packet;

	if (bytes_sent(datagram) < QUIC_INITIAL_LEAST || !take_packet(&datagram, &packet))
		return QUIC_NO;
	if (packet.kind == INITIAL && *first & FIXED_BIT && packet.to.left >= ID_LEAST
		&& packet.sealed.size >= packet.sealed.number_at + 4 + QUIC_TAG)
		return QUIC_INITIAL;
	return packet.kind == FOREIGN && is_plausible(packet.version) && packet.to.left >= ID_LEAST
			&& packet.to.left <= QUIC_ID_MOST && packet.from.left <= QUIC_ID_MOST
		? QUIC_OTHER
		: QUIC_NO;
}

/* ---- the ClientHello, piece by piece ---- */

struct piece {
	const uint8_t *at;
	uint16_t offset, size;
};

/* What is known of it so far. */
struct assembly {
	uint64_t have[QUIC_HELLO_MOST / 64]; /* a bit for each byte */
	uint8_t bytes[QUIC_HELLO_MOST];
	struct piece fresh[PIECES_MOST];     /* of the packet at hand */
	size_t fresh_count;
	bool crowded;                        /* there was more than there is room for */
	bool closed;
	uint64_t error;                      /* of the close */
};

/* Not the bytes: their bits say which are there. */
static void begin_assembly(struct assembly *assembly)
{
	memset(assembly->have, 0, sizeof assembly->have);
	assembly->fresh_count = 0;
	assembly->crowded = assembly->closed = false;
}

/* The bits from..to-1 that lie in this word. */
static uint64_t bits(size_t word, size_t from, size_t to)
{
	size_t low = word * 64, first = from > low ? from - low : 0, end = to - low < 64 ? to - low : 64;

	return (end == 64 ? ~UINT64_C(0) : (UINT64_C(1) << end) - 1) & ~((UINT64_C(1) << first) - 1);
}

static bool has(const struct assembly *assembly, size_t from, size_t to)
{
	for (size_t word = from / 64; word * 64 < to; word++)
		if (bits(word, from, to) & ~assembly->have[word])
			return false;
	return true;
}

/* The first that comes stays: that is what the server takes, too. */
static void put(struct assembly *assembly, struct piece piece)
{
	size_t from = piece.offset, to = from + piece.size;

	for (size_t i = from; i < to; i++)
		if (!(assembly->have[i / 64] >> i % 64 & 1))
			assembly->bytes[i] = piece.at[i - from];
	for (size_t word = from / 64; word * 64 < to; word++)
		assembly->have[word] |= bits(word, from, to);
}

/* How many bytes there are without a gap. */
static size_t prefix(const struct assembly *assembly)
{
	for (size_t word = 0; word < QUIC_HELLO_MOST / 64; word++)
		if (~assembly->have[word])
			return word * 64 + (size_t)__builtin_ctzll(~assembly->have[word]);
	return QUIC_HELLO_MOST;
}

static bool take_crypto(struct bytes *from, struct assembly *assembly)
{
	uint64_t offset, size, there;
	struct piece piece;

	if (!take_number(from, &offset) || !take_number(from, &size) || size > bytes_sent(*from))
		return false;
	there = size < from->left ? size : from->left;
	piece.at = bytes_take(from, (uint32_t)there);
	if (offset + there > QUIC_HELLO_MOST) {
		assembly->crowded = true;
		there = offset < QUIC_HELLO_MOST ? QUIC_HELLO_MOST - offset : 0;
	}
	if (!there || has(assembly, offset, offset + there))
		return true;
	piece.offset = (uint16_t)offset;
	piece.size = (uint16_t)there;
	if (assembly->fresh_count < PIECES_MOST)
		assembly->fresh[assembly->fresh_count++] = piece;
	else
		assembly->crowded = true;
	put(assembly, piece);
	return true;
}

static bool take_ack(struct bytes *from, bool ecn)
{
	uint64_t number, ranges = 0;

	for (unsigned i = 0; i < 4; i++) /* largest, delay, count of ranges, first range */
		if (!take_number(from, i == 2 ? &ranges : &number))
			return false;
	if (ranges > from->left)
		return false;
	for (uint64_t i = 0; i < 2 * ranges + (ecn ? 3 : 0); i++)
		if (!take_number(from, &number))
			return false;
	return true;
}

static bool take_close(struct bytes *from, bool by_application, struct assembly *assembly)
{
	uint64_t frame, reason;

	if (!take_number(from, &assembly->error) || (!by_application && !take_number(from, &frame))
		|| !take_number(from, &reason) || reason > from->left)
		return false;
	bytes_take(from, (uint32_t)reason);
	assembly->closed = true;
	return true;
}

/* The frames that an Initial may hold. */
static bool take_frame(struct bytes *from, struct assembly *assembly)
{
	uint64_t type;

	if (!take_number(from, &type))
		return false;
	switch (type) {
	case PADDING:
	case PING: return true;
	case ACK:
	case ACK_ECN: return take_ack(from, type == ACK_ECN);
	case CRYPTO: return take_crypto(from, assembly);
	case CLOSE:
	case CLOSE_BY_APPLICATION: return take_close(from, type == CLOSE_BY_APPLICATION, assembly);
	default: return false;
	}
}

static void take_frames(struct bytes plain, struct assembly *assembly)
{
	do {
		while (plain.left && *plain.at == PADDING) /* often most of a packet */
			bytes_take(&plain, 1);
	} while (plain.left && take_frame(&plain, assembly));
}

static void replay(const struct quic_pieces *pieces, struct assembly *assembly)
{
	struct bytes from = bytes_of(pieces->bytes, pieces->used);

	for (const uint8_t *head = bytes_take(&from, 4); head; head = bytes_take(&from, 4)) {
		struct piece piece = { .offset = be16(head), .size = be16(head + 2) };

		piece.at = bytes_take(&from, piece.size);
		if (piece.at)
			put(assembly, piece);
	}
}

/* False: there is no room for it. */
static bool keep(struct quic_pieces *pieces, const struct assembly *assembly)
{
	for (size_t i = 0; i < assembly->fresh_count; i++) {
		const struct piece *piece = &assembly->fresh[i];
		uint8_t *at = pieces->bytes + pieces->used;

		if (sizeof pieces->bytes - pieces->used < 4u + piece->size)
			return false;
		at[0] = (uint8_t)(piece->offset >> 8);
		at[1] = (uint8_t)piece->offset;
		at[2] = (uint8_t)(piece->size >> 8);
		at[3] = (uint8_t)piece->size;
		memcpy(at + 4, piece->at, piece->size);
		pieces->used = (uint16_t)(pieces->used + 4 + piece->size);
	}
	return true;
}

/* ---- the connection ---- */

struct mouth {
	const struct quic_ear *ear;
	void *context;
	struct quic_crypto *crypto;
};

static void tell(struct quic *quic, struct quic_verdict verdict, struct mouth mouth)
{
	if (quic->outcome)
		return;
	verdict.answered = quic->answered;
	verdict.retried = quic->retried;
	verdict.version = quic->version;
	quic->outcome = (uint8_t)verdict.outcome;
	mouth.ear->verdict(mouth.context, &verdict);
}

static void tell_closed(struct quic *quic, enum talk_side side, uint64_t error, struct mouth mouth)
{
	tell(quic, (struct quic_verdict){ .outcome = QUIC_FAILED, .cause = QUIC_BY_CLOSE, .side = side, .error = error },
		mouth);
}

static void tell_hello(struct quic *quic, const struct assembly *assembly, size_t size, struct mouth mouth)
{
	struct hello hello;

	quic->told = true;
	if (!size || assembly->bytes[0] != CLIENT_HELLO)
		return;
	hello_read(&hello, assembly->bytes, size, HELLO_OVER_QUIC);
	mouth.ear->hello(mouth.context, &hello);
}

static long open_with(const struct packet *packet, const uint8_t *id, size_t id_size, enum talk_side side,
	uint8_t *plain, struct mouth mouth)
{
	struct quic_keys keys;

	if (packet->sealed.size > PACKET_MOST || !quic_derive(mouth.crypto, packet->version, id, id_size, side, &keys))
		return -1;
	return quic_open(mouth.crypto, &keys, &packet->sealed, plain);
}

/* The keys follow from the ID that the client chose at first, or a Retry told it to use. If that is not the one
 * we know, the server's answer went past us, or a new connection began: then it is in the packet itself. */
static long open_client(struct quic *quic, const struct packet *packet, uint8_t *plain, struct mouth mouth)
{
	long size = open_with(packet, quic->id, quic->id_size, TALK_CLIENT, plain, mouth);

	if (size >= 0 || quic->handshaking)
		return size;
	size = open_with(packet, packet->to.at, packet->to.left, TALK_CLIENT, plain, mouth);
	if (size >= 0) {
		quic->id_size = (uint8_t)packet->to.left;
		memcpy(quic->id, packet->to.at, packet->to.left);
		quic->keeps = false; /* a hello begins anew, too */
	}
	return size;
}

/* Can no more be learned of the hello by waiting? */
static bool is_all(const struct quic *quic, const struct assembly *assembly, size_t size, bool cut)
{
	bool whole = size >= 4 && size >= 4 + be24(assembly->bytes + 1);

	return whole || (size && assembly->bytes[0] != CLIENT_HELLO) || cut || assembly->crowded || assembly->closed
		|| quic->tries >= TRIES_MOST;
}

/* Adds what a packet of the client holds of its hello, and tells the hello when that is all of it. */
static void collect(struct quic *quic, struct bytes plain, struct mouth mouth)
{
	struct quic_pieces *pieces = quic->keeps ? mouth.ear->room(mouth.context) : NULL;
	struct assembly assembly;
	size_t size;

	begin_assembly(&assembly);
	if (pieces)
		replay(pieces, &assembly);
	take_frames(plain, &assembly);
	size = prefix(&assembly);
	if (is_all(quic, &assembly, size, plain.cut)) {
		tell_hello(quic, &assembly, size, mouth);
	} else if (assembly.fresh_count) {
		if (!pieces && (pieces = mouth.ear->room(mouth.context)))
			pieces->used = 0;
		quic->keeps = true;
		if (!pieces || !keep(pieces, &assembly))
			tell_hello(quic, &assembly, size, mouth);
	}
	if (assembly.closed && !plain.cut)
		tell_closed(quic, TALK_CLIENT, assembly.error, mouth);
}

static void read_client_initial(struct quic *quic, const struct packet *packet, struct mouth mouth)
{
	uint8_t plain[PACKET_MOST];
	struct bytes from;
	long size;

	if (quic->told || quic->tries >= TRIES_MOST)
		return;
	quic->tries++;
	size = open_client(quic, packet, plain, mouth);
	if (size < 0)
		return;
	from = bytes_of(plain, (uint32_t)size);
	from.cut = (uint32_t)(packet->sealed.size - packet->sealed.there); /* with the tag, so a little too much */
	collect(quic, from, mouth);
}

static void begin(struct quic *quic, const struct packet *packet)
{
	quic->begun = true;
	quic->version = packet->version;
	quic->keeps = false;
	if (packet->to.left > QUIC_ID_MOST)
		return;
	quic->id_size = (uint8_t)packet->to.left;
	memcpy(quic->id, packet->to.at, packet->to.left);
}

static void read_client(struct quic *quic, const struct packet *packet, struct mouth mouth)
{
	bool first = packet->kind == INITIAL || packet->kind == FOREIGN;

	/* After a negotiation it begins anew, with another version. */
	if (first && (!quic->begun || (packet->version != quic->version && quic->negotiating && !quic->handshaking)))
		begin(quic, packet);
	switch (packet->kind) {
	case INITIAL:
		read_client_initial(quic, packet, mouth);
		break;
	case HANDSHAKE:
		quic->client_goes_on = true;
		break;
	case SHORT:
		quic->client_short = quic->client_goes_on = quic->begun;
		break;
	default:
		break;
	}
}

/* Looks for a close. Of the server's first Initials only, and not of those that have Handshake packets behind
 * them: a server that gets so far has accepted the hello. */
static void read_server_initial(struct quic *quic, const struct packet *packet, bool goes_on, struct mouth mouth)
{
	uint8_t plain[PACKET_MOST];
	struct assembly assembly;
	long size;

	if (goes_on || packet->sealed.there < packet->sealed.size || quic->server_tries >= SERVER_TRIES_MOST)
		return;
	quic->server_tries++;
	size = open_with(packet, quic->id, quic->id_size, TALK_SERVER, plain, mouth);
	if (size < 0)
		return;
	begin_assembly(&assembly);
	take_frames(bytes_of(plain, (uint32_t)size), &assembly);
	if (assembly.closed)
		tell_closed(quic, TALK_SERVER, assembly.error, mouth);
}

static void read_retry(struct quic *quic, const struct packet *packet)
{
	if (quic->retried || quic->handshaking)
		return;
	quic->retried = true;
	quic->id_size = (uint8_t)packet->from.left;
	memcpy(quic->id, packet->from.at, packet->from.left);
}

static void read_server(struct quic *quic, const struct packet *packet, struct bytes rest, struct mouth mouth)
{
	struct packet next;

	quic->answered = true;
	switch (packet->kind) {
	case INITIAL:
		quic->handshaking = true;
		read_server_initial(quic, packet, take_packet(&rest, &next) && next.kind == HANDSHAKE, mouth);
		break;
	case HANDSHAKE:
		quic->handshaking = true;
		quic->server_tries = SERVER_TRIES_MOST;
		break;
	case RETRY:
		read_retry(quic, packet);
		break;
	case NEGOTIATION:
		quic->negotiating = true;
		break;
	case SHORT:
		quic->server_short = true;
		break;
	default:
		break;
	}
}

/* Packets that share a datagram are for the same receiver; others are padding, or somebody's play. */
static bool is_for(struct bytes to, const struct packet *packet)
{
	return packet->to.left >= to.left && (packet->kind == SHORT || packet->to.left == to.left)
		&& (!to.left || !memcmp(packet->to.at, to.at, to.left));
}

void quic_read(struct quic *quic, enum talk_side side, struct bytes datagram, struct quic_crypto *crypto,
	const struct quic_ear *ear, void *context)
{
	struct mouth mouth = { ear, context, crypto };
	struct packet packet;
	struct bytes to = { 0 };

	for (unsigned i = 0; i < PACKETS_MOST && !quic->outcome && take_packet(&datagram, &packet); i++) {
		if (!i)
			to = packet.to;
		else if (!is_for(to, &packet))
			break;
		if (side == TALK_CLIENT)
			read_client(quic, &packet, mouth);
		else if (quic->begun)
			read_server(quic, &packet, datagram, mouth);
	}
	if (quic->client_short && quic->server_short && quic->handshaking)
		tell(quic, (struct quic_verdict){ .outcome = QUIC_ESTABLISHED }, mouth);
}

void quic_end(struct quic *quic, const struct quic_ear *ear, void *context)
{
	struct quic_verdict verdict = { .outcome = QUIC_FAILED, .cause = QUIC_BY_END };

	if (quic->negotiating && !quic->handshaking)
		verdict.cause = QUIC_BY_VERSION;
	else if (!is_known(quic->version) || (quic->client_goes_on && !quic->handshaking))
		verdict.outcome = QUIC_UNKNOWN;
	tell(quic, verdict, (struct mouth){ ear, context, NULL });
}
