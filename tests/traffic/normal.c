/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An hour of a busy site on which nothing is wrong: whatever is counted in it is counted wrongly. A thousand people
 * behind one address, crawlers, monitors, mail, an API, backups, a download, a speed test, and their small mistakes.
 */
#include "scene.h"

enum { OFFICE = 0x675ebc00, HOUR = 3600, PEOPLE = 1000 };

static const char browser[] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";
static const char phone[] = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"; /* its bookmarks are old */
static const char crawler[] = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
static const char site_name[] = "www.example.go.id";

static struct end ours(uint32_t number, unsigned port)
{
	return (struct end){ v4(OFFICE + number), (uint16_t)port };
}

static struct end them(const char *address, uint32_t nth)
{
	return end_at(address, (uint16_t)(10000 + nth % 50000));
}

static uint64_t minutes(const struct scene *scene, double after)
{
	return scene->start_ns + SECONDS(60 * after);
}

static uint64_t some_time(struct scene *scene)
{
	return scene->start_ns + draw(scene) % SECONDS(HOUR - 120);
}

static void say(struct talk *talk, const char *text)
{
	talk_say(talk, text, strlen(text));
}

static void hear(struct talk *talk, const char *text)
{
	talk_hear(talk, text, strlen(text));
}

/* One request on a connection, and what is answered: a status, and a body of zeros. A browser says which page led to it. */
static void ask(struct talk *talk, const char *agent, const char *request, unsigned status, size_t bytes)
{
	const char *led = agent == browser ? "Referer: http://www.example.go.id/berita?page=2\r\n" : "";
	char text[1400];

	snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: */*\r\n%s"
		"Cookie: session=6f1ed002ab5595859014ebf0951522d9; theme=dark\r\n\r\n", request, site_name, agent, led);
	say(talk, text);
	snprintf(text, sizeof text, "HTTP/1.1 %u %s\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n",
		status, status < 400 ? "OK" : "Not Found", bytes);
	hear(talk, text);
	talk_hear(talk, NULL, bytes);
}

/* --- TLS, as much as is in clear ------------------------------------------------------------------------ */

static size_t put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return 2;
}

static size_t extension(uint8_t *at, unsigned type, const void *body, size_t size)
{
	put16(at, type);
	put16(at + 2, size);
	memcpy(at + 4, body, size);
	return 4 + size;
}

static size_t server_name(uint8_t *at, const char *name)
{
	uint8_t body[128] = { 0 };
	size_t length = strlen(name);

	put16(body, length + 3);
	put16(body + 3, length);
	memcpy(body + 5, name, length);
	return extension(at, 0, body, 5 + length);
}

static void record(uint8_t *at, unsigned type, size_t size)
{
	at[0] = (uint8_t)type;
	put16(at + 1, 0x0303);
	put16(at + 3, size);
}

/* A handshake message in a record of its own: `size` bytes of body stand at 9. */
static size_t handshake(uint8_t *at, unsigned type, size_t size)
{
	record(at, 22, size + 4);
	at[5] = (uint8_t)type;
	at[6] = 0;
	put16(at + 7, size);
	return 9 + size;
}

static size_t client_hello(uint8_t *at, const char *name)
{
	static const uint8_t suites[] = { 0, 6, 0x13, 1, 0x13, 2, 0xc0, 0x2f, 1, 0 };
	uint8_t share[38] = { 0, 36, 0, 0x1d, 0, 32 };
	size_t used = 9, extensions;

	used += put16(at + used, 0x0303);
	memset(at + used, 0x5a, 32);
	used += 32;
	at[used++] = 0; /* no session */
	memcpy(at + used, suites, sizeof suites);
	used += sizeof suites;
	extensions = used;
	used += 2;
	used += server_name(at + used, name);
	used += extension(at + used, 10, "\0\2\0\x1d", 4);
	used += extension(at + used, 13, "\0\4\4\3\x8\4", 6);
	used += extension(at + used, 16, "\0\xc\2h2\x8http/1.1", 14);
	used += extension(at + used, 43, "\4\3\4\3\3", 5);
	used += extension(at + used, 51, share, sizeof share);
	put16(at + extensions, used - extensions - 2);
	return handshake(at, 1, used - 9);
}

static size_t server_hello(uint8_t *at)
{
	static const uint8_t rest[] = { 0, 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4 };

	put16(at + 9, 0x0303);
	memset(at + 11, 0xa5, 32);
	memcpy(at + 43, rest, sizeof rest);
	return handshake(at, 2, 34 + sizeof rest);
}

/* Application data: a record that holds so much. */
static void sealed(struct talk *talk, bool from_client, size_t size)
{
	uint8_t bytes[16384 + 5] = { 0 };

	record(bytes, 23, size);
	(from_client ? talk_say : talk_hear)(talk, (const char *)bytes, size + 5);
}

/* A handshake; after it the talk goes on with sealed(). */
static void secure(struct talk *talk, const char *name)
{
	uint8_t bytes[512];

	talk_say(talk, (const char *)bytes, client_hello(bytes, name));
	talk_hear(talk, (const char *)bytes, server_hello(bytes));
	talk_hear(talk, "\x14\3\3\0\1\1", 6);
	sealed(talk, false, 2600);
	talk_say(talk, "\x14\3\3\0\1\1", 6);
	sealed(talk, true, 53);
}

static void private_visit(struct scene *scene, struct end client, struct end server, const char *name, uint64_t time_ns)
{
	struct talk talk = talk_open(scene, client, server, time_ns, MILLISECONDS(20));
	unsigned turns = 1 + below(scene, 5);

	secure(&talk, name);
	for (unsigned i = 0; i < turns; i++) {
		size_t asked = 300 + below(scene, 900), answered = 500 + below(scene, 9000);

		sealed(&talk, true, asked);
		sealed(&talk, false, answered);
		talk.now_ns += SECONDS(1);
	}
	talk_close(&talk);
}

/* --- Who comes ------------------------------------------------------------------------------------------ */

/* A page of the site, and now and then a link that is dead: there are a dozen of those. */
static void a_page(struct scene *scene, struct talk *talk)
{
	static const char *const pages[] = { "GET /", "GET /berita?page=3", "GET /cari?q=O%27Brien+%26+sons",
		"GET /cari?q=select+a+school+from+the+list", "GET /layanan/ktp", "GET /unduh/formulir_(2).pdf",
		"GET /api/v1/antrian?loket=4&sort=desc" };
	char dead[64];

	if (one_in(scene, 100)) {
		snprintf(dead, sizeof dead, "GET /lama/halaman-%u.html", below(scene, 12));
		ask(talk, phone, dead, 404, 162);
	} else {
		unsigned which = below(scene, 7), bytes = 300 + below(scene, 6000);

		ask(talk, browser, pages[which], 200, bytes);
	}
}

static void people_behind_one_address(struct scene *scene)
{
	for (uint32_t i = 0; i < PEOPLE; i++) {
		uint64_t time_ns = some_time(scene);
		struct talk talk = talk_open(scene, them("36.68.12.9", i), ours(18, 80), time_ns, MILLISECONDS(30));
		unsigned pages = 2 + below(scene, 8);

		for (unsigned page = 0; page < pages; page++) {
			a_page(scene, &talk);
			talk.now_ns += between(scene, MILLISECONDS(50), SECONDS(9));
		}
		talk_close(&talk);
		private_visit(scene, them("36.68.12.9", 2000 + i), ours(18, 443), site_name, time_ns + SECONDS(3));
	}
}

/* 200 assets over six connections, thirty of which are not there. */
static void a_heavy_page(struct scene *scene)
{
	struct talk talks[6];
	char asset[64];

	for (unsigned i = 0; i < 6; i++)
		talks[i] = talk_open(scene, them("114.124.9.41", i), ours(18, 80), minutes(scene, 11), MILLISECONDS(40));
	for (unsigned i = 0; i < 200; i++) {
		snprintf(asset, sizeof asset, "GET /assets/js/chunk-%03u.min.js?v=1.%u", i, i);
		ask(&talks[i % 6], browser, asset, i % 7 < 6 ? 200 : 404, i % 7 < 6 ? 900 : 162);
	}
	for (unsigned i = 0; i < 6; i++)
		talk_close(&talks[i]);
}

/* A page each 4 s, of which one in three is gone. */
static void crawlers(struct scene *scene)
{
	static const char *const from[] = { "66.249.66.1", "40.77.167.20", "17.241.75.8" };
	char page[64];

	for (unsigned who = 0; who < 3; who++) {
		struct talk talk = talk_open(scene, them(from[who], 0), ours(18, 80), minutes(scene, 1 + who), MILLISECONDS(90));

		ask(&talk, crawler, "GET /robots.txt", who ? 404 : 200, 100);
		for (unsigned i = 0; i < 800; i++) {
			snprintf(page, sizeof page, "GET /arsip/%u/artikel-%u", 2012 + i % 12, i * 7 + who);
			ask(&talk, crawler, page, i % 3 ? 200 : 404, 700);
			talk.now_ns += SECONDS(3.8);
		}
		talk_close(&talk);
	}
}

/* Each minute: a page, a handshake, a port that is opened and closed, banners, a ping. */
static void monitors(struct scene *scene)
{
	for (uint32_t i = 0; i < 60; i++) {
		uint64_t now = minutes(scene, i);
		struct talk talk = talk_open(scene, them("216.144.248.20", i), ours(18, 80), now, MILLISECONDS(110));

		ask(&talk, "UptimeRobot/2.0; http://www.uptimerobot.com/", "HEAD /", 200, 0);
		talk_close(&talk);
		private_visit(scene, them("216.144.248.20", 100 + i), ours(18, 443), site_name, now + SECONDS(1));
		talk = talk_open(scene, them("216.144.248.20", 200 + i), ours(18, 443), now + SECONDS(2), MILLISECONDS(110));
		talk_close(&talk);
		talk = talk_open(scene, them("216.144.248.20", 300 + i), ours(25, 25), now + SECONDS(3), MILLISECONDS(110));
		hear(&talk, "220 mail.example.go.id ESMTP\r\n");
		say(&talk, "QUIT\r\n");
		hear(&talk, "221 2.0.0 Bye\r\n");
		talk_close(&talk);
		talk = talk_open(scene, them("216.144.248.20", 400 + i), ours(10, 22), now + SECONDS(4), MILLISECONDS(110));
		hear(&talk, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n");
		talk_close(&talk);
		ping(scene, them("216.144.248.20", 500 + i), ours(18, 0), now + SECONDS(5), 1);
	}
}

static void submitted(struct scene *scene, uint32_t nth, uint64_t time_ns)
{
	struct talk talk = talk_open(scene, them("36.68.12.9", 6000 + nth), ours(25, 587), time_ns, MILLISECONDS(30));

	hear(&talk, "220 mail.example.go.id ESMTP\r\n");
	say(&talk, "EHLO [10.0.0.7]\r\n");
	hear(&talk, "250-mail.example.go.id\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n");
	if (nth % 2) {
		say(&talk, "STARTTLS\r\n");
		hear(&talk, "220 2.0.0 Ready to start TLS\r\n");
		secure(&talk, "mail.example.go.id");
		sealed(&talk, true, 4000);
		sealed(&talk, false, 90);
	} else {
		say(&talk, "AUTH PLAIN AGJ1ZGkAcmFoYXNpYQ==\r\n");
		hear(&talk, "235 2.7.0 Authentication successful\r\n");
		say(&talk, "MAIL FROM:<budi@example.go.id>\r\n");
		hear(&talk, "250 2.1.0 Ok\r\n");
		say(&talk, "RCPT TO:<ani@example.org>\r\n");
		hear(&talk, "250 2.1.5 Ok\r\n");
		say(&talk, "DATA\r\n");
		hear(&talk, "354 End data with <CR><LF>.<CR><LF>\r\n");
		say(&talk, "Subject: rapat\r\n\r\nselect the rooms from list 2, '1'='1' is silly\r\n.\r\n");
		hear(&talk, "250 2.0.0 Ok: queued\r\n");
	}
	talk_close(&talk);
}

/* Mailboxes are looked into each few minutes from behind one address; once a password is mistyped. */
static void mailboxes(struct scene *scene)
{
	for (uint32_t i = 0; i < 60; i++)
		submitted(scene, i, some_time(scene));
	for (uint32_t i = 0; i < 300; i++) {
		struct talk talk = talk_open(scene, them("36.68.12.9", 7000 + i), ours(25, 143), minutes(scene, i / 6.0),
			MILLISECONDS(30));

		hear(&talk, "* OK [CAPABILITY IMAP4rev1 LOGIN-REFERRALS] Dovecot ready.\r\n");
		if (i == 33) {
			say(&talk, "a0 LOGIN budi rahsia\r\n");
			hear(&talk, "a0 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n");
		}
		say(&talk, "a1 LOGIN budi rahasia\r\n");
		hear(&talk, "a1 OK Logged in\r\n");
		say(&talk, "a2 SELECT INBOX\r\n");
		hear(&talk, "* 3 EXISTS\r\na2 OK [READ-WRITE] Select completed.\r\n");
		say(&talk, "a3 LOGOUT\r\n");
		hear(&talk, "* BYE Logging out\r\na3 OK Logout completed.\r\n");
		talk_close(&talk);
		private_visit(scene, them("36.68.12.9", 8000 + i), ours(25, 993), "mail.example.go.id", minutes(scene, i / 6.0));
	}
}

/* One connection, kept, on which JSON goes to and fro all the hour. */
static void an_api(struct scene *scene)
{
	static const char body[] = "{\"query\":\"select one\",\"filter\":{\"name\":\"O'Hara\",\"and\":[1,2]},\"path\":\"a/b\"}";
	struct talk talk = talk_open(scene, them("103.28.12.5", 0), ours(18, 8080), minutes(scene, 0.5), MILLISECONDS(8));
	char text[600];

	for (unsigned i = 0; i < 700; i++) {
		snprintf(text, sizeof text, "POST /api/v1/orders/%u HTTP/1.1\r\nHost: %s\r\nUser-Agent: Go-http-client/1.1\r\n"
			"Authorization: Bearer eyJhbGciOi.J9.e30\r\nContent-Type: application/json\r\n"
			"Content-Length: %zu\r\n\r\n%s", i, site_name, sizeof body - 1, body);
		say(&talk, text);
		hear(&talk, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}");
		talk.now_ns += SECONDS(5);
	}
	talk_close(&talk);
}

/* Someone logs in where a browser asks for a name, the second time with the right password. */
static void a_shy_page(struct scene *scene)
{
	static const char *const with[] = { "", "Authorization: Basic YnVkaTpyYWhzaWE=\r\n",
		"Authorization: Basic YnVkaTpyYWhhc2lh\r\n" };
	struct talk talk = talk_open(scene, them("114.124.9.77", 0), ours(18, 80), minutes(scene, 20), MILLISECONDS(30));
	char text[400];

	for (unsigned i = 0; i < 3; i++) {
		snprintf(text, sizeof text, "GET /intern HTTP/1.1\r\nHost: %s\r\n%s\r\n", site_name, with[i]);
		say(&talk, text);
		hear(&talk, i < 2 ? "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"intern\"\r\n"
			"Content-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		talk.now_ns += SECONDS(6);
	}
	talk_close(&talk);
}

/* A certificate is renewed: several places look, one of them before the file is there. */
static void lets_encrypt(struct scene *scene)
{
	static const char *const from[] = { "23.178.112.104", "3.14.255.131", "34.221.255.2", "13.50.17.8", "18.141.9.9" };

	for (unsigned i = 0; i < 5; i++) {
		struct talk talk = talk_open(scene, them(from[i], 0), ours(18, 80), minutes(scene, 30), MILLISECONDS(120));

		ask(&talk, "Mozilla/5.0 (compatible; Let's Encrypt validation server; +https://www.letsencrypt.org)",
			"GET /.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0", i ? 200 : 404, 87);
		talk_close(&talk);
	}
}

static void a_download(struct scene *scene)
{
	struct talk talk = talk_open(scene, them("125.164.7.7", 0), ours(18, 80), minutes(scene, 40), MILLISECONDS(10));

	ask(&talk, browser, "GET /unduh/peta-kota.zip", 200, 12000000);
	talk_close(&talk);
}

/* Down, up and both at once, 2,500 datagrams a second; then a download over QUIC, where one in ten is answered. */
static void a_speed_test(struct scene *scene)
{
	static const uint8_t short_header[1200] = { 0x41, 0x12, 0x34 };
	struct end client = them("125.164.8.8", 0), server = ours(40, 5201), quic = ours(18, 443);
	struct frame frame;

	for (unsigned i = 0; i < 10000; i++) {
		uint64_t now = minutes(scene, 45) + MILLISECONDS(0.4 * i);

		datagram(&frame, client, server, NULL, 1200);
		put(scene, &frame, now);
		datagram(&frame, server, client, NULL, 1200);
		put(scene, &frame, now + MILLISECONDS(0.2));
	}
	client.port++;
	for (unsigned i = 0; i < 10000; i++) {
		uint64_t now = minutes(scene, 46) + MILLISECONDS(0.4 * i);

		datagram(&frame, i % 10 ? quic : client, i % 10 ? client : quic, short_header, i % 10 ? sizeof short_header : 40);
		put(scene, &frame, now);
	}
}

static void small_things(struct scene *scene)
{
	for (unsigned i = 0; i < 3; i++)
		ssh(scene, them("103.28.12.9", i), ours(10, 22), minutes(scene, 3 + 2 * i));
	for (uint32_t i = 0; i < 20; i++) /* an administrator's tool, host after host */
		ssh(scene, them("103.28.12.9", 100 + i), ours(100 + i, 22), minutes(scene, 25) + SECONDS(i));
	for (uint32_t i = 0; i < 3000; i++)
		dns(scene, them("36.68.0.53", i), ours(53, 53), some_time(scene));
	for (uint32_t i = 0; i < 400; i++)
		ntp(scene, them("36.68.12.9", 12000 + i), ours(53, 123), some_time(scene));
	for (uint32_t i = 0; i < 30; i++)
		ping(scene, them("36.68.12.9", 13000 + i), ours(18, 0), some_time(scene), 10);
}

void play_normal(struct scene *scene)
{
	people_behind_one_address(scene);
	a_heavy_page(scene);
	crawlers(scene);
	monitors(scene);
	mailboxes(scene);
	an_api(scene);
	a_shy_page(scene);
	lets_encrypt(scene);
	a_download(scene);
	a_speed_test(scene);
	small_things(scene);
}
