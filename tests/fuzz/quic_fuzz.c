/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes, as the datagrams of two sides, are read without harm. An input is a row of datagrams, each with
 * four bytes before it: side, version, sealed or as they are, with a place for pieces or without (a bit each);
 * bytes that the capture cut (one); their count (two). Sealed ones are the frames of an Initial, so that what
 * stands behind the cipher is reached, too.
 */
#include "detect/ja4.h"
#include "detect/quic.h"
#include "unit/initials.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned verdicts, hellos;
static struct quic_pieces pieces;
static bool has_room;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_hello(void *context, const struct hello *hello)
{
	char text[JA4_SIZE];

	(void)context;
	hellos++;
	must(hello->transport == HELLO_OVER_QUIC);
	must((hello->naming == HELLO_NAMED || hello->naming == HELLO_ADDRESS) == (hello->name[0] != '\0'));
	must(ja4_format(hello, text) == (strlen(text) == JA4_SIZE - 1));
}

static void check_verdict(void *context, const struct quic_verdict *verdict)
{
	(void)context;
	verdicts++;
	must(verdict->outcome != QUIC_UNDECIDED);
}

static struct quic_pieces *lend_room(void *context)
{
	must(!quic_keeps_nothing(context));
	return has_room ? &pieces : NULL;
}

static const struct quic_ear ear = { check_hello, check_verdict, lend_room };

static void read_one(struct quic *quic, struct quic_crypto *crypto, const uint8_t *head, const uint8_t *bytes,
	size_t size)
{
	struct envelope envelope = { .version = head[0] & 2 ? QUIC_2 : QUIC_1, .side = head[0] & 1, .key_id = SAMPLE_ID,
		.to = head[0] & 1 ? "c1c2" : SAMPLE_ID, .from = "c1c2" };
	static struct draft draft;
	uint32_t cut = head[1];
	uint8_t *copy;

	has_room = !(head[0] & 8);
	draft.size = 0;
	if (head[0] & 4)
		put_initial(&draft, &envelope, bytes, size < 8000 ? size : 8000, head[0] & 1 ? 0 : 1200);
	else
		put(&draft, bytes, size < sizeof draft.bytes ? size : sizeof draft.bytes);
	cut = head[0] & 4 && cut < 128 ? 0 : cut < draft.size ? cut : 0;
	copy = malloc(draft.size - cut ? draft.size - cut : 1); /* so that its very end is watched */
	must(copy != NULL);
	memcpy(copy, draft.bytes, draft.size - cut);
	quic_claims((struct bytes){ .at = copy, .left = (uint32_t)(draft.size - cut), .cut = cut });
	quic_read(quic, envelope.side, (struct bytes){ .at = copy, .left = (uint32_t)(draft.size - cut), .cut = cut },
		crypto, &ear, quic);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct quic_crypto *crypto;
	struct bytes input = bytes_of(data, (uint32_t)size);
	struct quic quic = { 0 };

	must(crypto || (crypto = quic_crypto_create()));
	verdicts = hellos = 0;
	for (const uint8_t *head = bytes_take(&input, 4); head; head = bytes_take(&input, 4)) {
		uint32_t count = be16(head + 2) < input.left ? be16(head + 2) : input.left;

		read_one(&quic, crypto, head, bytes_take(&input, count), count);
	}
	quic_end(&quic, &ear, &quic);
	must(verdicts == 1 && hellos <= 1 && pieces.used <= sizeof pieces.bytes);
	return 0;
}
