/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/hello.h"

enum { CLIENT_HELLO = 1, HOST_NAME = 0, ECH_OUTER = 0, LABEL_MOST = 63, NAME_MOST = 253 };

enum extension {
	SERVER_NAME = 0,
	SIGNATURE_ALGORITHMS = 13,
	HEARTBEAT = 15,
	ALPN = 16,
	EARLY_DATA = 42,
	SUPPORTED_VERSIONS = 43,
	ENCRYPTED_CLIENT_HELLO = 0xfe0d,
};

enum hello_state take_vector(struct bytes *from, uint32_t width, struct bytes *into)
{
	const uint8_t *length = bytes_take(from, width);
	uint32_t size = 0;

	if (!length)
		return from->cut ? HELLO_CUT : HELLO_BROKEN;
	for (uint32_t i = 0; i < width; i++)
		size = size << 8 | length[i];
	if (size > bytes_sent(*from))
		return HELLO_BROKEN;
	*into = bytes_first(*from, size);
	bytes_take(from, into->left);
	from->cut -= into->cut;
	return HELLO_WHOLE;
}

static void keep(struct hello *hello, uint16_t *list, uint16_t *count, uint16_t most, uint16_t value)
{
	if (is_grease(value))
		return;
	if (*count < most)
		list[(*count)++] = value;
	else
		hello->crowded = true;
}

/* A list of numbers of two bytes. */
static enum hello_state read_numbers(struct hello *hello, struct bytes from, uint16_t *list, uint16_t *count,
	uint16_t most)
{
	if (bytes_sent(from) % 2)
		return HELLO_BROKEN;
	for (const uint8_t *at = bytes_take(&from, 2); at; at = bytes_take(&from, 2))
		keep(hello, list, count, most, be16(at));
	return HELLO_WHOLE;
}

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* Letters, digits, hyphens (not at either end of a label), and underscores, which are no letters of a host
 * name by the book but are in use. */
static bool is_host_name(const char *name, size_t size)
{
	size_t label = 0;

	for (size_t i = 0; i < size; i++) {
		char c = name[i];

		if (c == '.' ? !label || name[i - 1] == '-' : c == '-' ? !label
		                                            : !is_digit((uint8_t)c) && c != '_' && (c < 'a' || c > 'z'))
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > LABEL_MOST)
			return false;
	}
	return label && name[size - 1] != '-' && size <= NAME_MOST;
}

/* Looks like an address of either family? (nothing that is a host name in use does) */
static bool is_address(const char *name, size_t size)
{
	unsigned dots = 0, colons = 0, others = 0;

	for (size_t i = 0; i < size; i++) {
		dots += name[i] == '.';
		colons += name[i] == ':';
		others += !is_digit((uint8_t)name[i]) && name[i] != '.';
	}
	if (colons)
		return colons >= 2 && strspn(name, "0123456789abcdef:.%[]") == size;
	return dots == 3 && !others;
}

static void read_name(struct hello *hello, struct bytes from)
{
	size_t size = from.left;

	hello->naming = HELLO_MISNAMED;
	if (size > 1 && from.at[size - 1] == '.')
		size--;
	if (!size || size >= HELLO_NAME_SIZE)
		return;
	for (size_t i = 0; i < size; i++) {
		uint8_t byte = from.at[i];

		hello->name[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
	}
	hello->name[size] = '\0';
	if (is_address(hello->name, size))
		hello->naming = HELLO_ADDRESS;
	else if (is_host_name(hello->name, size))
		hello->naming = HELLO_NAMED;
	else
		hello->name[0] = '\0';
}

static enum hello_state read_server_name(struct hello *hello, struct bytes from)
{
	struct bytes list, name;
	enum hello_state state = take_vector(&from, 2, &list);

	while (!state && bytes_sent(list)) {
		const uint8_t *type = bytes_take(&list, 1);

		if (!type)
			return HELLO_CUT;
		state = take_vector(&list, 2, &name);
		if (state || name.cut || *type != HOST_NAME)
			continue;
		read_name(hello, name);
		break;
	}
	return state;
}

/* The first extension of a kind is the one that counts; a second is forbidden. */
static enum hello_state read_alpn(struct hello *hello, struct bytes from)
{
	return hello->alpns.at ? HELLO_WHOLE : take_vector(&from, 2, &hello->alpns);
}

static enum hello_state read_versions(struct hello *hello, struct bytes from)
{
	struct bytes list;
	enum hello_state state = take_vector(&from, 1, &list);
	uint16_t highest = 0;

	if (state)
		return state;
	if (bytes_sent(list) % 2)
		return HELLO_BROKEN;
	for (const uint8_t *at = bytes_take(&list, 2); at; at = bytes_take(&list, 2))
		if (be16(at) > highest && !is_grease(be16(at)))
			highest = be16(at);
	if (highest)
		hello->version = highest;
	return HELLO_WHOLE;
}

static enum hello_state read_signatures(struct hello *hello, struct bytes from)
{
	struct bytes list;
	enum hello_state state = take_vector(&from, 2, &list);

	if (!state && !hello->signature_count)
		state = read_numbers(hello, list, hello->signatures, &hello->signature_count, HELLO_SIGNATURES_MOST);
	return state;
}

static enum hello_state read_extension(struct hello *hello, uint16_t type, struct bytes from)
{
	const uint8_t *first = bytes_peek(from, 1);

	switch (type) {
	case SERVER_NAME:
		return hello->naming || !bytes_sent(from) ? HELLO_WHOLE : read_server_name(hello, from);
	case SIGNATURE_ALGORITHMS:
		return read_signatures(hello, from);
	case ALPN:
		return read_alpn(hello, from);
	case SUPPORTED_VERSIONS:
		return read_versions(hello, from);
	case HEARTBEAT:
		hello->heartbeat = true;
		return HELLO_WHOLE;
	case EARLY_DATA:
		hello->early_data = true;
		return HELLO_WHOLE;
	case ENCRYPTED_CLIENT_HELLO:
		hello->outer |= first && *first == ECH_OUTER;
		return HELLO_WHOLE;
	default:
		return HELLO_WHOLE;
	}
}

static enum hello_state read_extensions(struct hello *hello, struct bytes from)
{
	enum hello_state worst = HELLO_WHOLE;

	while (bytes_sent(from)) {
		const uint8_t *type = bytes_take(&from, 2);
		enum hello_state state;
		struct bytes inside;

		if (!type)
			return from.cut ? HELLO_CUT : HELLO_BROKEN;
		keep(hello, hello->extensions, &hello->extension_count, HELLO_EXTENSIONS_MOST, be16(type));
		state = take_vector(&from, 2, &inside);
		if (state)
			return state;
		state = read_extension(hello, be16(type), inside);
		worst = state > worst ? state : worst;
	}
	return worst;
}

/* From the version to the end. */
static enum hello_state read_body(struct hello *hello, struct bytes body)
{
	const uint8_t *fixed = bytes_take(&body, 2 + 32);
	struct bytes session, ciphers, compressions, extensions;
	enum hello_state state = fixed ? HELLO_WHOLE : body.cut ? HELLO_CUT : HELLO_BROKEN;

	if (fixed)
		hello->version = hello->legacy_version = be16(fixed);
	state = state ? state : take_vector(&body, 1, &session);
	state = state ? state : take_vector(&body, 2, &ciphers);
	state = state ? state
		      : read_numbers(hello, ciphers, hello->ciphers, &hello->cipher_count, HELLO_CIPHERS_MOST);
	state = state ? state : take_vector(&body, 1, &compressions);
	if (state || !bytes_sent(body))
		return state; /* before RFC 3546 there were no extensions */
	state = take_vector(&body, 2, &extensions);
	state = state ? state : read_extensions(hello, extensions);
	return state ? state : bytes_sent(body) ? HELLO_BROKEN : HELLO_WHOLE;
}

/* Not the lists: their counts say how much of them there is. */
static void begin(struct hello *hello, enum hello_transport transport)
{
	memset(hello, 0, offsetof(struct hello, ciphers));
	hello->transport = transport;
	hello->alpns = (struct bytes){ 0 };
	hello->name[0] = '\0';
}

enum hello_state hello_read(struct hello *hello, const void *message, size_t size, enum hello_transport transport)
{
	struct bytes from = bytes_of(message, size > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)size);
	const uint8_t *head = bytes_take(&from, 4);
	uint32_t length;

	begin(hello, transport);
	if (!head || head[0] != CLIENT_HELLO)
		return hello->state = size && ((const uint8_t *)message)[0] != CLIENT_HELLO ? HELLO_BROKEN : HELLO_CUT;
	length = be24(head + 1);
	if (length > from.left)
		from.cut = length - from.left;
	from = bytes_first(from, length);
	hello->state = read_body(hello, from);
	if (hello->state == HELLO_WHOLE && from.cut)
		hello->state = HELLO_CUT;
	return hello->state;
}

enum hello_state hello_read_ssl2(struct hello *hello, const void *message, size_t size, size_t length)
{
	struct bytes from = bytes_of(message, (uint32_t)(size < length ? size : length));
	const uint8_t *head = bytes_take(&from, 9);
	uint32_t specs;

	begin(hello, HELLO_OVER_TCP);
	hello->ssl2 = true;
	if (!head)
		return hello->state = length < 9 ? HELLO_BROKEN : HELLO_CUT;
	hello->legacy_version = hello->version = be16(head + 1);
	specs = be16(head + 3);
	if (head[0] != CLIENT_HELLO || specs % 3 || 9u + specs + be16(head + 5) + be16(head + 7) != length)
		return hello->state = HELLO_BROKEN;
	from = bytes_first(from, specs);
	for (const uint8_t *spec = bytes_take(&from, 3); spec; spec = bytes_take(&from, 3))
		if (!spec[0]) /* else a cipher of SSL 2.0 itself */
			keep(hello, hello->ciphers, &hello->cipher_count, HELLO_CIPHERS_MOST, be16(spec + 1));
	return hello->state = size < length ? HELLO_CUT : HELLO_WHOLE;
}

bool hello_next_alpn(struct bytes *alpns, struct bytes *protocol)
{
	struct bytes next;

	if (take_vector(alpns, 1, &next) || next.cut)
		return false;
	*protocol = next;
	return true;
}

bool hello_has_extension(const struct hello *hello, uint16_t extension)
{
	for (uint16_t i = 0; i < hello->extension_count; i++)
		if (hello->extensions[i] == extension)
			return true;
	return false;
}
