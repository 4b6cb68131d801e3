/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes, as two sides of a connection, are read without harm, and the same is heard whether they come at
 * once or byte by byte. An input is a row of turns, each with three bytes before it: side, and whether its
 * bytes are lost (a bit each), then their count (two).
 */
#include "detect/ja4.h"
#include "unit/tls_talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static unsigned verdicts, hellos;

static void check_verdict(void *context, const struct tls_verdict *verdict)
{
	verdicts++;
	must(verdict->outcome != TLS_UNDECIDED);
	hear_verdict(context, verdict);
}

static void check_hello(void *context, const struct hello *hello)
{
	char text[JA4_SIZE];

	hellos++;
	must(hello->cipher_count <= HELLO_CIPHERS_MOST && hello->extension_count <= HELLO_EXTENSIONS_MOST
		&& hello->signature_count <= HELLO_SIGNATURES_MOST);
	must((hello->naming == HELLO_NAMED || hello->naming == HELLO_ADDRESS) == (hello->name[0] != '\0'));
	must(strspn(hello->name, "abcdefghijklmnopqrstuvwxyz0123456789._-:%[]") == strlen(hello->name));
	must(ja4_format(hello, text) == (strlen(text) == JA4_SIZE - 1));
	for (struct bytes alpns = hello->alpns, alpn; hello_next_alpn(&alpns, &alpn);)
		must(alpn.at + alpn.left <= hello->alpns.at + hello->alpns.left);
	hear_hello(context, hello);
}

static const struct tls_ear checks = { check_hello, check_verdict, hear_heartbleed, hear_bled };

static void show_checked(struct tls_talk *talk, enum talk_side of, bool last)
{
	struct side *side = &talk->sides[of];
	uint8_t *copy = malloc(side->size ? side->size : 1);
	struct talk_view view = { .data = copy, .size = side->size, .last = last || side->size == TALK_VIEW_MOST };
	size_t done;

	must(copy != NULL);
	memcpy(copy, side->unread, side->size);
	done = tls_read(&talk->tls, of, view, &checks, talk);
	must(done <= view.size);
	must(!view.last || last || done > 0 || view.size < TALK_VIEW_MOST);
	must(!tls_is_over(&talk->tls) || done == view.size);
	drop(side, done);
	free(copy);
}

static void add(struct tls_talk *talk, enum talk_side of, const uint8_t *data, size_t size, size_t most)
{
	struct side *side = &talk->sides[of];

	while (size) {
		size_t piece = size < most ? size : most;

		if (piece > TALK_VIEW_MOST - side->size)
			piece = TALK_VIEW_MOST - side->size;
		must(piece > 0);
		memcpy(side->unread + side->size, data, piece);
		side->size += piece;
		data += piece;
		size -= piece;
		show_checked(talk, of, false);
	}
}

static void tell(struct tls_talk *talk, struct bytes input, size_t most)
{
	memset(talk, 0, sizeof *talk);
	verdicts = hellos = 0;
	for (const uint8_t *head = bytes_take(&input, 3); head; head = bytes_take(&input, 3)) {
		uint32_t count = be16(head + 1);
		enum talk_side side = head[0] & 1;

		if (head[0] & 2) {
			/* What it did not take is lost, too. */
			tls_skip(&talk->tls, side, talk->sides[side].size + count, &checks, talk);
			talk->sides[side].size = 0;
			continue;
		}
		count = count < input.left ? count : input.left;
		add(talk, side, bytes_take(&input, count), count, most);
	}
	show_checked(talk, TALK_CLIENT, true);
	show_checked(talk, TALK_SERVER, true);
	tls_end(&talk->tls, &checks, talk);
	must(verdicts == 1 && hellos <= 1 && tls_is_over(&talk->tls));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_talk whole, split;
	bool maybe;

	must(!tls_claims(data, size, &maybe) || !maybe);
	tell(&whole, bytes_of(data, (uint32_t)size), SIZE_MAX);
	if (size < 4096) { /* a long input byte by byte takes long */
		tell(&split, bytes_of(data, (uint32_t)size), 1);
		must(!strcmp(whole.heard, split.heard));
	}
	return 0;
}
