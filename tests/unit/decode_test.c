/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames are built from the inside out: payload first, link last. No checksum is ever filled in. */
#include "claim.h"

#include "base/bytes.h"
#include "decode/decode.h"

#include <stdio.h>
#include <stdlib.h>

enum { ETHERNET = 1, RAW = 12, WLAN = 105, RADIOTAP = 127, NFLOG = 239 };
enum { IPV4 = 0x0800, IPV6 = 0x86dd };
enum { SOURCE_PORT = 40000, TARGET_PORT = 443 };
#define SECOND UINT64_C(1000000000)

static struct decoder *decoder;
static struct ronda_packet packet;
static enum ronda_reason reason;
static uint64_t now_ns;
static uint8_t room[1 << 18], *start, *end; /* the frame being built */

static int new_decoder(void **state)
{
	(void)state;
	decoder = decoder_create();
	now_ns = 1000 * SECOND;
	return decoder ? 0 : -1;
}

static int old_decoder(void **state)
{
	(void)state;
	decoder_destroy(decoder);
	return 0;
}

/* ---- words to build with ---- */

static void begin(uint32_t payload)
{
	start = room + sizeof room / 2;
	end = start + payload;
	memset(start, 'x', payload);
}

static uint8_t *before(uint32_t count)
{
	start -= count;
	memset(start, 0, count);
	return start;
}

static uint32_t length(void)
{
	return (uint32_t)(end - start);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* Bytes given as text: "aa aa 03". */
static void hex(const char *text)
{
	uint8_t bytes[256];
	uint32_t count = 0;
	unsigned byte;
	int used;

	for (; sscanf(text, " %2x%n", &byte, &used) == 1; text += used)
		bytes[count++] = (uint8_t)byte;
	memcpy(before(count), bytes, count);
}

static void tcp(uint8_t flags)
{
	uint8_t *at = before(20);

	put16(at, SOURCE_PORT);
	put16(at + 2, TARGET_PORT);
	put32(at + 4, 0x01020304);
	put32(at + 8, 0x05060708);
	at[12] = 5 << 4;
	at[13] = flags;
}

static void udp(uint16_t source, uint16_t target)
{
	uint32_t whole = length() + 8;
	uint8_t *at = before(8);

	put16(at, source);
	put16(at + 2, target);
	put16(at + 4, whole);
}

/* From 192.0.2.<from> to 198.51.100.<to>. */
static uint8_t *ip4_between(uint8_t from, uint8_t to, uint8_t proto)
{
	uint32_t whole = length() + 20;
	uint8_t *at = before(20);

	at[0] = 0x45;
	put16(at + 2, whole);
	at[8] = 64;
	at[9] = proto;
	memcpy(at + 12, (uint8_t[]){ 192, 0, 2, from, 198, 51, 100, to }, 8);
	return at;
}

static uint8_t *ip4(uint8_t proto)
{
	return ip4_between(1, 1, proto);
}

/* From 2001:db8::1 to 2001:db8::2. */
static uint8_t *ip6(uint8_t next)
{
	uint32_t payload = length();
	uint8_t *at = before(40);

	at[0] = 0x60;
	put16(at + 4, payload);
	at[6] = next;
	memcpy(at + 8, (uint8_t[]){ 0x20, 1, 0x0d, 0xb8, [15] = 1 }, 16);
	memcpy(at + 24, (uint8_t[]){ 0x20, 1, 0x0d, 0xb8, [15] = 2 }, 16);
	return at;
}

static uint8_t *ethernet(uint16_t type)
{
	uint8_t *at = before(14);

	memcpy(at, (uint8_t[]){ 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 }, 12);
	put16(at + 12, type);
	return at;
}

/* A SYN in IPv4 or IPv6, which is what most wrappings are tried with. */
static void syn4(void)
{
	begin(0);
	tcp(RONDA_TCP_SYN);
	ip4(RONDA_TCP);
}

static void syn6(void)
{
	begin(0);
	tcp(RONDA_TCP_SYN);
	ip6(RONDA_TCP);
}

/* ---- words to look with ---- */

/* Decodes a copy that ends where the capture does, so that a sanitizer sees a byte too far. */
static enum ronda_fate decode_cut(int link, uint32_t captured, uint32_t wire)
{
	uint8_t *copy = malloc(captured ? captured : 1);
	struct ronda_frame frame = {
		.time_ns = now_ns, .captured_bytes = captured, .wire_bytes = wire,
		.data = copy, .link = link,
	};
	enum ronda_fate fate;

	assert_non_null(copy);
	memcpy(copy, start, captured);
	memset(&packet, 0xa5, sizeof packet);
	reason = RONDA_REASON_COUNT;
	fate = decode_frame(decoder, &frame, &packet, &reason);
	free(copy);
	return fate;
}

static enum ronda_fate decode(int link)
{
	return decode_cut(link, length(), length());
}

static void assert_decoded(enum ronda_fate fate)
{
	if (fate != RONDA_FATE_DECODED)
		print_error("refused: %s\n", ronda_reason_name(reason));
	assert_int_equal(fate, RONDA_FATE_DECODED);
}

#define FATE_OF(NAME, key, FATE) [RONDA_REASON_##NAME] = RONDA_FATE_##FATE,

static void assert_refused(enum ronda_fate fate, enum ronda_reason expected)
{
	static const enum ronda_fate fates[] = { RONDA_REASONS(FATE_OF) };

	assert_int_not_equal(fate, RONDA_FATE_DECODED);
	assert_string_equal(ronda_reason_name(reason), ronda_reason_name(expected));
	assert_int_equal(fate, fates[expected]);
}

static bool is(const struct ronda_addr *addr, const char *text)
{
	struct ronda_addr expected;

	assert_int_equal(ronda_addr_parse(&expected, text, NULL), 0);
	return ronda_addr_equal(addr, &expected);
}

static bool has(unsigned notes)
{
	return (packet.notes & notes) == notes;
}

/* The packet of syn4() or syn6(), whatever was around it. */
static void assert_is_syn(bool v6)
{
	assert_true(is(&packet.source, v6 ? "2001:db8::1" : "192.0.2.1"));
	assert_true(is(&packet.target, v6 ? "2001:db8::2" : "198.51.100.1"));
	assert_int_equal(packet.proto, RONDA_TCP);
	assert_int_equal(packet.source_port, SOURCE_PORT);
	assert_int_equal(packet.target_port, TARGET_PORT);
	assert_int_equal(packet.tcp_flags, RONDA_TCP_SYN);
	assert_int_equal(packet.seq, 0x01020304);
	assert_int_equal(packet.ack, 0x05060708);
	assert_int_equal(packet.payload_bytes, 0);
	assert_int_equal(packet.captured_payload_bytes, 0);
	assert_true(has(RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT));
	assert_int_equal(packet.time_ns, now_ns);
}

/* ---- link ---- */

static void a_syn_over_ethernet_is_told_with_all_its_parts(void **state)
{
	(void)state;
	syn4();
	ethernet(IPV4);
	assert_decoded(decode(ETHERNET));
	assert_is_syn(false);
	assert_int_equal(packet.notes, RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT);
	assert_int_equal(packet.wire_bytes, 54);
	assert_int_equal(packet.icmp_type, 0);
	syn6();
	ethernet(IPV6);
	assert_decoded(decode(ETHERNET));
	assert_is_syn(true);
}

static void padding_is_no_payload(void **state)
{
	(void)state;
	begin(3);
	tcp(RONDA_TCP_ACK);
	ip4(RONDA_TCP);
	ethernet(IPV4);
	memset(end, 0, 20);
	end += 20;
	assert_decoded(decode(ETHERNET));
	assert_int_equal(packet.payload_bytes, 3);
	assert_int_equal(packet.captured_payload_bytes, 3);
	assert_int_equal(packet.wire_bytes, 77);
}

/* What may stand between Ethernet's addresses and IPv4, or before it on another link. */
static void every_wrapping_is_taken_off(void **state)
{
	static const struct {
		int link;
		const char *v4, *v6; /* NULL: carries only the other */
	} wrappings[] = {
#define MACS "020000000001 020000000002 "
		{ 1, MACS "8100 0001 0800", MACS "8100 0001 86dd" },
		{ 1, MACS "88a8 0001 8100 0002 0800", MACS "9100 0001 8100 0002 86dd" },
		{ 1, MACS "8100 0001 8100 0002 8100 0003 0800", MACS "88a8 0001 88a8 0001 88a8 0001 86dd" },
		{ 1, MACS "8926 00000000 0800", MACS "893f 000000000000 86dd" },
		{ 1, MACS "8909 000000000000 0800", MACS "8903 0000" MACS "86dd" },
		{ 1, MACS "88e7 00000000" MACS "0800", MACS "88e7 00000000" MACS "86dd" },
		{ 1, MACS "8847 000011 40", MACS "8848 000011 40" },
		{ 1, MACS "8864 1100 0001 002a 0021", MACS "8864 1100 0001 003e 0057" },
		{ 1, MACS "0030 aaaa03 000000 0800", MACS "0044 aaaa03 000000 86dd" },
		{ 1, MACS "0030 aaaa03 0000f8 0800", MACS "8100 0001 0044 aaaa03 000000 86dd" },
		{ 1, MACS "002b 060603", NULL },
		{ 1, MACS "003e aaaa03 0080c2 0007" MACS "0800", NULL },
		{ 0, "00000002", "0000001e" },
		{ 0, "02000000", "1c000000" },
		{ 0, NULL, "18000000" },
		{ 0, NULL, "0000000a" },
		{ 108, "00000002", "00000018" },
		{ 109, "02000000 00000000 00000000", "00000018 00000000 00000000" },
		{ 8, "00400000000000000000000000000000", "00400000000000000000000000000000" },
		{ 9, "ff03 0021", "0057" },
		{ 9, "21", "57" },
		{ 50, "ff03 0021", "0f00 86dd" },
		{ 50, "8f00 0800", "ff03 57" },
		{ 51, "1100 0001 002a 0021", "1100 0001 003e 0057" },
		{ 166, "0003 0021", "0103 0057" },
		{ 204, "00 ff03 0021", "01 ff03 0057" },
		{ 104, "0f00 0800", "8f00 86dd" },
		{ 205, "00 0f00 0800", "01 0f00 86dd" },
		{ 107, "1841 03 cc", "1841 03 8e" },
		{ 107, "1841 03 00 80 000000 0800", "1841 03 80 000000 86dd" },
		{ 107, "1841 0800", "18400001 86dd" },
		{ 206, "00 1841 03 cc", "01 1841 03 8e" },
		{ 12, "", "" },
		{ 14, "", "" },
		{ 101, "", "" },
		{ 228, "", NULL },
		{ 229, NULL, "" },
		{ 226, "0101 0000 00000000 00000000 00000000 00000000 00000000",
			"0102 0000 00000000 00000000 00000000 00000000 00000000" },
		{ 219, "000011 40", "000011 40" },
		{ 219, "00001040 00002140", "00001240 00002140" },
		{ 219, "000011 40 00000000" MACS "0800", "000011 40" MACS "86dd" },
		{ 10, "50 020000000001 020000000002 aaaa03 000000 0800",
			"54 020000000001 020000000002 aaaa03 000000 86dd" },
		{ 113, "0000 0001 0006 0000000000000000 0800", "0004 0001 0006 0000000000000000 86dd" },
		{ 113, "0000 0001 0006 0000000000000000 0004 aaaa03 000000 0800",
			"0000 0001 0006 0000000000000000 8100 0001 86dd" },
		{ 276, "0800 0000 00000001 0001 00 06 0000000000000000",
			"86dd 0000 00000001 0001 04 06 0000000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++) {
		if (wrappings[i].v4) {
			syn4();
			hex(wrappings[i].v4);
			assert_decoded(decode(wrappings[i].link));
			assert_is_syn(false);
			assert_false(has(RONDA_TUNNELLED));
		}
		if (wrappings[i].v6) {
			syn6();
			hex(wrappings[i].v6);
			assert_decoded(decode(wrappings[i].link));
			assert_is_syn(true);
		}
	}
}

static void what_is_not_ip_is_told_apart(void **state)
{
	static const struct {
		int link;
		const char *header;
		enum ronda_reason reason;
	} frames[] = {
		{ 1, MACS "0806", RONDA_REASON_ARP },
		{ 1, MACS "8100 0001 0806", RONDA_REASON_ARP },
		{ 1, MACS "88cc", RONDA_REASON_NOT_IP },
		{ 1, MACS "8863 1109 0000 0000", RONDA_REASON_NOT_IP },
		{ 1, MACS "8864 1100 0001 0004 c021", RONDA_REASON_NOT_IP },
		{ 51, "1109 0000 0004 0021", RONDA_REASON_NOT_IP },
		{ 1, MACS "8847 000011 40 10000000", RONDA_REASON_NOT_IP },
		{ 1, MACS "0026 424203", RONDA_REASON_LLC },
		{ 1, MACS "0026 fefe03", RONDA_REASON_LLC },
		{ 1, MACS "0026 aaaa03 00000c 2000", RONDA_REASON_LLC },
		{ 1, MACS "8100 0001 0026 424203", RONDA_REASON_LLC },
		{ 0, "00000007", RONDA_REASON_NOT_IP },
		{ 50, "ff03 c021", RONDA_REASON_NOT_IP },
		{ 104, "8f00 8035", RONDA_REASON_NOT_IP },
		{ 107, "1841 03 81", RONDA_REASON_NOT_IP },
		{ 113, "0000 0338 0000 0000000000000000 0800", RONDA_REASON_NOT_IP },
		{ 8, "00800000000000000000000000000000", RONDA_REASON_NOT_IP },
		{ 10, "41 020000000001 020000000002", RONDA_REASON_NOT_IP },
		{ 147, "", RONDA_REASON_LINK_TYPE },
		{ 100000, "", RONDA_REASON_LINK_TYPE },
		{ -1, "", RONDA_REASON_LINK_TYPE },
		{ 1, MACS "8864 2100 0001 0004 0021", RONDA_REASON_LINK_HEADER },
		{ 1, MACS "8864 1100 0001 0030 0021", RONDA_REASON_LINK_HEADER },
		{ 107, "1840000000", RONDA_REASON_LINK_HEADER },
		{ 127, "0100 0800 00000000", RONDA_REASON_LINK_HEADER },
		{ 127, "0000 0700 00000000", RONDA_REASON_LINK_HEADER },
		{ 127, "0000 ff00 00000000", RONDA_REASON_LINK_HEADER },
		{ 192, "0000 0700 01000000", RONDA_REASON_LINK_HEADER },
		{ 192, "0000 0800 ff000000", RONDA_REASON_LINK_TYPE },
		{ 12, "55", RONDA_REASON_IP_VERSION },
		{ 228, "60", RONDA_REASON_IP_VERSION },
		{ 229, "45", RONDA_REASON_IP_VERSION },
		{ 1, MACS "86dd 45", RONDA_REASON_IP_VERSION },
	};

	(void)state;
	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		begin(39);
		hex(frames[i].header);
		assert_refused(decode(frames[i].link), frames[i].reason);
	}
}

static void what_follows_a_pppoe_session_is_padding(void **state)
{
	(void)state;
	syn4();
	hex("1100 0001 0014 0021"); /* 18 bytes of IP */
	assert_refused(decode(51), RONDA_REASON_SHORT_IP);
}

static void sixteen_layers_are_taken_apart_and_seventeen_are_not(void **state)
{
	(void)state;
	for (unsigned tags = 13; tags <= 15; tags++) {
		syn4();
		for (unsigned i = 0; i < tags; i++)
			hex(i ? "0001 8100" : "0001 0800");
		ethernet(0x8100);
		if (tags <= 14) {
			assert_decoded(decode(ETHERNET));
			assert_is_syn(false);
		} else {
			assert_refused(decode(ETHERNET), RONDA_REASON_TOO_DEEP);
		}
	}
}

/* ---- 802.11 ---- */

#define LLC_IP4 "aaaa03 000000 0800"
#define ADDRESSES "020000000001 020000000002 020000000003 "

static void wlan_data_is_read_with_every_header_it_may_have(void **state)
{
	static const struct {
		int link;
		const char *header;
	} frames[] = {
		{ WLAN, "0800 0000" ADDRESSES "0000" LLC_IP4 },
		{ WLAN, "0801 0000" ADDRESSES "0000" LLC_IP4 },
		{ WLAN, "8802 0000" ADDRESSES "0000 0000" LLC_IP4 },
		{ WLAN, "8803 0000" ADDRESSES "0000 020000000004 0000" LLC_IP4 },
		{ WLAN, "8882 0000" ADDRESSES "0000 0000 00000000" LLC_IP4 },
		{ WLAN, "8802 0000" ADDRESSES "0000 8000 020000000001 020000000002 0030" LLC_IP4 },
		{ RADIOTAP, "0000 0800 00000000 0802 0000" ADDRESSES "0000" LLC_IP4 },
		{ RADIOTAP, "0000 0900 02000000 20 8802 0000" ADDRESSES "0000 0000 0000" LLC_IP4 },
		{ RADIOTAP, "0000 1900 03000080 00000000 00000000 0000000000000000 20"
			"8802 0000" ADDRESSES "0000 0000 0000" LLC_IP4 },
		{ 192, "0000 0800 69000000 0800 0000" ADDRESSES "0000" LLC_IP4 },
		{ 163, "80211001 00000008 0800 0000" ADDRESSES "0000" LLC_IP4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		syn4();
		hex(frames[i].header);
		assert_decoded(decode(frames[i].link));
		assert_is_syn(false);
		assert_false(has(RONDA_GROUP));
	}
	syn4();
	hex("0800 0000" ADDRESSES "0000" LLC_IP4);
	before(144);
	assert_decoded(decode(119));
	assert_is_syn(false);
}

static void the_checksum_radiotap_tells_of_is_no_payload(void **state)
{
	static const char *const flags[] = { "00", "10" };

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		begin(1000);
		udp(SOURCE_PORT, 53);
		put16(start + 4, 0);
		ip4(RONDA_UDP);
		put16(start + 2, 0); /* too big for its length field: as much as there is */
		hex("0802 0000" ADDRESSES "0000" LLC_IP4);
		hex(flags[i]);
		hex("0000 0900 02000000");
		assert_decoded(decode(RADIOTAP));
		assert_int_equal(packet.payload_bytes, 1000 - 4 * i);
	}
}

static void wlan_without_readable_data_says_so(void **state)
{
	static const struct {
		const char *header;
		enum ronda_reason reason;
	} frames[] = {
		{ "8000 0000" ADDRESSES "0000", RONDA_REASON_WLAN_NOT_DATA }, /* beacon */
		{ "d400 0000", RONDA_REASON_WLAN_NOT_DATA },                  /* acknowledgement */
		{ "4801 0000" ADDRESSES "0000", RONDA_REASON_WLAN_NOT_DATA }, /* null */
		{ "c801 0000" ADDRESSES "0000", RONDA_REASON_WLAN_NOT_DATA },
		{ "0841 0000" ADDRESSES "0000" LLC_IP4, RONDA_REASON_WLAN_ENCRYPTED },
		{ "0801 0000" ADDRESSES "0100" LLC_IP4, RONDA_REASON_NOT_IP }, /* later fragment */
		{ "0901 0000" ADDRESSES "0000" LLC_IP4, RONDA_REASON_LINK_HEADER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		syn4();
		hex(frames[i].header);
		assert_refused(decode(WLAN), frames[i].reason);
	}
}

/* ---- NFLOG ---- */

static void attribute(uint16_t type, uint16_t bytes)
{
	uint16_t header[] = { bytes, type };

	memcpy(before(4), header, 4);
}

static void nflog_carries_its_packet_among_other_attributes(void **state)
{
	(void)state;
	syn4();
	attribute(9, 44);
	hex("00000000 01000000");
	attribute(1, 13); /* one more than it has, padded to 16: into the middle of the next */
	hex("02 00 0000");
	assert_refused(decode(NFLOG), RONDA_REASON_LINK_HEADER);

	syn4();
	attribute(9, 44);
	hex("0000000000000000");
	attribute(1, 9);
	hex("02 00 0000");
	assert_decoded(decode(NFLOG));
	assert_is_syn(false);

	syn6();
	attribute(9, 64);
	hex("0a 00 0000");
	assert_decoded(decode(NFLOG));
	assert_is_syn(true);

	syn4();
	attribute(9, 45); /* longer than the frame */
	hex("02 00 0000");
	assert_refused(decode(NFLOG), RONDA_REASON_LINK_HEADER);

	syn4();
	attribute(9, 3); /* shorter than itself */
	hex("02 00 0000");
	assert_refused(decode(NFLOG), RONDA_REASON_LINK_HEADER);

	begin(0);
	attribute(1, 4);
	hex("02 00 0000");
	assert_refused(decode(NFLOG), RONDA_REASON_NOT_IP);
}

/* ---- IP ---- */

static void impossible_ipv4_lengths_are_malformed(void **state)
{
	(void)state;
	syn4();
	start[0] = 0x44;
	assert_refused(decode(RAW), RONDA_REASON_IP_LENGTH);
	syn4();
	put16(start + 2, 19);
	assert_refused(decode(RAW), RONDA_REASON_IP_LENGTH);
	syn4();
	put16(start + 2, 0);
	assert_refused(decode(RAW), RONDA_REASON_IP_LENGTH);
	syn4();
	put16(start + 2, 20); /* possible, but then there is no TCP in it */
	assert_refused(decode(RAW), RONDA_REASON_SHORT_TRANSPORT);
}

static void a_length_of_zero_on_a_big_packet_is_the_frames(void **state)
{
	(void)state;
	begin(70000);
	tcp(RONDA_TCP_ACK);
	ip4(RONDA_TCP);
	put16(start + 2, 0);
	assert_decoded(decode(RAW));
	assert_int_equal(packet.payload_bytes, 70000);
	assert_int_equal(packet.captured_payload_bytes, 65535);
	assert_decoded(decode_cut(RAW, 100, length()));
	assert_int_equal(packet.payload_bytes, 70000);
	assert_int_equal(packet.captured_payload_bytes, 60);
}

static void a_length_beyond_the_frame_is_believed(void **state)
{
	(void)state;
	begin(10);
	tcp(RONDA_TCP_ACK);
	ip4(RONDA_TCP);
	put16(start + 2, 1040);
	assert_decoded(decode(RAW));
	assert_int_equal(packet.payload_bytes, 1000);
	assert_int_equal(packet.captured_payload_bytes, 10);
}

static void ipv4_options_are_stepped_over(void **state)
{
	uint8_t *at;

	(void)state;
	begin(0);
	tcp(RONDA_TCP_SYN);
	hex("94040000 01010101");
	at = ip4(RONDA_TCP);
	at[0] = 0x47;
	assert_decoded(decode(RAW));
	assert_is_syn(false);
	at[0] = 0x48; /* into the TCP header: other ports, and too little of it */
	assert_refused(decode(RAW), RONDA_REASON_SHORT_TRANSPORT);
}

static void ipv6_extension_headers_are_stepped_over(void **state)
{
	static const struct {
		uint8_t first;
		const char *headers;
	} chains[] = {
		{ 0, "06 00 0104 00000000" },
		{ 43, "06 02 0001 00000000 20010db8000000000000000000000003" },
		{ 60, "06 01 01 0c 000000000000000000000000" },
		{ 51, "06 04 0000 00000001 00000001 000000000000000000000000" },
		{ 135, "06 00 0000 00000000" },
		{ 0, "3c 00 0104 00000000 2b 00 0104 00000000 06 00 0000 00000000" },
		{ 44, "06 00 0000 12345678" }, /* first and last at once */
		{ 44, "3c 00 0000 12345678 06 00 0104 00000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
		begin(0);
		tcp(RONDA_TCP_SYN);
		hex(chains[i].headers);
		ip6(chains[i].first);
		assert_decoded(decode(RAW));
		assert_is_syn(true);
		assert_false(has(RONDA_FRAGMENT));
	}
	begin(0);
	hex("06 00 0104 00000000");
	start[1] = 1; /* twice as long as there is */
	ip6(0);
	assert_refused(decode(RAW), RONDA_REASON_SHORT_IP);
	begin(0);
	tcp(RONDA_TCP_SYN);
	for (unsigned i = 0; i < 16; i++)
		hex(i ? "3c 00 0104 00000000" : "06 00 0104 00000000");
	ip6(0);
	assert_refused(decode(RAW), RONDA_REASON_TOO_DEEP);
}

static void a_jumbogram_is_as_long_as_its_frame(void **state)
{
	(void)state;
	begin(70000);
	udp(SOURCE_PORT, 9);
	put16(start + 4, 0);
	hex("11 00 c204 00011180");
	ip6(0);
	put16(start + 4, 0);
	assert_decoded(decode(RAW));
	assert_int_equal(packet.proto, RONDA_UDP);
	assert_int_equal(packet.payload_bytes, 70000);
}

static void an_empty_ipv6_packet_holds_nothing(void **state)
{
	(void)state;
	begin(6); /* padding */
	ip6(59);
	put16(start + 4, 0);
	assert_decoded(decode(RAW));
	assert_int_equal(packet.proto, 59);
	assert_int_equal(packet.payload_bytes, 0);
	assert_int_equal(packet.captured_payload_bytes, 0);
	syn6();
	put16(start + 4, 0);
	assert_refused(decode(RAW), RONDA_REASON_SHORT_TRANSPORT);
}

static void authentication_in_ipv4_is_stepped_over(void **state)
{
	(void)state;
	begin(0);
	tcp(RONDA_TCP_SYN);
	hex("06 04 0000 00000001 00000001 000000000000000000000000");
	ip4(51);
	assert_decoded(decode(RAW));
	assert_is_syn(false);
}

static void group_targets_are_noted_and_others_are_not(void **state)
{
	static const struct {
		uint8_t target[4];
		bool group;
	} targets[] = {
		{ { 224, 0, 0, 1 }, true }, { { 239, 255, 255, 255 }, true },
		{ { 255, 255, 255, 255 }, true }, { { 0, 0, 0, 0 }, true },
		{ { 223, 255, 255, 255 }, false }, { { 240, 0, 0, 0 }, false },
		{ { 255, 255, 255, 254 }, false }, { { 0, 0, 0, 1 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		syn4();
		memcpy(start + 16, targets[i].target, 4);
		assert_decoded(decode(RAW));
		assert_int_equal(has(RONDA_GROUP), targets[i].group);
	}
	syn6();
	start[24] = 0xff;
	assert_decoded(decode(RAW));
	assert_true(has(RONDA_GROUP));
	start[24] = 0xfe;
	assert_decoded(decode(RAW));
	assert_false(has(RONDA_GROUP));
}

static void frames_to_a_group_of_stations_are_noted(void **state)
{
	(void)state;
	syn4();
	ethernet(IPV4)[0] = 3;
	assert_decoded(decode(ETHERNET));
	assert_true(has(RONDA_GROUP));
	start[0] = 2;
	assert_decoded(decode(ETHERNET));
	assert_false(has(RONDA_GROUP));

	for (uint8_t type = 0; type <= 4; type++) {
		syn4();
		hex("0000 0001 0006 0000000000000000 0800");
		start[1] = type;
		assert_decoded(decode(113));
		assert_int_equal(has(RONDA_GROUP), type == 1 || type == 2);
		syn4();
		hex("0800 0000 00000001 0001 00 06 0000000000000000");
		start[10] = type;
		assert_decoded(decode(276));
		assert_int_equal(has(RONDA_GROUP), type == 1 || type == 2);
	}

	/* To the distribution system the third address is the destination, else the first. */
	syn4();
	hex("0801 0000 030000000001 020000000002 020000000003 0000" LLC_IP4);
	assert_decoded(decode(WLAN));
	assert_false(has(RONDA_GROUP));
	start[1] = 2;
	assert_decoded(decode(WLAN));
	assert_true(has(RONDA_GROUP));
	start[1] = 1;
	start[16] = 3;
	assert_decoded(decode(WLAN));
	assert_true(has(RONDA_GROUP));
}

/* ---- cut and short ---- */

static void a_cut_frame_is_truncated_where_the_capture_ends(void **state)
{
	(void)state;
	begin(100);
	tcp(RONDA_TCP_ACK);
	ip4(RONDA_TCP);
	ethernet(IPV4);
	for (uint32_t captured = 0; captured <= length(); captured++) {
		enum ronda_fate fate = decode_cut(ETHERNET, captured, length());

		if (captured < 14)
			assert_refused(fate, RONDA_REASON_CUT_LINK);
		else if (captured < 34)
			assert_refused(fate, RONDA_REASON_CUT_IP);
		else if (captured < 34 + 14)
			assert_refused(fate, RONDA_REASON_CUT_TRANSPORT);
		else {
			assert_decoded(fate);
			assert_int_equal(packet.tcp_flags, RONDA_TCP_ACK);
			assert_int_equal(packet.payload_bytes, 100);
			assert_int_equal(packet.captured_payload_bytes, captured < 54 ? 0 : captured - 54);
			assert_int_equal(packet.wire_bytes, length());
		}
	}
}

static void a_frame_that_itself_ends_early_is_malformed(void **state)
{
	(void)state;
	begin(100);
	udp(SOURCE_PORT, 53);
	ip6(RONDA_UDP);
	ethernet(IPV6);
	for (uint32_t whole = 0; whole <= length(); whole++) {
		enum ronda_fate fate = decode_cut(ETHERNET, whole, whole);

		if (whole < 14)
			assert_refused(fate, RONDA_REASON_SHORT_LINK);
		else if (whole < 54)
			assert_refused(fate, RONDA_REASON_SHORT_IP);
		else if (whole < 62)
			assert_refused(fate, RONDA_REASON_SHORT_TRANSPORT);
		else
			assert_decoded(fate);
	}
}

static void every_header_may_end_anywhere(void **state)
{
	(void)state;
	for (int link = 0; link < 300; link++)
		for (unsigned fill = 0; fill < 256; fill++) {
			begin(0);
			memset(before(64), (int)fill, 64);
			for (uint32_t captured = 0; captured <= 64; captured++)
				if (decode_cut(link, captured, 64) != RONDA_FATE_DECODED)
					assert_in_range(reason, 0, RONDA_REASON_COUNT - 1);
		}
}

/* ---- transport ---- */

static void tcp_header_lengths_must_fit(void **state)
{
	(void)state;
	syn4();
	start[20 + 12] = 4 << 4;
	assert_refused(decode(RAW), RONDA_REASON_TRANSPORT_LENGTH);
	syn4();
	start[20 + 12] = 6 << 4;
	assert_refused(decode(RAW), RONDA_REASON_TRANSPORT_LENGTH);
	begin(4);
	tcp(RONDA_TCP_SYN);
	start[12] = 6 << 4;
	ip4(RONDA_TCP);
	assert_decoded(decode(RAW));
	assert_is_syn(false);
}

static void udp_lengths_must_fit(void **state)
{
	static const struct {
		uint16_t stated;
		bool fits;
		uint32_t payload;
	} lengths[] = {
		{ 0, false, 0 }, { 7, false, 0 }, { 8, true, 0 }, { 17, true, 9 }, { 18, true, 10 },
		{ 19, false, 0 }, { 65535, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		begin(10);
		udp(SOURCE_PORT, 53);
		put16(start + 4, lengths[i].stated);
		ip4(RONDA_UDP);
		if (!lengths[i].fits) {
			assert_refused(decode(RAW), RONDA_REASON_TRANSPORT_LENGTH);
			continue;
		}
		assert_decoded(decode(RAW));
		assert_int_equal(packet.source_port, SOURCE_PORT);
		assert_int_equal(packet.target_port, 53);
		assert_int_equal(packet.tcp_flags, 0);
		assert_int_equal(packet.payload_bytes, lengths[i].payload);
		assert_int_equal(packet.captured_payload_bytes, lengths[i].payload);
	}
}

static void sctp_has_ports_and_needs_twelve_bytes(void **state)
{
	(void)state;
	begin(0);
	hex("9c40 01bb 00000000 00000000");
	ip4(RONDA_SCTP);
	assert_decoded(decode(RAW));
	assert_true(has(RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT));
	assert_int_equal(packet.source_port, SOURCE_PORT);
	assert_int_equal(packet.target_port, TARGET_PORT);
	begin(0);
	hex("9c40 01bb 00000000 000000");
	ip4(RONDA_SCTP);
	assert_refused(decode(RAW), RONDA_REASON_SHORT_TRANSPORT);
}

static void other_protocols_are_decoded_without_ports(void **state)
{
	static const uint8_t protos[] = { 2, 50, 88, 89, 103, 112, 255, RONDA_ICMPV6 };

	(void)state;
	for (size_t i = 0; i < sizeof protos; i++) {
		begin(30);
		ip4(protos[i]);
		assert_decoded(decode(RAW));
		assert_int_equal(packet.proto, protos[i]);
		assert_int_equal(packet.notes, 0);
		assert_int_equal(packet.source_port, 0);
		assert_int_equal(packet.payload_bytes, 30);
	}
}

static void an_echo_is_known_by_its_identifier(void **state)
{
	static const struct {
		bool v6;
		uint8_t type;
		bool echo;
	} messages[] = {
		{ false, 8, true }, { false, 0, true }, { false, 13, false }, { false, 128, false },
		{ true, 128, true }, { true, 129, true }, { true, 8, false }, { true, 135, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		begin(10);
		hex("0000 0000 beef 0001");
		start[0] = messages[i].type;
		messages[i].v6 ? ip6(RONDA_ICMPV6) : ip4(RONDA_ICMP);
		assert_decoded(decode(RAW));
		assert_int_equal(packet.icmp_type, messages[i].type);
		assert_int_equal(packet.payload_bytes, 10);
		assert_true(has(RONDA_HAS_TRANSPORT));
		assert_int_equal(has(RONDA_HAS_PORTS), messages[i].echo);
		assert_int_equal(packet.source_port, messages[i].echo ? 0xbeef : 0);
		assert_int_equal(packet.target_port, messages[i].echo ? 0xbeef : 0);
	}
	begin(0);
	hex("0800 0000 beef 00");
	ip4(RONDA_ICMP);
	assert_refused(decode(RAW), RONDA_REASON_SHORT_TRANSPORT);
}

/* An error about the frame that is being built. */
static void icmp_error(bool v6, uint8_t type, uint8_t code)
{
	uint8_t *at = before(8);

	at[0] = type;
	at[1] = code;
	if (v6)
		ip6(RONDA_ICMPV6)[8] = 0xfd; /* from elsewhere */
	else
		ip4_between(9, 9, RONDA_ICMP);
}

static void an_icmp_error_quotes_what_it_answers(void **state)
{
	static const uint8_t errors4[] = { 3, 4, 5, 11, 12 }, errors6[] = { 1, 2, 3, 4 };

	(void)state;
	for (size_t i = 0; i < sizeof errors4; i++) {
		syn4();
		end -= 12; /* a router need not send more than eight bytes of it */
		icmp_error(false, errors4[i], 1);
		assert_decoded(decode(RAW));
		assert_int_equal(packet.icmp_type, errors4[i]);
		assert_int_equal(packet.icmp_code, 1);
		assert_true(is(&packet.source, "192.0.2.9"));
		assert_false(has(RONDA_HAS_PORTS));
		assert_true(has(RONDA_QUOTES | RONDA_HAS_TRANSPORT));
		assert_true(is(&packet.quoted.source, "192.0.2.1"));
		assert_true(is(&packet.quoted.target, "198.51.100.1"));
		assert_int_equal(packet.quoted.source_port, SOURCE_PORT);
		assert_int_equal(packet.quoted.target_port, TARGET_PORT);
		assert_int_equal(packet.quoted.proto, RONDA_TCP);
		assert_int_equal(packet.quoted.seq, 0x01020304);
	}
	for (size_t i = 0; i < sizeof errors6; i++) {
		begin(0);
		udp(SOURCE_PORT, 53);
		hex("11 00 0104 00000000");
		ip6(0);
		icmp_error(true, errors6[i], 4);
		assert_decoded(decode(RAW));
		assert_true(has(RONDA_QUOTES));
		assert_true(is(&packet.source, "fd01:db8::1"));
		assert_true(is(&packet.quoted.source, "2001:db8::1"));
		assert_int_equal(packet.quoted.target_port, 53);
		assert_int_equal(packet.quoted.proto, RONDA_UDP);
		assert_int_equal(packet.quoted.seq, 0);
	}
	begin(0);
	hex("0800 0000 beef 0001");
	ip4(RONDA_ICMP);
	icmp_error(false, 11, 0);
	assert_decoded(decode(RAW));
	assert_true(has(RONDA_QUOTES));
	assert_int_equal(packet.quoted.source_port, 0xbeef);
	assert_int_equal(packet.quoted.target_port, 0xbeef);
}

static void what_an_error_quotes_badly_is_not_a_quote(void **state)
{
	(void)state;
	syn4();
	end -= 13; /* seven bytes of TCP */
	icmp_error(false, 3, 1);
	assert_decoded(decode(RAW));
	assert_false(has(RONDA_QUOTES));

	syn4();
	start[7] = 1; /* a later fragment */
	icmp_error(false, 3, 1);
	assert_decoded(decode(RAW));
	assert_false(has(RONDA_QUOTES));

	syn6(); /* of the other family */
	icmp_error(false, 3, 1);
	assert_decoded(decode(RAW));
	assert_false(has(RONDA_QUOTES));

	syn4(); /* not an error */
	icmp_error(false, 13, 0);
	assert_decoded(decode(RAW));
	assert_false(has(RONDA_QUOTES));
}

/* ---- tunnels ---- */

#define UDP_TO(port) ((uint32_t)(port) << 8) /* where else a protocol stands */

static void wrap(uint32_t by)
{
	if (by >= UDP_TO(1))
		udp(SOURCE_PORT, (uint16_t)(by >> 8));
	ip4_between(7, 7, by >= UDP_TO(1) ? RONDA_UDP : (uint8_t)by);
}

static const struct {
	uint32_t by;
	bool v6;
	const char *header;
} tunnels[] = {
	{ 4, false, "" },
	{ 41, true, "" },
	{ 97, false, "3000" MACS "0800" },
	{ 137, true, "000011 40" },
	{ 47, false, "0000 0800" },
	{ 47, true, "b000 86dd 00000000 00000001 00000002" },
	{ 47, false, "4000 0800 00000000 0800 0004 c0000201 0000 0000" },
	{ 47, false, "0000 6558" MACS "0800" },
	{ 47, true, "2000 6558 00000001" MACS "8100 0001 86dd" },
	{ 47, false, "0000 8847 000011 40" },
	{ 47, false, "0000 880b ff03 0021" },
	{ 47, false, "3001 880b 002c 0001 00000001 ff03 0021" },
	{ 47, true, "3081 880b 003d 0001 00000001 00000000 57" },
	{ 47, false, "0000 883e" },
	{ 47, false, "0000 883e 00000000" },
	{ 47, false, "0000 6559 1841 03 cc" },
	{ 47, false, "0000 88be" MACS "0800" },
	{ 47, true, "1000 88be 00000001 10000000 00000000" MACS "86dd" },
	{ 47, false, "1000 22eb 00000001 20000000 00000000 00000000" MACS "0800" },
	{ 47, false, "1000 22eb 00000001 20000000 00000000 00000001 0000000000000000" MACS "0800" },
	{ UDP_TO(4789), false, "08000000 00000100" MACS "0800" },
	{ UDP_TO(8472), true, "08000000 00000100" MACS "86dd" },
	{ UDP_TO(4790), false, "0c000001 00000100" },
	{ UDP_TO(4790), true, "0c000002 00000100" },
	{ UDP_TO(4790), true, "0c000003 00000100" MACS "86dd" },
	{ UDP_TO(6081), false, "0000 6558 00000100" MACS "0800" },
	{ UDP_TO(6081), true, "0200 86dd 00000100 0000000100000001" },
	{ UDP_TO(6635), false, "000011 40" },
	{ UDP_TO(2152), false, "30 ff 0028 00000001" },
	{ UDP_TO(2152), true, "32 ff 0040 00000001 0001 00 00" },
	{ UDP_TO(2152), false, "34 ff 0030 00000001 0000 00 85 01 1000 00" },
	{ UDP_TO(3544), true, "" },
	{ UDP_TO(3544), true, "0000 1234 12345678" },
	{ UDP_TO(3544), true, "0001 0204 0000 00000000 0000000000000000 00 0000 1234 12345678" },
};

static void the_innermost_packet_is_the_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tunnels / sizeof *tunnels; i++) {
		tunnels[i].v6 ? syn6() : syn4();
		hex(tunnels[i].header);
		wrap(tunnels[i].by);
		ethernet(IPV4);
		start[0] |= 1; /* the group is the outer frame's */
		assert_decoded(decode(ETHERNET));
		assert_is_syn(tunnels[i].v6);
		assert_true(has(RONDA_TUNNELLED));
		assert_false(has(RONDA_GROUP));
		assert_int_equal(packet.wire_bytes, length());
	}
}

static void assert_is_outer(uint32_t by)
{
	assert_true(is(&packet.source, "192.0.2.7"));
	assert_true(is(&packet.target, "198.51.100.7"));
	assert_int_equal(packet.proto, by >= UDP_TO(1) ? RONDA_UDP : by);
	assert_int_equal(packet.target_port, by >> 8);
	assert_int_equal(has(RONDA_HAS_PORTS), by >= UDP_TO(1));
	assert_false(has(RONDA_TUNNELLED));
}

static void a_bad_inside_leaves_the_outer_packet_standing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tunnels / sizeof *tunnels; i++) {
		uint32_t inner;

		tunnels[i].v6 ? syn6() : syn4(); /* longer than what is there */
		end -= 1;
		hex(tunnels[i].header);
		wrap(tunnels[i].by);
		assert_decoded(decode(RAW));
		assert_is_outer(tunnels[i].by);

		tunnels[i].v6 ? syn6() : syn4(); /* not IP at all */
		start[0] = 0x20;
		hex(tunnels[i].header);
		wrap(tunnels[i].by);
		assert_decoded(decode(RAW));
		assert_is_outer(tunnels[i].by);

		tunnels[i].v6 ? syn6() : syn4(); /* cut at every byte */
		hex(tunnels[i].header);
		inner = length();
		wrap(tunnels[i].by);
		for (uint32_t captured = length() - inner; captured < length() - 6; captured++) {
			assert_decoded(decode_cut(RAW, captured, length()));
			assert_is_outer(tunnels[i].by);
			assert_decoded(decode_cut(RAW, captured, captured));
			assert_is_outer(tunnels[i].by);
		}
	}
}

static void a_tunnel_with_an_arp_in_it_stands(void **state)
{
	(void)state;
	begin(28);
	ethernet(0x0806);
	hex("08000000 00000100");
	wrap(UDP_TO(4789));
	assert_decoded(decode(RAW));
	assert_is_outer(UDP_TO(4789));
	assert_int_equal(packet.payload_bytes, 28 + 14 + 8);
}

static void tunnel_headers_that_do_not_fit_are_only_payload(void **state)
{
	static const struct {
		uint32_t by;
		const char *header;
	} almost[] = {
		{ UDP_TO(4788), "08000000 00000100" MACS "0800" },
		{ UDP_TO(4789), "00000000 00000100" MACS "0800" },
		{ UDP_TO(6081), "8000 6558 00000100" MACS "0800" },
		{ UDP_TO(2152), "30 01 0028 00000001" },
		{ UDP_TO(2152), "20 ff 0028 00000001" },
		{ UDP_TO(2152), "34 ff 0030 00000001 0000 00 85 00 1000 00" },
		{ UDP_TO(4790), "08000001 00000100" },
		{ 47, "0002 0800" },
		{ 47, "3001 880b 0000 0001 00000001 ff03 0021" },
		{ 47, "1000 88be 00000001 70000000 00000000" MACS "0800" },
		{ 97, "2000" MACS "0800" },
		{ 98, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof almost / sizeof *almost; i++) {
		syn4();
		hex(almost[i].header);
		wrap(almost[i].by);
		assert_decoded(decode(RAW));
		assert_is_outer(almost[i].by);
	}
}

static void an_erspan_mirror_may_send_less_than_the_packet(void **state)
{
	(void)state;
	for (int truncated = 0; truncated < 2; truncated++) {
		begin(100);
		tcp(RONDA_TCP_SYN);
		ip4(RONDA_TCP);
		end -= 90;
		hex(truncated ? "1000 0400 00000000" MACS "0800" : "1000 0000 00000000" MACS "0800");
		hex("1000 88be 00000001");
		wrap(47);
		assert_decoded(decode(RAW));
		assert_int_equal(has(RONDA_TUNNELLED), truncated);
		if (truncated)
			assert_int_equal(packet.payload_bytes, 100);
	}
}

static void tunnels_in_tunnels_are_followed_to_the_bound(void **state)
{
	(void)state;
	for (unsigned outer = 1; outer <= 20; outer++) {
		syn4();
		for (unsigned i = 0; i < outer; i++)
			ip4(4);
		if (outer <= 15) {
			assert_decoded(decode(RAW));
			assert_is_syn(false);
			assert_true(has(RONDA_TUNNELLED));
		} else {
			assert_refused(decode(RAW), RONDA_REASON_TOO_DEEP);
		}
	}
}

/* ---- fragments ---- */

static uint8_t whole[4000]; /* a transport header and 'x' behind it */
static uint32_t whole_bytes;

static void whole_tcp(uint32_t bytes)
{
	begin(bytes - 20);
	tcp(RONDA_TCP_SYN);
	whole_bytes = length();
	memcpy(whole, start, whole_bytes);
}

/* Builds the fragment of `whole` that is at `offset`, and decodes it. */
static enum ronda_fate piece4(uint8_t proto, uint16_t id, uint32_t offset, uint32_t bytes)
{
	uint8_t *at;

	begin(0);
	memcpy(before(bytes), whole + offset, bytes);
	at = ip4(proto);
	put16(at + 4, id);
	put16(at + 6, offset / 8 | (offset + bytes < whole_bytes ? 0x2000 : 0));
	return decode(RAW);
}

static enum ronda_fate piece6(uint8_t next, uint32_t id, uint32_t offset, uint32_t bytes)
{
	uint8_t *at;

	begin(0);
	memcpy(before(bytes), whole + offset, bytes);
	at = before(8);
	at[0] = next;
	put16(at + 2, offset | (offset + bytes < whole_bytes));
	put32(at + 4, id);
	ip6(44);
	return decode(RAW);
}

static void assert_ports_only(void)
{
	assert_true(has(RONDA_FRAGMENT | RONDA_HAS_PORTS));
	assert_false(has(RONDA_HAS_TRANSPORT));
	assert_false(has(RONDA_HEADLESS));
	assert_int_equal(packet.source_port, SOURCE_PORT);
	assert_int_equal(packet.target_port, TARGET_PORT);
	assert_int_equal(packet.proto, RONDA_TCP);
	assert_int_equal(packet.tcp_flags, 0);
}

static void assert_headless(void)
{
	assert_int_equal(packet.notes, RONDA_FRAGMENT | RONDA_HEADLESS);
	assert_int_equal(packet.source_port, 0);
}

static void assert_head(uint32_t payload)
{
	assert_true(has(RONDA_FRAGMENT | RONDA_HAS_PORTS | RONDA_HAS_TRANSPORT));
	assert_int_equal(packet.source_port, SOURCE_PORT);
	assert_int_equal(packet.target_port, TARGET_PORT);
	assert_int_equal(packet.tcp_flags, RONDA_TCP_SYN);
	assert_int_equal(packet.seq, 0x01020304);
	assert_int_equal(packet.proto, RONDA_TCP);
	assert_int_equal(packet.payload_bytes, payload);
	assert_int_equal(packet.captured_payload_bytes, payload);
}

static void fragments_after_the_head_carry_its_ports(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_head(1460);
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_ports_only();
	assert_int_equal(packet.payload_bytes, 1480);
	assert_decoded(piece4(RONDA_TCP, 1, 2960, 40));
	assert_ports_only();
	assert_int_equal(packet.payload_bytes, 40);

	assert_decoded(piece6(RONDA_TCP, 1, 0, 1480));
	assert_head(1460);
	assert_decoded(piece6(60, 1, 1480, 1520)); /* only the first one's next header counts */
	assert_ports_only();
}

static void a_fragment_before_its_head_is_headless(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_headless();
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_head(1460);
	assert_decoded(piece4(RONDA_TCP, 1, 2960, 40));
	assert_ports_only();
}

/* A segment with ACK, whose first fragment comes `later_ns` after the one that follows it. */
static uint32_t payload_of_a_late_head(uint64_t later_ns)
{
	begin(2980);
	tcp(RONDA_TCP_ACK);
	whole_bytes = length();
	memcpy(whole, start, whole_bytes);
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	now_ns += later_ns;
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	return packet.payload_bytes;
}

static void an_early_fragment_waits_half_a_minute_for_its_head(void **state)
{
	(void)state;
	assert_int_equal(payload_of_a_late_head(30 * SECOND), 1460 + 1480);
}

static void later_its_number_may_be_another_packets(void **state)
{
	(void)state;
	assert_int_equal(payload_of_a_late_head(30 * SECOND + 1), 1460);
}

static void fragments_of_another_packet_know_nothing_of_it(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_decoded(piece4(RONDA_TCP, 2, 1480, 1480));
	assert_headless();
	assert_decoded(piece4(RONDA_UDP, 1, 1480, 1480));
	assert_headless();
	assert_decoded(piece6(RONDA_TCP, 1, 1480, 1480));
	assert_headless();
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_ports_only();
}

static void a_head_is_remembered_for_a_minute(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	now_ns += 60 * SECOND;
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_ports_only();
	now_ns += 1;
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_headless();
}

static void the_same_number_again_is_a_new_packet(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	put16(whole, 5555);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_int_equal(packet.source_port, 5555);
	assert_true(has(RONDA_HAS_TRANSPORT));
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_int_equal(packet.source_port, 5555);
}

/* The pieces of 8, 8 and the rest in every order: the one that comes last tells it all. */
static void a_header_in_tiny_pieces_is_put_together_in_any_order(void **state)
{
	static const uint8_t orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};

	(void)state;
	whole_tcp(40);
	for (uint16_t order = 0; order < 12; order++) {
		bool v6 = order >= 6, head_seen = false;

		for (unsigned i = 0; i < 3; i++) {
			uint8_t which = orders[order % 6][i];
			uint32_t offset = which * 8u, bytes = which == 2 ? 24 : 8;

			assert_decoded(v6 ? piece6(RONDA_TCP, order, offset, bytes)
				: piece4(RONDA_TCP, order, offset, bytes));
			head_seen |= which == 0;
			if (i == 2)
				assert_head(which == 2 ? 20 : 0);
			else if (head_seen)
				assert_ports_only();
			else
				assert_headless();
		}
	}
}

static void a_whole_packet_of_twenty_bytes_is_enough(void **state)
{
	(void)state;
	whole_tcp(20);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 8));
	assert_ports_only();
	assert_decoded(piece4(RONDA_TCP, 1, 8, 8));
	assert_ports_only();
	assert_decoded(piece4(RONDA_TCP, 1, 16, 4));
	assert_head(0);
	whole_bytes = 19; /* one byte fewer is no header */
	assert_decoded(piece4(RONDA_TCP, 2, 0, 16));
	assert_ports_only();
	assert_decoded(piece4(RONDA_TCP, 2, 16, 3));
	assert_ports_only();
}

static void the_first_to_write_a_byte_of_the_header_wins(void **state)
{
	(void)state;
	whole_tcp(40);
	assert_decoded(piece4(RONDA_TCP, 1, 8, 8));
	assert_headless();
	whole[13] = RONDA_TCP_FIN;
	assert_decoded(piece4(RONDA_TCP, 1, 0, 24));
	assert_head(4);
	assert_decoded(piece4(RONDA_TCP, 1, 8, 8));
	assert_ports_only();
}

static void a_bad_header_in_pieces_is_malformed(void **state)
{
	(void)state;
	whole_tcp(40);
	whole[12] = 4 << 4;
	assert_decoded(piece4(RONDA_TCP, 1, 0, 8));
	assert_decoded(piece4(RONDA_TCP, 1, 8, 8));
	assert_refused(piece4(RONDA_TCP, 1, 16, 24), RONDA_REASON_TRANSPORT_LENGTH);
	assert_refused(piece4(RONDA_TCP, 2, 0, 24), RONDA_REASON_TRANSPORT_LENGTH);
}

static void udp_icmp_and_sctp_heads_need_less(void **state)
{
	(void)state;
	begin(100);
	udp(SOURCE_PORT, TARGET_PORT); /* its length is that of the whole datagram */
	whole_bytes = length();
	memcpy(whole, start, whole_bytes);
	assert_decoded(piece4(RONDA_UDP, 1, 0, 8));
	assert_true(has(RONDA_HAS_TRANSPORT | RONDA_FRAGMENT));
	assert_int_equal(packet.target_port, TARGET_PORT);
	assert_int_equal(packet.payload_bytes, 0);
	assert_decoded(piece4(RONDA_UDP, 1, 8, 100));
	assert_int_equal(packet.target_port, TARGET_PORT);
	assert_int_equal(packet.notes, RONDA_FRAGMENT | RONDA_HAS_PORTS);
	assert_int_equal(packet.payload_bytes, 100);

	memcpy(whole, (uint8_t[]){ 8, 0, 0, 0, 0xbe, 0xef, 0, 1 }, 8);
	assert_decoded(piece4(RONDA_ICMP, 1, 0, 8));
	assert_true(has(RONDA_HAS_TRANSPORT));
	assert_decoded(piece4(RONDA_ICMP, 1, 8, 100));
	assert_int_equal(packet.source_port, 0xbeef);

	assert_decoded(piece4(RONDA_SCTP, 1, 0, 8));
	assert_false(has(RONDA_HAS_TRANSPORT));
	assert_decoded(piece4(RONDA_SCTP, 1, 8, 8));
	assert_true(has(RONDA_HAS_TRANSPORT));
	assert_int_equal(packet.payload_bytes, 4);
}

static void fragments_of_portless_protocols_have_no_ports(void **state)
{
	(void)state;
	whole_tcp(100);
	assert_decoded(piece4(50, 1, 48, 24));
	assert_headless();
	assert_decoded(piece4(50, 1, 0, 48));
	assert_int_equal(packet.notes, RONDA_FRAGMENT);
	assert_decoded(piece4(50, 1, 72, 28));
	assert_int_equal(packet.notes, RONDA_FRAGMENT);
}

static void a_first_fragment_may_start_with_an_extension_header(void **state)
{
	(void)state;
	begin(980);
	tcp(RONDA_TCP_SYN);
	hex("06 00 0104 00000000");
	whole_bytes = length();
	memcpy(whole, start, whole_bytes);
	assert_decoded(piece6(60, 1, 0, 808));
	assert_head(780);
	assert_decoded(piece6(60, 1, 808, 200));
	assert_ports_only();

	assert_decoded(piece6(60, 2, 0, 8)); /* all of it in pieces */
	assert_decoded(piece6(60, 2, 8, 16));
	assert_false(has(RONDA_HAS_TRANSPORT));
	assert_decoded(piece6(60, 2, 24, 8));
	assert_head(4);
}

static void a_packet_beyond_65535_bytes_is_malformed(void **state)
{
	uint8_t *at;

	(void)state;
	for (uint32_t bytes = 3; bytes <= 4; bytes++) { /* at 65512 behind a header of 20 */
		begin(bytes);
		at = ip4(RONDA_UDP);
		put16(at + 6, 65512 / 8);
		if (bytes == 3)
			assert_decoded(decode(RAW));
		else
			assert_refused(decode(RAW), RONDA_REASON_FRAGMENT);
	}
	for (uint32_t bytes = 7; bytes <= 8; bytes++) {
		begin(bytes);
		hex("11 00 fff8 00000001");
		ip6(44);
		if (bytes == 7)
			assert_decoded(decode(RAW));
		else
			assert_refused(decode(RAW), RONDA_REASON_FRAGMENT);
	}
}

static void a_cut_first_fragment_is_truncated_not_tiny(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_refused(decode_cut(RAW, 33, length()), RONDA_REASON_CUT_TRANSPORT);
	assert_decoded(decode_cut(RAW, 34, length()));
	assert_true(has(RONDA_HAS_TRANSPORT));
}

static void a_first_fragment_shorter_than_it_says_is_malformed(void **state)
{
	(void)state;
	whole_tcp(3000);
	assert_decoded(piece4(RONDA_TCP, 1, 0, 1480));
	assert_refused(decode_cut(RAW, 33, 33), RONDA_REASON_SHORT_TRANSPORT);
}

static void tcp_options_may_go_on_in_the_next_fragment(void **state)
{
	(void)state;
	whole_tcp(60);
	whole[12] = 10 << 4;
	assert_decoded(piece4(RONDA_TCP, 1, 0, 24));
	assert_head(0);
	assert_decoded(piece4(RONDA_TCP, 1, 24, 36));
	assert_ports_only();
}

static void a_flood_of_heads_only_pushes_out_the_oldest(void **state)
{
	unsigned remembered = 0;

	(void)state;
	whole_tcp(3000);
	for (uint16_t id = 0; id < 60000; id++) {
		now_ns += 1000;
		assert_decoded(piece4(RONDA_TCP, id, 0, 24));
	}
	for (uint16_t id = 59000; id < 60000; id++) {
		assert_decoded(piece4(RONDA_TCP, id, 1480, 1480));
		remembered += has(RONDA_HAS_PORTS);
	}
	assert_in_range(remembered, 900, 1000);
	assert_decoded(piece4(RONDA_TCP, 1, 1480, 1480));
	assert_headless();
}

static void the_first_fragment_of_a_tunnel_shows_the_packet_inside(void **state)
{
	(void)state;
	begin(2000);
	tcp(RONDA_TCP_SYN);
	ip4(RONDA_TCP);
	hex("0000 0800");
	whole_bytes = length();
	memcpy(whole, start, whole_bytes);
	assert_decoded(piece4(47, 1, 0, 1480));
	assert_true(has(RONDA_TUNNELLED | RONDA_HAS_TRANSPORT));
	assert_int_equal(packet.proto, RONDA_TCP);
	assert_int_equal(packet.payload_bytes, 2000);
	assert_decoded(piece4(47, 1, 1480, 564));
	assert_int_equal(packet.notes, RONDA_FRAGMENT);
	assert_int_equal(packet.proto, 47);
}

#define CLAIM(claim) cmocka_unit_test_setup_teardown(claim, new_decoder, old_decoder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_syn_over_ethernet_is_told_with_all_its_parts),
		CLAIM(padding_is_no_payload),
		CLAIM(every_wrapping_is_taken_off),
		CLAIM(what_is_not_ip_is_told_apart),
		CLAIM(what_follows_a_pppoe_session_is_padding),
		CLAIM(sixteen_layers_are_taken_apart_and_seventeen_are_not),
		CLAIM(wlan_data_is_read_with_every_header_it_may_have),
		CLAIM(the_checksum_radiotap_tells_of_is_no_payload),
		CLAIM(wlan_without_readable_data_says_so),
		CLAIM(nflog_carries_its_packet_among_other_attributes),
		CLAIM(impossible_ipv4_lengths_are_malformed),
		CLAIM(a_length_of_zero_on_a_big_packet_is_the_frames),
		CLAIM(a_length_beyond_the_frame_is_believed),
		CLAIM(ipv4_options_are_stepped_over),
		CLAIM(ipv6_extension_headers_are_stepped_over),
		CLAIM(a_jumbogram_is_as_long_as_its_frame),
		CLAIM(an_empty_ipv6_packet_holds_nothing),
		CLAIM(authentication_in_ipv4_is_stepped_over),
		CLAIM(group_targets_are_noted_and_others_are_not),
		CLAIM(frames_to_a_group_of_stations_are_noted),
		CLAIM(a_cut_frame_is_truncated_where_the_capture_ends),
		CLAIM(a_frame_that_itself_ends_early_is_malformed),
		CLAIM(every_header_may_end_anywhere),
		CLAIM(tcp_header_lengths_must_fit),
		CLAIM(udp_lengths_must_fit),
		CLAIM(sctp_has_ports_and_needs_twelve_bytes),
		CLAIM(other_protocols_are_decoded_without_ports),
		CLAIM(an_echo_is_known_by_its_identifier),
		CLAIM(an_icmp_error_quotes_what_it_answers),
		CLAIM(what_an_error_quotes_badly_is_not_a_quote),
		CLAIM(the_innermost_packet_is_the_one),
		CLAIM(a_bad_inside_leaves_the_outer_packet_standing),
		CLAIM(a_tunnel_with_an_arp_in_it_stands),
		CLAIM(tunnel_headers_that_do_not_fit_are_only_payload),
		CLAIM(an_erspan_mirror_may_send_less_than_the_packet),
		CLAIM(tunnels_in_tunnels_are_followed_to_the_bound),
		CLAIM(fragments_after_the_head_carry_its_ports),
		CLAIM(a_fragment_before_its_head_is_headless),
		CLAIM(an_early_fragment_waits_half_a_minute_for_its_head),
		CLAIM(later_its_number_may_be_another_packets),
		CLAIM(fragments_of_another_packet_know_nothing_of_it),
		CLAIM(a_head_is_remembered_for_a_minute),
		CLAIM(the_same_number_again_is_a_new_packet),
		CLAIM(a_header_in_tiny_pieces_is_put_together_in_any_order),
		CLAIM(a_whole_packet_of_twenty_bytes_is_enough),
		CLAIM(the_first_to_write_a_byte_of_the_header_wins),
		CLAIM(a_bad_header_in_pieces_is_malformed),
		CLAIM(udp_icmp_and_sctp_heads_need_less),
		CLAIM(fragments_of_portless_protocols_have_no_ports),
		CLAIM(a_first_fragment_may_start_with_an_extension_header),
		CLAIM(a_packet_beyond_65535_bytes_is_malformed),
		CLAIM(a_cut_first_fragment_is_truncated_not_tiny),
		CLAIM(a_first_fragment_shorter_than_it_says_is_malformed),
		CLAIM(tcp_options_may_go_on_in_the_next_fragment),
		CLAIM(a_flood_of_heads_only_pushes_out_the_oldest),
		CLAIM(the_first_fragment_of_a_tunnel_shows_the_packet_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
