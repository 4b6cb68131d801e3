/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs to begin with: seeds FOLDER writes a folder for each target. */
#include "build.h"
#include "rules/builtin.h"
#include "summary/picture.h"
#include "unit/initials.h"
#include "unit/summaries.h"

#include <sys/stat.h>

enum { ROW_MOST = 64 << 10 };

struct row {
	uint8_t bytes[ROW_MOST];
	size_t size;
};

static FILE *begin_file(const char *folder, const char *name, unsigned number)
{
	char path[4096];
	FILE *file;

	mkdir(folder, 0777);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	mkdir(path, 0777);
	snprintf(path, sizeof path, "%s/%s/seed-%02u", folder, name, number);
	file = fopen(path, "wb");
	if (!file) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return file;
}

static void write_seed(const char *folder, const char *name, unsigned number, const void *bytes, size_t size)
{
	FILE *file = begin_file(folder, name, number);

	if (fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

/* One frame with the four bytes before it that a target expects. */
static void append(struct row *row, uint8_t first, uint8_t second, const struct frame *frame)
{
	uint8_t *at = row->bytes + row->size;

	if (row->size + 4 + frame->size > ROW_MOST)
		return;
	at[0] = first;
	at[1] = second;
	at[2] = (uint8_t)(frame->size >> 8);
	at[3] = (uint8_t)frame->size;
	memcpy(at + 4, frame->bytes, frame->size);
	row->size += 4 + frame->size;
}

static void one_of_each(struct frame *frame, unsigned kind, struct end from, struct end to)
{
	struct frame about;

	switch (kind % 10) {
	case 0: syn(frame, from, to, 1); break;
	case 1: syn_ack(frame, to, from, 100, 2); break;
	case 2: acks(frame, from, to, 2, 101); break;
	case 3: data(frame, from, to, 2, 101, "GET / HTTP/1.1\r\n\r\n", 18); break;
	case 4: rst_ack(frame, to, from, 2); break;
	case 5: datagram(frame, from, to, "x", 1); break;
	case 6: echo(frame, from, to, 1); break;
	case 7: echo_reply(frame, to, from, from.port, 1); break;
	case 8: syn(&about, from, to, 1); unreachable(frame, to.addr, &about, 13); break;
	default: fin(frame, from, to, 2, 101); break;
	}
}

static void wrap(struct frame *frame, unsigned how)
{
	switch (how % 4) {
	case 1: in_vlan(frame, 7); break;
	case 2: in_gre(frame, v4(0x0a000001), v4(0x0a000002)); break;
	case 3: in_vxlan(frame, v4(0x0a000001), v4(0x0a000002), 5); break;
	default: break;
	}
}

static void frames(const char *folder)
{
	static struct row decode, engine;
	struct end ends[2][2] = {
		{ end_at("198.51.100.77", 40000), end_at("103.94.190.5", 22) },
		{ end_at("2001:db9::1", 40000), end_at("2001:db8::5", 22) },
	};

	for (unsigned i = 0; i < 40; i++) {
		struct frame frame;

		decode.size = engine.size = 0;
		for (unsigned j = 0; j < 10; j++) {
			struct end *pair = ends[i % 2];

			pair[1].port = (uint16_t)(20 + j + i);
			one_of_each(&frame, i < 20 ? i + j : i % 5, pair[0], pair[1]);
			wrap(&frame, i / 2);
			append(&decode, 1, 0, &frame);
			append(&engine, (uint8_t)(0x30 + i), j == 7 ? 0x7f : 0, &frame);
		}
		write_seed(folder, "decode", i, decode.bytes, decode.size);
		write_seed(folder, "engine", i, engine.bytes, engine.size);
	}
}

/* Three seconds of a flood, with the clock set back amid it. */
static void a_flood(const char *folder)
{
	static struct row engine;

	for (uint16_t i = 0; i < 600; i++) {
		struct frame frame;

		syn(&frame, end_at("198.51.100.77", 1000 + i), end_at("103.94.188.5", 80), i);
		append(&engine, i == 300 ? 0x8f : 0x35, 0, &frame);
	}
	write_seed(folder, "engine", 40, engine.bytes, engine.size);
}

/* Connections on which something is said, by turns: what a reader may hear through the whole engine. */
static void conversations(const char *folder)
{
	static const char *const said[][4] = { /* client, server, client, server; NULL: nothing */
		{ "GET /a?id=1%27+union+select+1,2 HTTP/1.1\r\nHost: a.go.id\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "GET /.env HTTP/1.1\r\nHost: a.go.id\r\n\r\n",
			"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" },
		{ NULL, "220 ftp\r\n", "USER a\r\nPASS b\r\nUSER a\r\nPASS c\r\nUSER a\r\nPASS d\r\n",
			"331 x\r\n530 no\r\n331 x\r\n530 no\r\n331 x\r\n530 no\r\n" },
		{ NULL, "SSH-2.0-a\r\n", "SSH-2.0-b\r\n", NULL },
		{ "\x16\x03\x01", "\x15\x03\x01", "x", NULL },
		{ "*2\r\n$4\r\nAUTH\r\n$1\r\na\r\n", "-WRONGPASS no\r\n", "unknown words", NULL },
	};
	struct end client = end_at("198.51.100.77", 40000), server = end_at("103.94.190.5", 80);

	for (unsigned i = 0; i < sizeof said / sizeof *said; i++) {
		static struct row engine;
		uint32_t next[2] = { 2, 101 };
		struct frame frame;

		engine.size = 0;
		server.port = (uint16_t)(80 + i);
		syn(&frame, client, server, 1);
		append(&engine, 0x31, 0, &frame);
		syn_ack(&frame, server, client, 100, 2);
		append(&engine, 0x31, 0, &frame);
		acks(&frame, client, server, 2, 101);
		append(&engine, 0x31, 0, &frame);
		for (unsigned turn = 0; turn < 4; turn++) {
			const char *text = said[i][turn];
			unsigned side = turn % 2;

			if (!text)
				continue;
			data(&frame, side ? server : client, side ? client : server, next[side], next[!side], text, strlen(text));
			append(&engine, 0x31, 0, &frame);
			next[side] += (uint32_t)strlen(text);
		}
		fin(&frame, client, server, next[0], next[1]);
		append(&engine, 0x31, 0, &frame);
		fin(&frame, server, client, next[1], next[0] + 1);
		append(&engine, 0x31, 0, &frame);
		write_seed(folder, "engine", 41 + i, engine.bytes, engine.size);
	}
}

static void lists(const char *folder)
{
	static const char *const texts[] = {
		"103.94.188.0/22  ID     # the data centre, listed abroad\n10.0.0.0/8       local  # the office\n",
		"2001:db8::/32 SG\r\n\r\n::ffff:192.0.2.0/120 US\n", "# nothing\n", "0.0.0.0/0 ID\n10.0.0.0/9 MY\n10.0.0.0/8 SG\n",
		"2002:c000:0200::/40 AU\n2001:0:1::/48 JP\n", "10.0.0.1/8 ID\n", "10.0.0.0/8 ID\n10.0.0.0/8 SG\n", "224.0.0.0/4 ID\n",
	};

	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		write_seed(folder, "prefixes", i, texts[i], strlen(texts[i]));
}

/* Ops of eight bytes: in order, early, cut, with a FIN; small and large; each with each mood of a reader. */
static void segments(const char *folder)
{
	for (uint8_t i = 0; i < 32; i++) {
		uint8_t ops[200][8];

		for (unsigned j = 0; j < 200; j++) {
			uint8_t which = (uint8_t)((j * 7 + i) % 4), side = j % 5 == 4 ? 4 : 0;
			uint8_t how = (j + i) % 3 ? 32 : 0; /* in order, or some 200 bytes beyond */

			memcpy(ops[j], (uint8_t[]){ which | side | how, j == 190 ? 0x91 : 0, 0, 200,
				(uint8_t)(j * 8 + i), j % 11 ? 0 : 9, i % 9, (uint8_t)(j % 50 ? 0 : i) }, 8);
			if (i > 16 && j % 40 == i)
				ops[j][0] |= (uint8_t)(8 << i % 4);
		}
		write_seed(folder, "stream", i, ops, sizeof ops);
	}
}

static void summaries(const char *folder)
{
	for (unsigned i = 0; i < 30; i++) {
		struct ronda_summary *summary = i ? random_summary(i, 0) : plain_summary();
		char *text = ronda_summary_to_json(summary, 3, i & 1);

		if (!text)
			abort();
		write_seed(folder, "summary", i, text, strlen(text));
		free(text);
		ronda_summary_destroy(summary);
	}
}

/* One piece with the three bytes before it that the target expects. */
static void append_piece(struct row *row, uint8_t what, const char *text)
{
	size_t size = strlen(text);

	row->bytes[row->size] = what;
	row->bytes[row->size + 1] = (uint8_t)(size >> 8);
	row->bytes[row->size + 2] = (uint8_t)size;
	memcpy(row->bytes + row->size + 3, text, size);
	row->size += 3 + size;
}

static void talks(const char *folder)
{
	static const char *const exchanges[][2] = {
		{ "GET /a?b=%2527+or/**/1%3d1 HTTP/1.1\r\nHost: a:80\r\nUser-Agent: b\r\n c\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc" },
		{ "POST /l HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
			"Content-Length: 7\r\n\r\npwd=a&b",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			"15\r\n<input type=\"password\"\r\n0\r\n\r\n" },
		{ "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
			"3;x\r\nabc\r\n0\r\nT: u\r\n\r\n",
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n" },
		{ "HEAD / HTTP/1.0\n\nCONNECT a:1 HTTP/1.1\r\n\r\n",
			"HTTP/1.0 304 X\nContent-Length: 9\n\nHTTP/1.1 200 OK\r\n\r\n" },
		{ "GET http://u@[::1]:8/%c0%af..%u2215 HTTP/1.1\r\nAuthorization: Digest x\r\n"
			"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
			"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\n\r\nto the close" },
		{ "GET /&lt;&#x3c;/\\..//./%00\r\n", "<html>" },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "" },
	};
	static struct row row;
	unsigned kinds = sizeof exchanges / sizeof *exchanges;

	for (unsigned i = 0; i < 2 * kinds; i++) {
		row.size = 0;
		for (unsigned j = 0; j < (i < kinds ? 1 : 4); j++) {
			append_piece(&row, 0, exchanges[(i + j) % kinds][0]);
			append_piece(&row, j == 3 ? 5 : 1, exchanges[(i + j) % kinds][1]);
			if (j == 2)
				append_piece(&row, (uint8_t)(2 | (i & 1)), "");
		}
		write_seed(folder, "http", i, row.bytes, row.size);
	}
}

/* One turn with the three bytes before it that the target expects; empties the draft. */
static void append_turn(struct row *row, uint8_t how, struct draft *draft)
{
	uint8_t head[] = { how, (uint8_t)(draft->size >> 8), (uint8_t)draft->size };

	if (row->size + sizeof head + draft->size > ROW_MOST)
		return;
	memcpy(row->bytes + row->size, head, sizeof head);
	memcpy(row->bytes + row->size + sizeof head, draft->bytes, draft->size);
	row->size += sizeof head + draft->size;
	draft->size = 0;
}

static void finish(struct draft *draft)
{
	put_record(draft, 20, "\1", 1);
	put_sealed(draft, 22, 40);
}

static void one_client(struct draft *draft, unsigned kind)
{
	static struct draft hello;

	hello.size = 0;
	if (kind % 4 == 0)
		chrome(&hello);
	else if (kind % 4 == 1)
		firefox(&hello);
	else
		HELLO(&hello, .name = kind % 4 == 2 ? "192.0.2.1" : NULL, .empty = { 15, 42 }, .padding = kind * 30);
	put_records(draft, hello.bytes, hello.size, kind % 3 ? 16384 : 70);
	if (kind == 11) {
		draft->size = 0;
		put_hex(draft, "801c0100020003000000100100800102030405060708090a0b0c0d0e0f10");
	}
}

static void tls_talks(const char *folder)
{
	static struct draft draft, answer;
	static struct row row;

	for (unsigned i = 0; i < 24; i++) {
		row.size = draft.size = answer.size = 0;
		one_client(&draft, i % 12);
		append_turn(&row, 0, &draft);
		put_server_hello(&answer, i % 2 ? TLS_1_2 : TLS_1_3, i % 4 == 1);
		if (i % 6 == 5)
			put_alert(&draft, 1 + i % 2, 112);
		put_records(&draft, answer.bytes, answer.size, 16384);
		put_sealed(&draft, i % 2 ? 22 : 23, 300);
		append_turn(&row, 1, &draft);
		if (i % 5 == 4)
			put_record(&draft, 24, "\1\x40\0", 3);
		if (i % 2)
			finish(&draft);
		else
			put_sealed(&draft, 23, i % 4 ? 19 : 69);
		append_turn(&row, 0, &draft);
		finish(&draft);
		put_sealed(&draft, 24, 1000);
		append_turn(&row, 1, &draft);
		if (i % 7 == 6)
			append_turn(&row, 3, &draft); /* nothing is lost */
		write_seed(folder, "tls", i, row.bytes, row.size);
	}
}

static void append_datagram(struct row *row, uint8_t how, struct draft *draft)
{
	row->bytes[row->size++] = how;
	row->bytes[row->size++] = 0;
	row->bytes[row->size++] = (uint8_t)(draft->size >> 8);
	row->bytes[row->size++] = (uint8_t)draft->size;
	memcpy(row->bytes + row->size, draft->bytes, draft->size);
	row->size += draft->size;
	draft->size = 0;
}

static void quic_talks(const char *folder)
{
	static struct draft draft, hello;
	static struct row row;

	for (unsigned i = 0; i < 12; i++) {
		size_t parts = 1 + i % 5;

		row.size = draft.size = hello.size = 0;
		if (i % 3)
			put_hex(&draft, i % 2 ? client_initial_1 : client_initial_2);
		if (draft.size)
			append_datagram(&row, 0, &draft);
		HELLO(&hello, .name = "a.test", .alpn = "h3", .padding = i * 150);
		for (size_t part = parts; part--;) {
			size_t from = hello.size * part / parts, to = hello.size * (part + 1) / parts;

			put_crypto(&draft, from, hello.bytes + from, to - from);
			put_number(&draft, 2, 0x0100);
			if (i % 2)
				append_datagram(&row, 4, &draft);
		}
		append_datagram(&row, 4, &draft);
		put_hex(&draft, i % 2 ? server_initial_1 : "8000000000" "02c1c2" "088394c8f03e515708" "000000016b3343cf");
		append_datagram(&row, 1, &draft);
		put_hex(&draft, i % 4 ? "02050001020103" : "1c417806026e6f");
		append_datagram(&row, 5, &draft);
		for (uint8_t side = 0; side < 2; side++) {
			put_hex(&draft, "40c1c20102030405060708090a0b0c0d0e0f101112131415161718");
			append_datagram(&row, side, &draft);
		}
		write_seed(folder, "quic", i, row.bytes, row.size);
	}
}

struct word {
	uint8_t server;
	const char *text;
	uint16_t size; /* 0: up to its NUL */
};

static void a_talk(const char *folder, unsigned number, uint16_t port, const struct word *words)
{
	static struct row row;

	row.bytes[0] = (uint8_t)(port >> 8);
	row.bytes[1] = (uint8_t)port;
	row.size = 2;
	for (; words->text; words++) {
		size_t size = words->size ? words->size : strlen(words->text);

		row.bytes[row.size++] = (uint8_t)(words->server << 7 | size >> 8);
		row.bytes[row.size++] = (uint8_t)size;
		memcpy(row.bytes + row.size, words->text, size);
		row.size += size;
	}
	write_seed(folder, "login", number, row.bytes, row.size);
}

#define BYTES(text) text, sizeof(text) - 1

/* One log-in, refused, of each protocol. */
static void logins(const char *folder)
{
	static const struct { uint16_t port; struct word words[16]; } talks[] = {
		{ 21, { { 1, "220-hi\r\n220 x\r\n", 0 }, { 0, "SYST\r\nUSER a\r\n", 0 }, { 1, "530 x\r\n331 x\r\n", 0 }, { 0, "PASS b\r\n", 0 }, { 1, "530 no\r\n", 0 } } },
		{ 25, { { 1, "220 x ESMTP\r\n", 0 }, { 0, "EHLO x\r\n", 0 }, { 1, "250-x\r\n250 x\r\n", 0 }, { 0, "AUTH LOGIN\r\n", 0 }, { 1, "334 x\r\n", 0 }, { 0, "YQ==\r\n", 0 }, { 1, "535 no\r\n", 0 } } },
		{ 110, { { 1, "+OK\r\n", 0 }, { 0, "USER a\r\nPASS b\r\nAUTH PLAIN\r\n", 0 }, { 1, "+OK\r\n-ERR no\r\n+ \r\n", 0 }, { 0, "YQ==\r\n", 0 }, { 1, "-ERR no\r\n", 0 } } },
		{ 143, { { 1, "* OK x\r\n", 0 }, { 0, "a1 LOGIN {1}\r\n", 0 }, { 1, "+ \r\n", 0 }, { 0, "x {1+}\r\ny\r\n", 0 }, { 1, "a1 NO no\r\n", 0 } } },
		{ 23, { { 1, BYTES("\xff\xfd\x18login: ") }, { 0, BYTES("\xff\xfb\x18root\r\0") }, { 1, "root\r\nPassword: ", 0 }, { 0, "x\r\n", 0 }, { 1, "\r\nLogin incorrect\r\nlogin: ", 0 } } },
		{ 5900, { { 1, "RFB 003.008\n", 0 }, { 0, "RFB 003.008\n", 0 }, { 1, "\1\2", 0 }, { 0, "\2", 0 }, { 1, "0123456789abcdef", 0 }, { 0, "0123456789abcdef", 0 }, { 1, BYTES("\0\0\0\1") } } },
		{ 3306, { { 1, BYTES("\7\0\0\0\x0a" "8.0.30") }, { 0, BYTES("\4\0\0\1\x85\xa6\x3f\0") }, { 1, BYTES("\5\0\0\2\xff\x15\x04#2") } } },
		{ 5432, { { 0, BYTES("\0\0\0\x08\x04\xd2\x16\x2f") }, { 1, "N", 0 }, { 0, BYTES("\0\0\0\x13\0\3\0\0user\0root\0\0") }, { 1, BYTES("E\0\0\0\x0c" "C28P01\0\0") } } },
		{ 1433, { { 0, BYTES("\x12\1\0\x0e\0\0\1\0" "\0\0\0\0\0\xff") }, { 1, BYTES("\4\1\0\x18\0\x33\1\0\xab\3\0abc\xaa\7\0\x18\x48\0\0\1\x0e.") } } },
		{ 6379, { { 0, "*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\nPING\r\n", 0 }, { 1, "-WRONGPASS x\r\n%1\r\n$1\r\na\r\n:1\r\n", 0 } } },
		{ 389, { { 0, BYTES("\x30\x14\2\1\1\x60\x0f\2\1\3\4\4cn=a\x80\4toor") }, { 1, BYTES("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0") } } },
		{ 445, { { 0, BYTES("\0\0\0\x44\xfeSMB\x40\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0") }, { 0, "0123456789012345678901234567890123456789012345678", 0 } } },
		{ 3389, { { 0, BYTES("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0") }, { 1, BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\2\0\0\0") }, { 0, BYTES("\x17\3\3\0\1x") }, { 1, BYTES("\x17\3\3\0\1x") } } },
		{ 27017, { { 0, BYTES("\x1f\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0....\1saslStart\0") }, { 1, BYTES("\x29\0\0\0\2\0\0\0\1\0\0\0\xdd\7\0\0....AuthenticationFailed\0") } } },
		{ 1521, { { 0, BYTES("\0\x3a\0\0\1\0\0\0\1\x3e\1\x2c") }, { 1, "....ORA-01017: no AUTH_SVR_RESPONSE", 0 } } },
		{ 902, { { 1, "SSH-2.0-x\r\n", 0 }, { 0, "SSH-2.0-y\r\n", 0 }, { 1, BYTES("\0\0\0\x0c\x0a\x15\0\0\0\0\0\0\0\0\0\0") }, { 0, BYTES("\0\0\0\x0c\x0a\x15\0\0\0\0\0\0\0\0\0\0" "abcd") }, { 1, "01234567890123456789012345678901234567890123", 0 } } },
		{ 135, { { 0, BYTES("\5\0\x0b\3\x10\0\0\0") } } },
		{ 512, { { 0, BYTES("1023\0root\0x\0id\0") } } },
	};

	for (unsigned i = 0; i < sizeof talks / sizeof *talks; i++)
		a_talk(folder, i, talks[i].port, talks[i].words);
}

static void rules(const char *folder)
{
	static const char *const texts[] = {
		"# a comment\nrule a-name\nkind sqli\nin query, body\nmatch union[ (]+select\nor \\x27 or \\d=\\d\nmeans what it is\n",
		"rule b\nkind x\nport 139, 445\nin client\nat 4\nmatch \\xffSMB\nand (?i:pipe)\nunless \\x00{8}\nmeans bytes\n",
		"rule c\nkind x\nin path\nmatch ^/a\\.php$\nin query\nand (?:cat|id)\nunless [^a-z]x?\nmeans it\noff c\n",
		"rule d\nkind x\nin server, datagram\nat 0-64\nmatch .+?a*b\nmeans it\noff nobody\n",
		"rule e\nkind x\nin path, query, header, agent, body, method\nmatch a{2,5}|[\\]b]c{3}\\b\nmeans it\n",
		"rule f\nrule f\nkind\nmatch (\nin nowhere\nport 0 1 2 99999\nat 9-1\nmeans\n", "match a\noff\nrule\n",
		"rule g\r\n\tkind x\r\n  in path\r\n match (?=a)\r\nor a++\r\nor A\r\nor \\1[\r\nmeans it",
	};

	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		write_seed(folder, "rules", i, texts[i], strlen(texts[i]));
	for (unsigned i = 0; i < rules_builtin.sources; i++)
		write_seed(folder, "rules", 20 + i, rules_builtin.source[i].text, rules_builtin.source[i].size);
}

/* What goes over a sensor's socket: a picture, and what those who look on may say. */
static void pictures(const char *folder)
{
	static const char *const wishes[] = { "{\"watch\":\"192.0.2.1\"}", "{\"watch\":null}", "{\"watch\":\"2001:db8::1\"}",
		"{\"ronda\":1}" };
	struct picture_source source = { .addr = v4(0x05bcce12), .prefix_bits = 128, .attempts = { 1.5, 10, 20 },
		.by_class = { 20 }, .first_ns = 1, .last_ns = 2, .site = "www.example.go.id", .outcome = RONDA_OUTCOME_SERVED };
	struct picture_row row = { .name = "ID", .attempts = { 1, 2, 3 }, .by_class = { 3 }, .last_ns = 5 };
	struct picture_flood flood = { .kind = RONDA_FLOOD_SYN, .target = v4(0x675ebc12), .port = 443, .start_ns = 1, .end_ns = 9,
		.ongoing = true, .packets = 81000, .peak_packets_per_second = 1801 };
	struct picture_act act = { .act_ns = 1, .decided_ns = 2, .source = source.addr, .target = v4(0x675ebc12), .port = 80,
		.class = RONDA_CLASS_WEB, .why = "xss-script" };
	struct picture_review review = { .time_ns = 7, .source = source.addr, .rule = "log4shell", .line = "GET /?x=${jndi:} HTTP/1.1" };
	struct ronda_picture picture = { .serial = 1, .sensor = "tap", .input = "eth1", .now_ns = 1000000000, .since_ns = 1,
		.today_ns = 1, .thresholds = RONDA_THRESHOLDS_NORMAL, .attempts = { 1, 2, 3 }, .spark = { 1, 2 }, .spark_count = 2,
		.source = &source, .source_count = 1, .country = &row, .country_count = 1, .site = &row, .site_count = 1,
		.network = &row, .network_count = 1, .flood = &flood, .flood_count = 1, .act = &act, .act_count = 1,
		.review = &review, .review_count = 1 };
	char *text = picture_to_json(&picture, SIZE_MAX, NULL, SIZE_MAX);

	for (unsigned i = 0; i < sizeof wishes / sizeof *wishes; i++)
		write_seed(folder, "picture", i + 1, wishes[i], strlen(wishes[i]));
	if (text)
		write_seed(folder, "picture", 0, text, strlen(text));
	free(text);
}

/* Changes to a store: places in three bytes, values in one. */
static void stores(const char *folder)
{
	uint32_t chance = 1;

	for (unsigned i = 0; i < 20; i++) {
		uint8_t changes[4 * 40];

		for (unsigned j = 0; j < sizeof changes; j++) {
			chance = chance * 1664525 + 1013904223;
			changes[j] = (uint8_t)(chance >> 24);
		}
		write_seed(folder, "store", i, changes, i * 8);
	}
}

int main(int count, char **words)
{
	if (count != 2) {
		fprintf(stderr, "usage: seeds FOLDER\n");
		return EXIT_FAILURE;
	}
	frames(words[1]);
	a_flood(words[1]);
	conversations(words[1]);
	lists(words[1]);
	segments(words[1]);
	logins(words[1]);
	summaries(words[1]);
	pictures(words[1]);
	rules(words[1]);
	stores(words[1]);
	talks(words[1]);
	tls_talks(words[1]);
	quic_talks(words[1]);
	return EXIT_SUCCESS;
}
