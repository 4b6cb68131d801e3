/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An hour at a city office, 103.94.188.0/22, on a Monday from 09:00 in western Indonesia: people at work, and
 * the Internet's ordinary ill will.
 */
#include "scene.h"

enum { OFFICE = 0x675ebc00, OFFICE_HOSTS = 1022 };
enum { HOUR = 3600, RESOLVER = 53 };

/* Every eighth address has a host; every other of those is a web server. */
static bool is_host(uint32_t number)
{
	return number % 8 == 2;
}

static bool is_web_server(uint32_t number)
{
	return number % 16 == 2;
}

static struct end office(uint32_t number, unsigned port)
{
	return (struct end){ v4(OFFICE + number % 1024), (uint16_t)port };
}

static uint32_t a_web_server(struct scene *scene)
{
	return below(scene, 63) * 16 + 2;
}

static uint64_t some_time(struct scene *scene)
{
	return scene->start_ns + draw(scene) % SECONDS(HOUR - 60);
}

static uint16_t a_port(struct scene *scene)
{
	return (uint16_t)(32768 + below(scene, 28000));
}

/* Networks of Indonesian access providers, where most visitors come from: first number, size. */
static const uint32_t visitors[][2] = {
	{ 0x24440000, 1 << 18 }, { 0x72790000, 1 << 16 }, { 0x7da40000, 1 << 17 }, { 0xb4f40000, 1 << 16 },
	{ 0x701e8000, 1 << 15 }, { 0x8bc00000, 1 << 15 },
};

static struct end a_visitor(struct scene *scene)
{
	const uint32_t *net = visitors[below(scene, sizeof visitors / sizeof *visitors)];
	struct ronda_addr addr = v4(net[0] + below(scene, net[1]));

	return (struct end){ addr, a_port(scene) };
}

static struct end a_stranger(struct scene *scene)
{
	struct ronda_addr addr = anywhere(scene);

	return (struct end){ addr, a_port(scene) };
}

static struct end a_colleague(struct scene *scene)
{
	uint32_t number = 300 + below(scene, 200);

	return office(number, a_port(scene));
}

typedef void conversation(struct scene *scene, struct end client, struct end server, uint64_t time_ns);

/* One conversation of a visitor with one of the office's web servers. */
static void visited(struct scene *scene, conversation *has, unsigned port)
{
	struct end visitor = a_visitor(scene), site = office(a_web_server(scene), port);

	has(scene, visitor, site, some_time(scene));
}

void an_ordinary_hour(struct scene *scene)
{
	const struct end resolver = end_at("1.1.1.1", 53), clock = end_at("162.159.200.1", 123);

	for (unsigned i = 0; i < 2600; i++)
		visited(scene, web, 80);
	for (unsigned i = 0; i < 3400; i++)
		visited(scene, tls, 443);
	for (unsigned i = 0; i < 1500; i++) {
		struct end colleague = a_colleague(scene), site = { anywhere(scene), 443 };

		tls(scene, colleague, site, some_time(scene));
	}
	for (unsigned i = 0; i < 3000; i++)
		dns(scene, office(RESOLVER, 1024 + i), resolver, some_time(scene));
	for (unsigned i = 0; i < 260; i++) {
		struct end relay = a_stranger(scene);

		mail(scene, relay, office(25, 25), some_time(scene));
	}
	for (unsigned i = 0; i < 120; i++)
		ntp(scene, office(300 + i, 123), clock, some_time(scene));
	for (unsigned i = 0; i < 12; i++) {
		struct end admin = a_visitor(scene);

		ssh(scene, admin, office(10, 22), some_time(scene));
	}
	for (unsigned i = 0; i < 20; i++) {
		struct end watcher = a_visitor(scene), site = office(a_web_server(scene), 0);

		ping(scene, watcher, site, some_time(scene), 5);
	}
}

/* What the office answers to a SYN. */
static enum act_outcome answer(uint32_t number, unsigned port)
{
	if (!is_host(number))
		return ACT_UNANSWERED;
	if (is_web_server(number) && (port == 80 || port == 443))
		return ACT_ANSWERED;
	return number % 64 == 10 ? ACT_UNANSWERED : ACT_REFUSED; /* a few have a firewall that is silent */
}

struct scan {
	const char *from;
	unsigned first_minute, per_second;
	unsigned targets;              /* addresses, walked from `first_target` */
	unsigned first_target;
	bool connects;                 /* completes handshakes, sends nothing */
	uint16_t ports[8];
};

/* From many countries, and one from home. */
static const struct scan scans[] = {
	{ "218.92.0.112", 2, 20, 1022, 1, false, { 22, 2222 } },
	{ "61.177.172.140", 5, 40, 1022, 1, false, { 22 } },
	{ "185.220.101.34", 8, 3, 96, 60, true, { 80, 443, 8080 } },
	{ "89.248.165.52", 1, 60, 1022, 1, false, { 445, 3389, 5900 } },
	{ "45.155.205.233", 12, 25, 700, 200, false, { 3389 } },
	{ "103.145.13.20", 14, 15, 400, 1, false, { 5060, 5061 } },
	{ "177.54.144.19", 20, 8, 300, 500, false, { 23, 2323 } },
	{ "113.161.81.40", 22, 10, 512, 1, false, { 445 } },
	{ "117.247.108.24", 24, 10, 512, 400, false, { 445, 139 } },
	{ "121.156.203.3", 26, 12, 256, 256, false, { 8080, 8443, 8888 } },
	{ "114.33.22.101", 30, 12, 400, 300, false, { 23 } },
	{ "78.188.60.7", 33, 10, 350, 20, false, { 7547, 37215, 52869 } },
	{ "51.91.105.7", 35, 6, 200, 1, true, { 80, 8080 } },
	{ "5.188.206.18", 37, 50, 1022, 1, false, { 3389, 3390, 13389 } },
	{ "41.216.188.201", 41, 7, 180, 620, false, { 6379, 27017, 9200 } },
	{ "196.251.84.9", 43, 9, 220, 700, false, { 21, 22 } },
	{ "36.94.118.150", 28, 9, 640, 100, false, { 22, 8291 } },
};

static void a_scan(struct scene *scene, const struct scan *scan)
{
	struct end from = end_at(scan->from, 40000);
	uint64_t now = scene->start_ns + SECONDS(60 * scan->first_minute), step = SECONDS(1) / scan->per_second;

	ledger_scanner(scene->ledger, from.addr);
	for (unsigned i = 0; i < scan->targets; i++) {
		uint32_t number = 1 + (scan->first_target + i - 1) % OFFICE_HOSTS;

		for (const uint16_t *port = scan->ports; *port; port++) {
			enum act_outcome outcome = answer(number, *port);

			if (outcome == ACT_ANSWERED && scan->connects)
				outcome = ACT_ESTABLISHED;
			from.port = a_port(scene);
			probe_tcp(scene, from, office(number, *port), now, outcome);
			now += step / 2 + draw(scene) % step;
		}
	}
}

/* A Mirai-like bot: telnet on 23, now and then on 2323. */
static void a_telnet_bot(struct scene *scene, const char *from, unsigned minute)
{
	struct end bot = end_at(from, 0);
	uint64_t now = scene->start_ns + SECONDS(60 * minute);

	ledger_scanner(scene->ledger, bot.addr);
	for (unsigned i = 0; i < OFFICE_HOSTS; i++) {
		unsigned port = one_in(scene, 10) ? 2323 : 23;
		uint32_t number = 1 + (i * 397) % OFFICE_HOSTS;

		bot.port = a_port(scene);
		probe_tcp(scene, bot, office(number, port), now, answer(number, port));
		now += between(scene, MILLISECONDS(20), MILLISECONDS(400));
	}
}

static void a_udp_scan(struct scene *scene, const char *from, unsigned minute)
{
	static const uint16_t ports[] = { 53, 123, 161, 389, 1900, 5060, 11211 };
	struct end scanner = end_at(from, 0);
	uint64_t now = scene->start_ns + SECONDS(60 * minute);

	ledger_scanner(scene->ledger, scanner.addr);
	for (unsigned i = 1; i < 400; i++)
		for (unsigned p = 0; p < sizeof ports / sizeof *ports; p++) {
			scanner.port = a_port(scene);
			probe_udp(scene, scanner, office(i, ports[p]), now,
				is_host(i) ? ACT_REFUSED : ACT_UNANSWERED);
			now += between(scene, MILLISECONDS(5), MILLISECONDS(60));
		}
}

static void a_ping_sweep(struct scene *scene, const char *from, unsigned minute)
{
	struct end scanner = end_at(from, 0x1d);
	uint64_t now = scene->start_ns + SECONDS(60 * minute);

	ledger_scanner(scene->ledger, scanner.addr);
	for (unsigned i = 1; i <= OFFICE_HOSTS; i++) {
		probe_echo(scene, scanner, office(i, 0), now, is_host(i) ? ACT_ANSWERED : ACT_UNANSWERED);
		now += MILLISECONDS(140);
	}
}

/* One machine that hops over the addresses of its /64: one source all the same. */
static void an_ipv6_scan(struct scene *scene, unsigned minute)
{
	struct end scanner = end_at("2a06:4880:7000:41::", 0);
	uint64_t now = scene->start_ns + SECONDS(60 * minute);

	ledger_scanner(scene->ledger, scanner.addr);
	for (unsigned i = 0; i < 900; i++) {
		struct end target = end_at("2001:df0:3c80:10::", i % 3 == 0 ? 22 : i % 3 == 1 ? 80 : 443);

		target.addr.bytes[15] = (uint8_t)(i / 3);
		target.addr.bytes[14] = (uint8_t)(i / 3 >> 8);
		scanner.addr.halves[1] = draw(scene);
		scanner.port = a_port(scene);
		probe_tcp(scene, scanner, target, now, i / 3 % 10 == 4 ? ACT_REFUSED : ACT_UNANSWERED);
		now += MILLISECONDS(130);
	}
}

/* 45,000 SYN in 25 s, nearly each from another address, against the site that everybody knows. */
static void a_spoofed_flood(struct scene *scene, unsigned minute)
{
	enum { SYNS = 45000, SOURCES = 40000 };
	struct end target = office(18, 443);
	uint64_t now = scene->start_ns + SECONDS(60 * minute);
	struct frame frame;

	for (unsigned i = 0; i < SYNS; i++) {
		struct end from = { elsewhere(i % SOURCES), (uint16_t)(1024 + below(scene, 60000)) };
		uint32_t seq = (uint32_t)draw(scene);

		syn(&frame, from, target, seq);
		put(scene, &frame, now);
		if (one_in(scene, 12)) { /* the server's queue takes only some */
			syn_ack(&frame, target, from, (uint32_t)draw(scene), seq + 1);
			put(scene, &frame, now + MILLISECONDS(1));
		}
		now += SECONDS(25) / SYNS;
	}
	ledger_flood(scene->ledger, "syn", target, SYNS, SOURCES);
}

/* Somebody floods a host in Brazil and signs with our addresses: it answers us. */
static void backscatter(struct scene *scene, unsigned minute)
{
	enum { ANSWERS = 3000 };
	struct end victim = end_at("200.147.3.157", 80);
	struct frame frame;

	for (unsigned i = 0; i < ANSWERS; i++) {
		uint32_t number = 1 + below(scene, OFFICE_HOSTS), ack = (uint32_t)draw(scene);
		struct end to = office(number, a_port(scene));

		if (i % 3)
			syn_ack(&frame, victim, to, (uint32_t)draw(scene), ack);
		else
			rst_ack(&frame, victim, to, ack);
		put(scene, &frame, scene->start_ns + SECONDS(60 * minute) + i * MILLISECONDS(37));
	}
	ledger_backscatter(scene->ledger, ANSWERS);
}

static void said_with_ill_will(struct scene *scene)
{
	uint64_t start = scene->start_ns;

	attack_web(scene, end_at("45.146.165.37", 0), office(18, 80), start + SECONDS(60 * 12), 240);
	attack_web(scene, end_at("180.244.133.58", 0), office(34, 80), start + SECONDS(60 * 28), 56);
	attack_ftp(scene, end_at("141.98.10.60", 0), office(50, 21), start + SECONDS(60 * 22), 300);
	attack_slammer(scene, end_at("61.177.172.13", 4242), office(66, 0), start + SECONDS(60 * 37));
}

void play_demo(struct scene *scene)
{
	an_ordinary_hour(scene);
	for (size_t i = 0; i < sizeof scans / sizeof *scans; i++)
		a_scan(scene, &scans[i]);
	a_telnet_bot(scene, "187.109.34.77", 6);
	a_telnet_bot(scene, "123.24.206.31", 17);
	a_telnet_bot(scene, "95.9.112.64", 40);
	a_udp_scan(scene, "71.6.135.131", 10);
	a_udp_scan(scene, "92.63.196.54", 31);
	a_ping_sweep(scene, "39.107.80.5", 15);
	an_ipv6_scan(scene, 19);
	said_with_ill_will(scene);
	a_spoofed_flood(scene, 46);
	backscatter(scene, 50);
}

void play_quiet(struct scene *scene)
{
	an_ordinary_hour(scene);
}
