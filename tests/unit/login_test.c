/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said on a connection, line by line, and what the readers make of it; then what counts. */
#include "claim.h"

#include "detect/login/login.h"
#include "detect/login/tries.h"

#include <stdlib.h>
#include <string.h>

struct said {
	enum talk_side side;
	const char *bytes;
	size_t size;
};

struct story {
	uint16_t port;
	enum login_service service; /* as told */
	unsigned refused;
	enum login_end end;

	struct said said[48];
};

#define C(text) { TALK_CLIENT, text, sizeof(text) - 1 }
#define S(text) { TALK_SERVER, text, sizeof(text) - 1 }

struct heard {
	enum login_service service;
	unsigned services, refused, accepted;
	bool inferred;
};

static void on_service(void *listener, enum login_service service)
{
	struct heard *heard = listener;

	heard->service = service;
	heard->services++;
}

static void on_refused(void *listener)
{
	struct heard *heard = listener;

	assert_int_equal(heard->accepted, 0);
	assert_int_equal(heard->services, 1);
	heard->refused++;
}

static void on_accepted(void *listener, bool inferred)
{
	struct heard *heard = listener;

	assert_int_equal(heard->services, 1);
	heard->accepted++;
	heard->inferred = inferred;
}

/* One connection, as a stream shows it to its reader. */
struct connection {
	struct login login;
	struct heard heard;
	uint8_t *unread[2];
	size_t size[2];
};

static void open_to(struct connection *connection, uint16_t port)
{
	*connection = (struct connection){ 0 };
	login_open(&connection->login, port);
}

static void say(struct connection *connection, enum talk_side side, const void *bytes, size_t size, bool last)
{
	struct login_ear ear = { &connection->heard, on_service, on_refused, on_accepted };
	size_t *have = &connection->size[side], done;
	/* A copy of just this size, so that its very end is watched. */
	uint8_t *joined = malloc(*have + size + 1);

	assert_non_null(joined);
	if (*have)
		memcpy(joined, connection->unread[side], *have);
	memcpy(joined + *have, bytes, size);
	free(connection->unread[side]);
	joined = realloc(joined, *have + size ? *have + size : 1);
	done = login_read(&connection->login, side,
		&(struct talk_view){ .data = joined, .size = *have + size, .last = last }, &ear);
	assert_true(done <= *have + size);
	*have += size - done;
	assert_true(*have <= 2048);
	connection->unread[side] = malloc(*have ? *have : 1);
	memcpy(connection->unread[side], joined + done, *have);
	free(joined);
}

static void close_it(struct connection *connection)
{
	say(connection, TALK_CLIENT, "", 0, true);
	say(connection, TALK_SERVER, "", 0, true);
	free(connection->unread[0]);
	free(connection->unread[1]);
}

/* Pieces of at most `most` bytes; 0: each said whole. */
static struct connection told(const struct story *story, size_t most, unsigned seed)
{
	struct connection connection;

	open_to(&connection, story->port);
	for (const struct said *said = story->said; said->bytes; said++) {
		size_t at = 0;

		while (at < said->size) {
			size_t piece = most ? (size_t)rand_r(&seed) % most + 1 : said->size;

			piece = piece < said->size - at ? piece : said->size - at;
			say(&connection, said->side, said->bytes + at, piece, false);
			at += piece;
		}
	}
	close_it(&connection);
	return connection;
}

static void check(const struct story *story, const struct connection *connection)
{
	assert_int_equal(connection->heard.service, story->service);
	assert_int_equal(connection->heard.refused, story->refused);
	assert_int_equal(login_end(&connection->login), story->end);
	assert_int_equal(connection->heard.accepted, story->end == LOGIN_END_ACCEPTED);
}

#define STORY(NAME, PORT, SERVICE, REFUSED, END, ...)                                                    \
	static const struct story NAME##_story = { .port = PORT, .service = LOGIN_##SERVICE,              \
		.refused = REFUSED, .end = LOGIN_END_##END, .said = { __VA_ARGS__ } };                    \
	static void NAME(void **state)                                                                   \
	{                                                                                                \
		struct connection connection = told(&NAME##_story, 0, 0);                                \
                                                                                                         \
		(void)state;                                                                             \
		check(&NAME##_story, &connection);                                                       \
	}

/* FTP */

STORY(ftp_530_to_a_password_is_a_refusal, 21, FTP, 1, REFUSED,
	S("220 (vsFTPd 3.0.3)\r\n"), C("USER root\r\n"), S("331 Please specify the password.\r\n"),
	C("PASS toor\r\n"), S("530 Login incorrect.\r\n"), C("QUIT\r\n"), S("221 Goodbye.\r\n"))

STORY(ftp_530_to_another_command_is_none, 21, FTP, 0, NONE,
	S("220 (vsFTPd 3.0.3)\r\n"), C("SYST\r\n"), S("530 Please login with USER and PASS.\r\n"),
	C("LIST\r\n"), S("530 Please login with USER and PASS.\r\n"))

STORY(ftp_421_to_a_password_is_none, 21, FTP, 0, NONE,
	S("220 x\r\n"), C("USER root\r\n"), S("331 x\r\n"), C("PASS toor\r\n"), S("421 Too many connections.\r\n"))

STORY(each_ftp_refusal_of_a_connection_counts, 21, FTP, 3, REFUSED,
	S("220 x\r\n"), C("USER a\r\n"), S("331 x\r\n"), C("PASS b\r\n"), S("530 No.\r\n"),
	C("USER a\r\n"), S("331 x\r\n"), C("PASS c\r\n"), S("530 No.\r\n"),
	C("USER a\r\n"), S("331 x\r\n"), C("PASS d\r\n"), S("430 No.\r\n"))

STORY(an_ftp_name_refused_is_one_refusal_with_its_password, 21, FTP, 1, REFUSED,
	S("220 x\r\n"), C("USER root\r\n"), S("530 Permission denied.\r\n"), C("PASS x\r\n"), S("530 Login first.\r\n"))

STORY(ftp_230_is_an_acceptance_and_the_end, 21, FTP, 1, ACCEPTED,
	S("220-Selamat datang\r\n530 is not meant\r\n220 FTP\r\n"), C("USER ani\r\n"), S("331 x\r\n"), C("PASS a\r\n"),
	S("530 No.\r\n"), C("USER ani\r\n"), S("331 x\r\n"), C("PASS b\r\n"), S("230-Hello\r\n 530 no\r\n230 Hi\r\n"),
	C("USER x\r\n"), S("530 No.\r\n"))

STORY(an_anonymous_ftp_log_in_refused_counts_the_same, 21, FTP, 1, REFUSED,
	S("220 x\r\n"), C("USER anonymous\r\n"), S("331 x\r\n"), C("PASS a@b\r\n"), S("530 No anonymous login.\r\n"))

STORY(pipelined_ftp_commands_are_paired_in_order, 21, FTP, 1, REFUSED,
	S("220 x\r\n"), C("SYST\r\nUSER a\r\nPASS b\r\nPWD\r\n"),
	S("530 Log in first.\r\n331 x\r\n530 Login incorrect.\r\n530 Log in first.\r\n"))

STORY(a_preliminary_ftp_reply_answers_nothing, 21, FTP, 1, REFUSED,
	S("220 x\r\n"), C("USER a\r\n"), S("331 x\r\n"), C("PASS b\r\n"), S("150 Asking\r\n"),
	S("530 Login incorrect.\r\n"))

STORY(after_auth_tls_ftp_is_not_read, 21, FTP, 0, NONE,
	S("220 x\r\n"), C("AUTH TLS\r\n"), S("234 Go ahead\r\n"), C("\x16\x03\x01\0\x05HELLO"), S("530 Login incorrect.\r\n"))

STORY(ftp_is_known_on_any_port, 8021, FTP, 1, REFUSED,
	S("220 hello\r\n"), C("USER root\r\n"), S("331 x\r\n"), C("PASS toor\r\n"), S("530 Login incorrect.\r\n"))

/* SMTP */

STORY(smtp_535_to_auth_is_a_refusal, 25, SMTP, 2, REFUSED,
	S("220 mail.go.id ESMTP\r\n"), C("EHLO x\r\n"), S("250-mail.go.id\r\n250 AUTH PLAIN LOGIN\r\n"),
	C("AUTH PLAIN AGEAYg==\r\n"), S("535 5.7.8 Authentication failed\r\n"),
	C("AUTH LOGIN\r\n"), S("334 VXNlcm5hbWU6\r\n"), C("cm9vdA==\r\n"), S("334 UGFzc3dvcmQ6\r\n"), C("YQ==\r\n"),
	S("535 5.7.8 Authentication failed\r\n"), C("QUIT\r\n"), S("221 Bye\r\n"))

STORY(mail_delivered_without_auth_is_no_log_in, 25, NO_SERVICE, 0, NONE,
	S("220 mail.go.id ESMTP\r\n"), C("EHLO x\r\n"), S("250 mail.go.id\r\n"), C("MAIL FROM:<a@b>\r\n"), S("250 Ok\r\n"),
	C("RCPT TO:<c@d>\r\n"), S("250 Ok\r\n"), C("DATA\r\n"), S("354 Go\r\n"),
	C("AUTH PLAIN AGEAYg==\r\nAUTH PLAIN x\r\n.\r\n"), S("250 Queued\r\n"), S("535 no\r\n"))

STORY(smtp_535_to_another_command_is_none, 25, NO_SERVICE, 0, NONE,
	S("220 mail ESMTP\r\n"), C("EHLO x\r\n"), S("250 x\r\n"), C("MAIL FROM:<a@b>\r\n"), S("535 Authenticate first\r\n"))

STORY(smtp_that_asks_for_tls_first_refuses_nobody, 587, SMTP, 0, NONE,
	S("220 mail ESMTP\r\n"), C("EHLO x\r\n"), S("250 x\r\n"), C("AUTH PLAIN AGEAYg==\r\n"),
	S("530 5.7.0 Must issue a STARTTLS command first\r\n"))

STORY(smtp_235_is_an_acceptance, 2500, SMTP, 0, ACCEPTED,
	S("220 x\r\n"), C("EHLO x\r\n"), S("250 x\r\n"), C("AUTH PLAIN AGEAYg==\r\n"), S("235 2.7.0 Ok\r\n"))

STORY(after_starttls_smtp_is_nothing, 587, NO_SERVICE, 0, NONE,
	S("220 mail ESMTP\r\n"), C("EHLO x\r\n"), S("250 STARTTLS\r\n"), C("STARTTLS\r\n"), S("220 Go\r\n"),
	C("AUTH PLAIN AGEAYg==\r\n"), S("535 no\r\n"))

/* POP3 */

STORY(pop3_err_to_a_password_is_a_refusal, 110, POP3, 2, REFUSED,
	S("+OK Dovecot ready.\r\n"), C("USER root\r\n"), S("+OK\r\n"), C("PASS a\r\n"), S("-ERR [AUTH] Authentication failed.\r\n"),
	C("APOP root c4c9334bac560ecc979e58001b3e22fb\r\n"), S("-ERR permission denied\r\n"))

STORY(pop3_err_to_a_name_or_another_command_is_none, 110, POP3, 0, NONE,
	S("+OK\r\n"), C("STAT\r\n"), S("-ERR Unknown command.\r\n"), C("USER root\r\n"), S("-ERR [AUTH] Plaintext disallowed\r\n"),
	C("AUTH CRAM-MD5\r\n"), S("-ERR Unsupported mechanism\r\n"))

STORY(a_pop3_mailbox_in_use_is_no_refusal, 110, POP3, 0, NONE,
	S("+OK\r\n"), C("USER ani\r\n"), S("+OK\r\n"), C("PASS x\r\n"), S("-ERR [IN-USE] Do you have another session?\r\n"))

STORY(pop3_auth_is_refused_once_it_gave_credentials, 1100, POP3, 2, REFUSED,
	S("+OK\r\n"), C("CAPA\r\n"), S("+OK\r\nSASL PLAIN\r\n.\r\n"), C("AUTH PLAIN\r\n"), S("+ \r\n"), C("AGEAYg==\r\n"), S("-ERR no\r\n"),
	C("AUTH PLAIN AGEAYg==\r\n"), S("-ERR no\r\n"))

STORY(pop3_ok_to_a_password_is_an_acceptance, 110, POP3, 0, ACCEPTED,
	S("+OK\r\n"), C("USER ani\r\nPASS x\r\nSTAT\r\n"), S("+OK\r\n+OK Logged in.\r\n+OK 0 0\r\n"))

STORY(after_stls_pop3_is_nothing, 110, POP3, 0, NONE,
	S("+OK\r\n"), C("STLS\r\n"), S("+OK\r\n"), C("PASS x\r\n"), S("-ERR\r\n"))

/* IMAP */

STORY(imap_no_to_login_is_a_refusal, 143, IMAP, 2, REFUSED,
	S("* OK [CAPABILITY IMAP4rev1] ready\r\n"), C("a1 LOGIN root toor\r\n"), S("a1 NO [AUTHENTICATIONFAILED] failed.\r\n"),
	C("a2 AUTHENTICATE PLAIN\r\n"), S("+ \r\n"), C("AGEAYg==\r\n"), S("a2 NO no\r\n"))

STORY(imap_no_to_another_command_and_bad_are_none, 143, IMAP, 0, NONE,
	S("* OK ready\r\n"), C("a1 SELECT INBOX\r\n"), S("a1 NO Log in first\r\n"), C("a2 LOGIN root\r\n"), S("a2 BAD Missing argument\r\n"),
	C("a3 LOGIN a b\r\n"), S("a3 NO [UNAVAILABLE] Try later\r\n"))

STORY(imap_answers_are_paired_by_tag, 143, IMAP, 1, REFUSED,
	S("* OK ready\r\n"), C("a1 LOGIN root toor\r\na2 NOOP\r\na3 SELECT x\r\n"), S("a3 NO no\r\na2 OK fine\r\na1 NO no\r\n"))

STORY(an_imap_literal_holds_no_commands, 143, IMAP, 1, REFUSED,
	S("* OK ready\r\n"), C("a1 LOGIN {23}\r\n"), S("+ go\r\n"), C("x\r\na8 LOGIN a b\r\n123456 {4+}\r\nab\r\n\r\n"),
	S("a8 NO no\r\n"), S("a1 NO no\r\n"))

STORY(an_imap_literal_declined_is_not_waited_for, 143, IMAP, 2, REFUSED,
	S("* OK ready\r\n"), C("a1 LOGIN {500}\r\n"), S("a1 NO no\r\n"), C("a2 LOGIN a b\r\n"), S("a2 NO no\r\n"))

STORY(imap_ok_to_login_is_an_acceptance, 1143, IMAP, 0, ACCEPTED,
	S("* OK ready\r\n"), C("a1 LOGIN ani x\r\n"), S("* CAPABILITY x\r\na1 OK Logged in\r\n"))

STORY(after_starttls_imap_is_nothing, 143, IMAP, 0, NONE,
	S("* OK ready\r\n"), C("a1 STARTTLS\r\n"), S("a1 OK go\r\n"), C("a2 LOGIN a b\r\n"), S("a2 NO no\r\n"))

/* Telnet */

STORY(a_telnet_log_in_refused_in_words_is_a_refusal, 23, TELNET, 2, REFUSED,
	S("\xff\xfd\x18\xff\xfd\x20"), C("\xff\xfb\x18\xff\xfc\x20"), S("Debian GNU/Linux 12\r\nhost login: "), C("ro"), S("ro"), C("ot\r\0"),
	S("ot\r\nPassword: "), C("toor\r\0"), S("\r\n\r\nLogin incorrect\r\nhost login: "), C("root\r\0"),
	S("root\r\nPassword: "), C("a\r\0"), S("\r\nLogin incorrect\r\nhost login: "))

STORY(a_telnet_server_that_asks_again_said_no, 23, TELNET, 2, REFUSED,
	S("\r\nUser Access Verification\r\n\r\nPassword: "), C("cisco\r\n"), S("\r\nPassword: "), C("admin\r\n"), S("\r\nPassword: "))

STORY(a_telnet_prompt_on_the_line_of_another_counts, 2323, TELNET, 1, REFUSED,
	S("login: "), C("root\r\n"), S("Password: "), C("x\r\n"), S("login: "))

STORY(telnet_in_indonesian_is_understood, 23, TELNET, 1, REFUSED,
	S("Nama pengguna: "), C("admin\r\n"), S("\r\nKata sandi: "), C("x\r\n"), S("\r\nLogin gagal, ulangi lagi\r\nNama pengguna: "))

STORY(a_telnet_banner_about_access_denied_is_none, 23, TELNET, 0, CONNECTION,
	S("Unauthorised use: access denied, login failed\r\nlogin: "), C("root\r\n"), S("root\r\nPassword: "))

STORY(a_telnet_name_without_password_is_asked_again_and_that_is_none, 23, TELNET, 0, CONNECTION,
	S("login: "), C("\r\n"), S("\r\nlogin: "), C("\r\n"), S("\r\nlogin: "))

STORY(a_telnet_last_login_is_an_acceptance, 23, TELNET, 0, ACCEPTED,
	S("host login: "), C("ani\r\n"), S("ani\r\nPassword: "), C("x\r\n"), S("\r\nLast login: Mon Jul 11\r\n$ "))

STORY(typing_at_a_telnet_shell_is_an_acceptance, 2323, TELNET, 0, ACCEPTED,
	S("host login: "), C("root\r\n"), S("root\r\nPassword: "), C("x\r\n"), S("\r\n\r\nBusyBox v1.30\r\n/ # "), C("ls\r\n"), S("ls\r\n"))

STORY(telnet_is_known_by_its_options_on_any_port, 5555, TELNET, 0, CONNECTION,
	S("\xff\xfb\x01\xff\xfb\x03"), C("\xff\xfd\x01"))

STORY(telnet_words_and_a_prompt_on_one_line_are_one_refusal, 23, TELNET, 1, REFUSED,
	S("login: "), C("root\r\n"), S("\r\nPassword: "), C("x\r\n"), S("\r\nLogin incorrect, login: last login\r\n"))

STORY(a_new_telnet_password_is_no_refusal, 23, TELNET, 0, CONNECTION,
	S("login: "), C("ani\r\n"), S("\r\nPassword: "), C("x\r\n"), S("\r\nYour password has expired.\r\nNew password: "), C("y\r\n"),
	S("\r\nRetype new password: "))

/* VNC */

#define VNC_UP_TO_CHALLENGE S("RFB 003.008\n"), C("RFB 003.008\n"), S("\2\1\2"), C("\2"), S("0123456789abcdef")

STORY(vnc_security_result_1_is_a_refusal, 5901, VNC, 1, REFUSED,
	VNC_UP_TO_CHALLENGE, C("fedcba9876543210"), S("\0\0\0\1\0\0\0\5nope!"))

STORY(vnc_security_result_0_is_an_acceptance, 7777, VNC, 0, ACCEPTED,
	VNC_UP_TO_CHALLENGE, C("fedcba9876543210"), S("\0\0\0\0"), C("\1"))

STORY(vnc_3_3_is_read_too, 5900, VNC, 1, REFUSED,
	S("RFB 003.003\n"), C("RFB 003.003\n"), S("\0\0\0\2"), S("0123456789abcdef"), C("fedcba9876543210"), S("\0\0\0\1"))

STORY(vnc_that_offers_nothing_is_a_connection, 5900, VNC, 0, CONNECTION,
	S("RFB 003.008\n"), C("RFB 003.008\n"), S("\0\0\0\0\x1aToo many security failures"))

STORY(vnc_of_a_vendor_is_a_connection, 5900, VNC, 0, CONNECTION,
	S("RFB 003.008\n"), C("RFB 003.008\n"), S("\1\x13"), C("\x13"), S("\0\2\0\0\0\1"))

STORY(a_vnc_server_that_nobody_answers_is_none, 5900, VNC, 0, NONE, S("RFB 003.008\n"))

/* MySQL */

#define MYSQL_GREETING S("\x47\0\0\0\x0a" "8.0.30\0" "\x08\0\0\0" "abcdefgh\0\xff\xff\x21\2\0\xff\xc1\x15"            \
	"\0\0\0\0\0\0\0\0\0\0" "abcdefghijkl\0mysql_native_passwo")
#define MYSQL_ANSWER C("\x28\0\0\1\x85\xa6\x3f\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0root\0\0\0\0")

STORY(mysql_1045_is_a_refusal, 3306, MYSQL, 1, REFUSED,
	MYSQL_GREETING, MYSQL_ANSWER, S("\x0f\0\0\2\xff\x15\x04#28000Access"))

STORY(mysql_asks_another_way_and_then_refuses, 3307, MYSQL, 1, REFUSED,
	MYSQL_GREETING, MYSQL_ANSWER, S("\4\0\0\2\xfe" "abc"), C("\4\0\0\3abcd"), S("\x0f\0\0\4\xff\x15\x04#28000Access"))

STORY(mysql_ok_is_an_acceptance, 3306, MYSQL, 0, ACCEPTED,
	MYSQL_GREETING, MYSQL_ANSWER, S("\7\0\0\2\0\0\0\2\0\0\0"))

STORY(a_mysql_database_without_permission_is_none, 3306, MYSQL, 0, NONE,
	MYSQL_GREETING, MYSQL_ANSWER, S("\x0f\0\0\2\xff\x14\x04#42000Access"))

STORY(a_mysql_host_not_allowed_is_none, 3306, MYSQL, 0, NONE, S("\x13\0\0\0\xff\x6a\x04Host is not allo"), C("x"))

STORY(mysql_within_tls_is_a_connection, 3306, MYSQL, 0, CONNECTION,
	MYSQL_GREETING, C("\x20\0\0\1\x85\xae\x3f\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	C("\x16\3\1\0\3abc"), S("\x16\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"))

STORY(mysql_used_at_length_within_tls_is_an_acceptance, 3306, MYSQL, 0, ACCEPTED,
	MYSQL_GREETING, C("\x20\0\0\1\x85\xae\x3f\0\0\0\0\1\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	C("\x16\3\1\0\3abc"), S("\x16\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"),
	C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"))

/* PostgreSQL */

#define PG_STARTUP C("\0\0\0\x13\0\3\0\0user\0root\0\0")

STORY(postgresql_28p01_is_a_refusal, 5432, POSTGRESQL, 1, REFUSED,
	PG_STARTUP, S("R\0\0\0\x0c\0\0\0\5salt"), C("p\0\0\0\6a\0"), S("E\0\0\0\x1cSFATAL\0C28P01\0Mno good\0\0"))

STORY(another_postgresql_error_is_none, 5432, POSTGRESQL, 0, NONE,
	PG_STARTUP, S("E\0\0\0\x1cSFATAL\0C53300\0Mtoo many\0"))

STORY(postgresql_authentication_ok_is_an_acceptance, 6432, POSTGRESQL, 0, ACCEPTED,
	C("\0\0\0\x08\x04\xd2\x16\x2f"), S("N"), PG_STARTUP, S("R\0\0\0\x08\0\0\0\0S\0\0\0\5x"))

STORY(postgresql_within_tls_is_a_connection, 5432, POSTGRESQL, 0, CONNECTION,
	C("\0\0\0\x08\x04\xd2\x16\x2f"), S("S"), C("\x16\3\1\0\3abc"), S("\x16\3\3\0\3abc"), C("\x17\3\3\0\3abc"))

/* MSSQL */

#define MSSQL_PRELOGIN C("\x12\1\0\x0e\0\0\1\0" "\0\0\0\0\0\xff"), S("\4\1\0\x0e\0\0\1\0" "\0\0\0\0\0\xff")

STORY(mssql_18456_is_a_refusal, 1433, MSSQL, 1, REFUSED,
	MSSQL_PRELOGIN, C("\x12\1\0\x0c\0\0\0\0hell"), S("\x12\1\0\x0c\0\0\0\0hell"), C("\x17\3\1\0\4logi"),
	S("\4\1\0\x18\0\x33\1\0\xab\3\0abc\xaa\7\0\x18\x48\0\0\1\x0e."))

STORY(mssql_loginack_is_an_acceptance, 14330, MSSQL, 0, ACCEPTED,
	MSSQL_PRELOGIN, C("\x17\3\1\0\4logi"), S("\4\1\0\x12\0\x33\1\0\xe3\1\0a\xad\3\0abc"))

STORY(mssql_wholly_within_tls_is_a_connection, 1433, MSSQL, 0, CONNECTION,
	MSSQL_PRELOGIN, C("\x17\3\1\0\4logi"), S("\x17\3\1\0\4nope"))

/* Redis */

STORY(redis_wrongpass_is_a_refusal, 6379, REDIS, 3, REFUSED,
	C("*2\r\n$4\r\nAUTH\r\n$4\r\ntoor\r\n"), S("-WRONGPASS invalid username-password pair\r\n"), C("AUTH b\r\n"), S("-ERR invalid password\r\n"),
	C("*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nauth\r\n$1\r\na\r\n$1\r\nb\r\n"), S("-WRONGPASS x\r\n"))

STORY(redis_noauth_to_another_command_is_none, 6379, REDIS, 0, NONE,
	C("*1\r\n$4\r\nPING\r\n"), S("-NOAUTH Authentication required.\r\n"), C("*2\r\n$4\r\nAUTH\r\n$4\r\ntoor\r\n"),
	S("-ERR Client sent AUTH, but no password is set\r\n"))

STORY(pipelined_redis_commands_are_paired_in_order, 6380, REDIS, 1, REFUSED,
	C("*2\r\n$3\r\nGET\r\n$19\r\n*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n*2\r\n$4\r\nAUTH\r\n$1\r\nb\r\n*1\r\n$4\r\nPING\r\n"),
	S("*2\r\n$11\r\n-WRONGPASS \r\n*1\r\n:5\r\n-WRONGPASS x\r\n-WRONGPASS y\r\n"))

STORY(redis_ok_to_auth_is_an_acceptance, 6379, REDIS, 0, ACCEPTED,
	C("*2\r\n$4\r\nauth\r\n$1\r\nx\r\n"), S("+OK\r\n"))

/* LDAP */

STORY(ldap_49_to_a_bind_is_a_refusal, 389, LDAP, 1, REFUSED,
	C("\x30\x14\2\1\1\x60\x0f\2\1\3\4\4cn=a\x80\4toor"), S("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0"))

STORY(an_anonymous_ldap_bind_is_none, 389, LDAP, 0, NONE,
	C("\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"), S("\x30\x0c\2\1\1\x61\7\x0a\1\0\4\0\4\0"))

STORY(ldap_success_for_somebody_is_an_acceptance, 3890, LDAP, 0, ACCEPTED,
	C("\x30\x14\2\1\1\x60\x0f\2\1\3\4\4cn=a\x80\4toor"), S("\x30\x84\0\0\0\x10\2\1\1\x61\x84\0\0\0\7\x0a\1\0\4\0\4\0"))

STORY(ldap_with_long_lengths_is_read_too, 389, LDAP, 1, REFUSED,
	C("\x30\x84\0\0\0\x18\2\1\1\x60\x84\0\0\0\x0f\2\1\3\4\4cn=a\x80\4toor"), S("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0"))

STORY(an_ldap_answer_to_another_number_is_none, 389, LDAP, 0, NONE,
	C("\x30\x14\2\1\1\x60\x0f\2\1\3\4\4cn=a\x80\4toor"), S("\x30\x0c\2\1\2\x61\7\x0a\1\x31\4\0\4\0"))

/* SMB */

#define V2(length, status, command, reply) "\0\0\0" length "\xfeSMB\x40\0\0\0" status command "\0\0\0" reply                \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define V2_SETUP(status, flags) S(V2("\x49", status, "\1", "\1") "\x09\0" flags "\0\0\0\0\0")
#define V2_NAMED(length) C(V2("\x68", "\0\0\0\0", "\1", "\0") "NTLMSSP\0\3\0\0\0" "0123456789abcdef01234567" length "\2\0")

STORY(smb2_logon_failure_is_a_refusal, 445, SMB, 1, REFUSED,
	C(V2("\x40", "\0\0\0\0", "\0", "\0")), S(V2("\x40", "\0\0\0\0", "\0", "\1")), V2_NAMED("\4\0"), V2_SETUP("\x16\0\0\xc0", "\0\0"),
	V2_NAMED("\4\0"), V2_SETUP("\x6d\0\0\xc0", "\0\0"))

STORY(smb2_success_for_somebody_is_an_acceptance, 4450, SMB, 0, ACCEPTED, V2_NAMED("\4\0"), V2_SETUP("\0\0\0\0", "\0\0"))

STORY(an_smb2_guest_is_a_connection, 445, SMB, 0, CONNECTION, V2_NAMED("\4\0"), V2_SETUP("\0\0\0\0", "\1\0"))

STORY(an_anonymous_smb2_set_up_refused_is_a_connection, 445, SMB, 0, CONNECTION, V2_NAMED("\0\0"), V2_SETUP("\x6d\0\0\xc0", "\0\0"))

STORY(smb2_logon_failure_to_another_command_is_none, 445, SMB, 0, CONNECTION,
	C(V2("\x40", "\0\0\0\0", "\3", "\0")), S(V2("\x40", "\x6d\0\0\xc0", "\3", "\1")))

#define V1(status, flags) "\0\0\0\x2b\xffSMB\x73" status flags "\1\x40" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

STORY(smb1_logon_failure_is_a_refusal, 139, SMB, 1, REFUSED,
	C("\x81\0\0\x44" "12345678901234567890123456789012345678901234567890123456789012345678"), S("\x82\0\0\0"),
	C(V1("\0\0\0\0", "\0") "\3\xff\0\0\0\0\0\0\0\0\0"), S(V1("\x6d\0\0\xc0", "\x80") "\3\xff\0\0\0\0\0\0\0\0\0"))

/* RDP */

#define RDP_REQUEST "\3\0\0\x2c\x27\xe0\0\0\0\0\0Cookie: mstshash=admin\r\n\1\0\x08\0\3\0\0\0\0"

STORY(rdp_is_known_on_any_port_and_is_a_connection, 33890, RDP, 0, CONNECTION,
	C(RDP_REQUEST), S("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\1\0\0\0"))

STORY(rdp_with_credssp_used_at_length_is_an_acceptance, 3389, RDP, 0, ACCEPTED,
	C(RDP_REQUEST), S("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\x1f\x08\0\2\0\0\0"),
	C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"),
	C("\x17\3\3\0\3abc"), S("\x17\3\3\0\3abc"), C("\x17\3\3\0\3abc"))

STORY(an_rdp_server_that_declines_the_protocols_is_none, 3389, RDP, 0, NONE,
	C(RDP_REQUEST), S("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\3\0\x08\0\5\0\0\0"))

STORY(industrial_control_is_not_rdp, 102, NO_SERVICE, 0, NONE,
	C("\3\0\0\x16\x11\xe0\0\0\0\1\0\xc1\2\1\0\xc2\2\1\2\xc0\1\x0a"), S("\3\0\0\x16\x11\xd0\0\1\0\2\0\xc0\1\x0a\xc1\2\1\0\xc2\2\1\2"))

/* MongoDB, Oracle, and those only told */

STORY(mongodb_authentication_failed_is_a_refusal, 27017, MONGODB, 1, REFUSED,
	C("\x1f\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0....\1saslStart\0"), S("\x2f\0\0\0\2\0\0\0\1\0\0\0\xdd\7\0\0....AuthenticationFailed\0......"))

STORY(mongodb_watched_without_a_log_in_is_none, 27017, MONGODB, 0, NONE,
	C("\x1c\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0....\1hello\0\0"), S("\x1c\0\0\0\2\0\0\0\1\0\0\0\xdd\7\0\0....\x08" "done\0\1\0"))

STORY(mongodb_done_is_an_acceptance, 27018, MONGODB, 0, ACCEPTED,
	C("\x1f\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0....\1saslStart\0"), S("\x1c\0\0\0\2\0\0\0\1\0\0\0\xdd\7\0\0....\x08" "done\0\1\0"))

#define TNS_CONNECT C("\0\x3a\0\0\1\0\0\0\1\x3e\1\x2c\0\0\x08\0\x7f\xff(DESCRIPTION=)")

STORY(oracle_01017_is_a_refusal, 1521, ORACLE, 1, REFUSED,
	TNS_CONNECT, S("\0\x20\0\0\2...."), C("user"), S("....ORA-01017: invalid username/password; logon denied\n"))

STORY(oracle_that_proves_itself_accepted, 1522, ORACLE, 0, ACCEPTED,
	TNS_CONNECT, S("\0\x20\0\0\2...."), C("user"), S("....AUTH_SVR_RESPONSE...."))

/* A message's type, its length and how much of that are credentials: a byte each. */
#define RPC(type, length, credentials) "\5\0" type "\3\x10\0\0\0" length "\0" credentials "\0\1\0\0\0"

STORY(msrpc_is_a_connection_on_any_port, 49670, MSRPC, 0, CONNECTION,
	C(RPC("\x0b", "\x10", "\0")), S(RPC("\x0c", "\x10", "\0")), C(RPC("\0", "\x10", "\0")), S(RPC("\2", "\x10", "\0")))

STORY(msrpc_that_answers_credentials_let_them_in, 49670, MSRPC, 0, ACCEPTED,
	C(RPC("\x0b", "\x14", "\4") "NTLM"), S(RPC("\x0c", "\x10", "\0")), C(RPC("\0", "\x10", "\0")), S(RPC("\2", "\x10", "\0")))

STORY(msrpc_that_denies_access_refuses_credentials, 49670, MSRPC, 2, REFUSED,
	C(RPC("\x0b", "\x14", "\4") "NTLM"), S(RPC("\x0c", "\x10", "\0")),
	S(RPC("\3", "\x20", "\0") "\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0"),
	S(RPC("\3", "\x20", "\0") "\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0"))

STORY(msrpc_that_denies_access_to_nobody_is_a_connection, 49670, MSRPC, 0, CONNECTION,
	C(RPC("\x0b", "\x10", "\0")), S(RPC("\3", "\x20", "\0") "\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0"))

STORY(who_asks_the_end_point_mapper_logs_in_nowhere, 135, MSRPC, 0, NONE,
	C(RPC("\x0b", "\x30", "\0") "\xd0\x16\xd0\x16\0\0\0\0\1\0\0\0\0\0\1\0"
		"\x08\x83\xaf\xe1\x1f\x5d\xc9\x11\x91\xa4\x08\0\x2b\x14\xa0\xfa"), S(RPC("\x0c", "\x10", "\0")))

STORY(rlogin_is_a_connection_on_its_port, 513, RLOGIN, 0, CONNECTION, C("\0root\0root\0vt100/9600\0"), S("\0Password: "))

STORY(a_nul_elsewhere_is_no_rlogin, 1513, NO_SERVICE, 0, NONE, C("\0root\0root\0vt100/9600\0"), S("\0Password: "))

/* SSH, as far as it is in clear text */

STORY(ssh_is_known_by_its_banner_on_any_port, 902, SSH, 0, CONNECTION,
	S("SSH-1.5-1.2.27\r\n"), C("SSH-1.5-1.2.27\r\n"))

STORY(who_leaves_ssh_before_the_keys_has_not_asked, 902, SSH, 0, NONE,
	S("SSH-2.0-OpenSSH_9.2\r\n"), C("SSH-2.0-libssh_0.10.4\r\n"))

STORY(an_ssh_banner_that_nobody_answers_is_none, 22, SSH, 0, NONE, S("SSH-2.0-OpenSSH_9.2\r\n"))

STORY(http_to_an_ssh_server_is_no_log_in, 22, SSH, 0, NONE,
	S("SSH-2.0-OpenSSH_9.2\r\n"), C("GET / HTTP/1.1\r\n\r\n"), S("Protocol mismatch.\n"))

STORY(ssh_to_a_web_server_is_no_log_in, 80, SSH, 0, NONE,
	C("SSH-2.0-libssh_0.10.4\r\n"), S("HTTP/1.1 400 Bad Request\r\n\r\n"))

/* What is never a log-in service's */

STORY(http_is_not_claimed_even_on_port_23, 23, NO_SERVICE, 0, NONE,
	C("GET /login HTTP/1.1\r\nHost: a\r\n\r\n"), S("HTTP/1.1 401 Unauthorized\r\n\r\nlogin: password: login failed"))

STORY(tls_is_not_claimed_even_on_port_3306, 3306, NO_SERVICE, 0, NONE,
	C("\x16\3\1\0\xa5\1\0\0\xa1\3\3abcdefgh"), S("\x16\3\3\0\x5a\2"))

STORY(a_text_of_no_known_kind_is_not_claimed, 9999, NO_SERVICE, 0, NONE,
	S("Hello, what is your password?\r\n"), C("x\r\n"), S("Login incorrect\r\n"))

#define STORIES(X)                                                                                             \
	X(ftp_530_to_a_password_is_a_refusal) X(ftp_530_to_another_command_is_none)                             \
	X(ftp_421_to_a_password_is_none) X(each_ftp_refusal_of_a_connection_counts)                             \
	X(an_ftp_name_refused_is_one_refusal_with_its_password) X(ftp_230_is_an_acceptance_and_the_end)         \
	X(an_anonymous_ftp_log_in_refused_counts_the_same) X(pipelined_ftp_commands_are_paired_in_order)        \
	X(a_preliminary_ftp_reply_answers_nothing) X(after_auth_tls_ftp_is_not_read) X(ftp_is_known_on_any_port) X(smtp_535_to_auth_is_a_refusal)           \
	X(mail_delivered_without_auth_is_no_log_in) X(smtp_535_to_another_command_is_none)                      \
	X(smtp_that_asks_for_tls_first_refuses_nobody) X(smtp_235_is_an_acceptance)                             \
	X(after_starttls_smtp_is_nothing) X(pop3_err_to_a_password_is_a_refusal)                                \
	X(pop3_err_to_a_name_or_another_command_is_none) X(a_pop3_mailbox_in_use_is_no_refusal)                 \
	X(pop3_auth_is_refused_once_it_gave_credentials) X(pop3_ok_to_a_password_is_an_acceptance)              \
	X(after_stls_pop3_is_nothing) X(imap_no_to_login_is_a_refusal)                                          \
	X(imap_no_to_another_command_and_bad_are_none) X(imap_answers_are_paired_by_tag)                        \
	X(an_imap_literal_holds_no_commands) X(an_imap_literal_declined_is_not_waited_for)                      \
	X(imap_ok_to_login_is_an_acceptance) X(after_starttls_imap_is_nothing)                                  \
	X(a_telnet_log_in_refused_in_words_is_a_refusal) X(a_telnet_server_that_asks_again_said_no)             \
	X(a_telnet_prompt_on_the_line_of_another_counts) X(telnet_in_indonesian_is_understood)                  \
	X(a_telnet_banner_about_access_denied_is_none)                                                         \
	X(a_telnet_name_without_password_is_asked_again_and_that_is_none) X(a_telnet_last_login_is_an_acceptance) \
	X(typing_at_a_telnet_shell_is_an_acceptance) X(telnet_is_known_by_its_options_on_any_port)              \
	X(telnet_words_and_a_prompt_on_one_line_are_one_refusal)                                                \
	X(a_new_telnet_password_is_no_refusal) X(vnc_security_result_1_is_a_refusal)                            \
	X(vnc_security_result_0_is_an_acceptance) X(vnc_3_3_is_read_too) X(vnc_that_offers_nothing_is_a_connection) \
	X(vnc_of_a_vendor_is_a_connection) X(a_vnc_server_that_nobody_answers_is_none) X(mysql_1045_is_a_refusal) \
	X(mysql_asks_another_way_and_then_refuses) X(mysql_ok_is_an_acceptance)                                 \
	X(a_mysql_database_without_permission_is_none) X(a_mysql_host_not_allowed_is_none)                      \
	X(mysql_within_tls_is_a_connection) X(mysql_used_at_length_within_tls_is_an_acceptance)                 \
	X(postgresql_28p01_is_a_refusal) X(another_postgresql_error_is_none)                                    \
	X(postgresql_authentication_ok_is_an_acceptance) X(postgresql_within_tls_is_a_connection)               \
	X(mssql_18456_is_a_refusal) X(mssql_loginack_is_an_acceptance) X(mssql_wholly_within_tls_is_a_connection) \
	X(redis_wrongpass_is_a_refusal) X(redis_noauth_to_another_command_is_none)                              \
	X(pipelined_redis_commands_are_paired_in_order) X(redis_ok_to_auth_is_an_acceptance)                    \
	X(ldap_49_to_a_bind_is_a_refusal) X(ldap_with_long_lengths_is_read_too) X(an_anonymous_ldap_bind_is_none)                                     \
	X(ldap_success_for_somebody_is_an_acceptance) X(an_ldap_answer_to_another_number_is_none)               \
	X(smb2_logon_failure_is_a_refusal) X(smb2_success_for_somebody_is_an_acceptance)                        \
	X(an_smb2_guest_is_a_connection) X(an_anonymous_smb2_set_up_refused_is_a_connection)                    \
	X(smb2_logon_failure_to_another_command_is_none) X(smb1_logon_failure_is_a_refusal)                     \
	X(rdp_is_known_on_any_port_and_is_a_connection) X(rdp_with_credssp_used_at_length_is_an_acceptance)     \
	X(an_rdp_server_that_declines_the_protocols_is_none) X(industrial_control_is_not_rdp)                   \
	X(mongodb_authentication_failed_is_a_refusal) X(mongodb_watched_without_a_log_in_is_none)               \
	X(mongodb_done_is_an_acceptance) X(oracle_01017_is_a_refusal) X(oracle_that_proves_itself_accepted)     \
	X(msrpc_that_answers_credentials_let_them_in) X(msrpc_that_denies_access_refuses_credentials)           \
	X(msrpc_that_denies_access_to_nobody_is_a_connection) X(who_asks_the_end_point_mapper_logs_in_nowhere) \
	X(msrpc_is_a_connection_on_any_port) X(rlogin_is_a_connection_on_its_port) X(a_nul_elsewhere_is_no_rlogin) \
	X(ssh_is_known_by_its_banner_on_any_port) X(who_leaves_ssh_before_the_keys_has_not_asked)               \
	X(an_ssh_banner_that_nobody_answers_is_none)                                                            \
	X(http_to_an_ssh_server_is_no_log_in) X(ssh_to_a_web_server_is_no_log_in)                               \
	X(http_is_not_claimed_even_on_port_23) X(tls_is_not_claimed_even_on_port_3306)                          \
	X(a_text_of_no_known_kind_is_not_claimed)

#define STORY_OF(NAME) { #NAME, &NAME##_story },
static const struct { const char *name; const struct story *story; } stories[] = { STORIES(STORY_OF) };

static void where_the_bytes_are_split_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stories / sizeof *stories; i++)
		for (unsigned seed = 0; seed < 40; seed++) {
			struct connection connection = told(stories[i].story, seed ? 1 + seed % 9 : 1, seed);

			if (connection.heard.refused != stories[i].story->refused ||
				login_end(&connection.login) != stories[i].story->end)
				print_error("%s, seed %u\n", stories[i].name, seed);
			check(stories[i].story, &connection);
		}
}

static void a_login_is_small(void **state)
{
	(void)state;
	assert_true(sizeof(struct login) <= 64);
	assert_true(sizeof(struct tries) <= 128);
}

/* SSH: sizes of what is said after the keys, told as segments. */

static void say_many(struct connection *connection, enum talk_side side, size_t size)
{
	uint8_t bytes[2048] = { 0 };

	for (; size; size -= size < sizeof bytes ? size : sizeof bytes)
		say(connection, side, bytes, size < sizeof bytes ? size : sizeof bytes, false);
}

#define KEYS "\0\0\0\x0c\x0a\x15\0\0\0\0\0\0\0\0\0\0"

static void exchange_keys(struct connection *connection)
{
	open_to(connection, 902);
	say(connection, TALK_SERVER, "SSH-2.0-OpenSSH_9.2\r\n", 21, false);
	say(connection, TALK_CLIENT, "SSH-2.0-Go\r\n", 12, false);
	say(connection, TALK_CLIENT, "\0\0\0\x0c\4\x14" "0123456789", 16, false);
	say(connection, TALK_SERVER, "\0\0\0\x0c\4\x14" "0123456789" KEYS, 32, false);
	say_many(connection, TALK_SERVER, 300); /* its extensions */
	say(connection, TALK_CLIENT, KEYS, 16, false);
}

/* Answers of so many bytes, each to a question; what the connection was. */
static enum login_end answers(const uint16_t *sizes, bool *inferred)
{
	struct connection connection;

	exchange_keys(&connection);
	for (; *sizes; sizes++) {
		say_many(&connection, TALK_CLIENT, 64);
		say_many(&connection, TALK_SERVER, *sizes);
	}
	close_it(&connection);
	assert_int_equal(connection.heard.refused, 0);
	*inferred = connection.heard.inferred;
	return login_end(&connection.login);
}

static void an_ssh_answer_of_one_byte_is_an_acceptance_inferred(void **state)
{
	static const uint16_t chacha[] = { 44, 52, 28, 600, 0 }, gcm[] = { 52, 68, 68, 36, 600, 0 },
		with_banner[] = { 44, 900, 52, 28, 0 };
	bool inferred;

	(void)state;
	assert_int_equal(answers(chacha, &inferred), LOGIN_END_ACCEPTED);
	assert_true(inferred);
	assert_int_equal(answers(gcm, &inferred), LOGIN_END_ACCEPTED);
	assert_int_equal(answers(with_banner, &inferred), LOGIN_END_ACCEPTED);
}

static void equal_ssh_answers_and_no_acceptance_are_a_rejection(void **state)
{
	static const uint16_t passwords[] = { 44, 52, 52, 52, 0 }, interactive[] = { 44, 84, 60, 84, 60, 0 };
	bool inferred;

	(void)state;
	assert_int_equal(answers(passwords, &inferred), LOGIN_END_REJECTED);
	assert_int_equal(answers(interactive, &inferred), LOGIN_END_REJECTED);
}

static void one_ssh_answer_says_nothing(void **state)
{
	static const uint16_t one[] = { 44, 52, 0 }, service_like[] = { 52, 52, 0 };
	bool inferred;

	(void)state;
	assert_int_equal(answers(one, &inferred), LOGIN_END_CONNECTION);
	assert_int_equal(answers(service_like, &inferred), LOGIN_END_CONNECTION);
}

static void whoever_says_nothing_under_the_keys_has_not_asked(void **state)
{
	static const uint16_t none[] = { 0 };
	bool inferred;

	(void)state;
	assert_int_equal(answers(none, &inferred), LOGIN_END_NONE);
}

static void much_said_over_ssh_is_an_acceptance(void **state)
{
	struct connection connection;

	(void)state;
	exchange_keys(&connection);
	say_many(&connection, TALK_CLIENT, 60000);
	assert_int_equal(login_end(&connection.login), LOGIN_END_CONNECTION);
	say_many(&connection, TALK_CLIENT, 6000);
	assert_int_equal(login_end(&connection.login), LOGIN_END_ACCEPTED);
	close_it(&connection);
}

/* Bytes lost */

static void bytes_lost_end_the_reading_but_not_what_was_told(void **state)
{
	struct connection connection;

	(void)state;
	open_to(&connection, 21);
	say(&connection, TALK_SERVER, "220 x\r\n", 7, false);
	say(&connection, TALK_CLIENT, "USER a\r\nPASS b\r\n", 16, false);
	say(&connection, TALK_SERVER, "331 x\r\n530 no\r\n", 15, false);
	login_skip(&connection.login, TALK_SERVER, 100, NULL);
	assert_true(login_is_over(&connection.login));
	say(&connection, TALK_CLIENT, "PASS c\r\n", 8, false);
	say(&connection, TALK_SERVER, "530 no\r\n", 8, false);
	assert_int_equal(connection.heard.refused, 1);
	assert_int_equal(login_end(&connection.login), LOGIN_END_REFUSED);
	close_it(&connection);
}

static void bytes_lost_within_a_message_that_is_passed_over_lose_nothing(void **state)
{
	struct connection connection;

	(void)state;
	open_to(&connection, 5432);
	say(&connection, TALK_CLIENT, "\0\0\0\x13\0\3\0\0user\0root\0\0", 19, false);
	say(&connection, TALK_SERVER, "N\0\0\x10\0....", 9, false);
	say_many(&connection, TALK_SERVER, 2000 + 48); /* more is not wanted of it */
	login_skip(&connection.login, TALK_SERVER, 0x1001 - 9 - 2048, NULL);
	assert_false(login_is_over(&connection.login));
	say(&connection, TALK_SERVER, "E\0\0\0\x0c" "C28P01\0\0", 13, false);
	assert_int_equal(connection.heard.refused, 1);
	close_it(&connection);
}

static void where_the_beginning_is_lost_the_port_tells_the_service(void **state)
{
	struct connection connection;
	struct login_ear ear = { &connection.heard, on_service, on_refused, on_accepted };

	(void)state;
	open_to(&connection, 3389);
	login_skip(&connection.login, TALK_CLIENT, 100, &ear);
	assert_int_equal(connection.heard.service, LOGIN_RDP);
	assert_int_equal(login_end(&connection.login), LOGIN_END_CONNECTION);
	close_it(&connection);
	open_to(&connection, 80);
	login_skip(&connection.login, TALK_CLIENT, 100, &ear);
	assert_int_equal(login_end(&connection.login), LOGIN_END_NONE);
	close_it(&connection);
}

static void too_many_commands_without_an_answer_are_given_up(void **state)
{
	struct connection connection;

	(void)state;
	open_to(&connection, 21);
	say(&connection, TALK_SERVER, "220 x\r\n", 7, false);
	for (unsigned i = 0; i < LOGIN_PENDING_MOST; i++)
		say(&connection, TALK_CLIENT, "PASS b\r\n", 8, false);
	assert_false(login_is_over(&connection.login));
	say(&connection, TALK_CLIENT, "PASS b\r\n", 8, false);
	assert_true(login_is_over(&connection.login));
	close_it(&connection);
}

static void a_line_without_end_is_not_kept(void **state)
{
	struct connection connection;

	(void)state;
	open_to(&connection, 21);
	say(&connection, TALK_SERVER, "220 x\r\n", 7, false);
	say(&connection, TALK_CLIENT, "PASS ", 5, false);
	say_many(&connection, TALK_CLIENT, 100000);
	assert_int_equal(connection.size[TALK_CLIENT], 0);
	say(&connection, TALK_CLIENT, "\r\n", 2, false);
	say(&connection, TALK_SERVER, "530 no\r\n", 8, false);
	assert_int_equal(connection.heard.refused, 1);
	close_it(&connection);
}

static enum login_claim claimed(uint16_t port, enum talk_side side, const char *bytes, size_t size)
{
	return login_claims(port, side, &(struct talk_view){ .data = (const uint8_t *)bytes, .size = size });
}

static void a_claim_waits_for_the_bytes_that_decide(void **state)
{
	(void)state;
	assert_int_equal(claimed(902, TALK_SERVER, "SS", 2), LOGIN_NEEDS_MORE);
	assert_int_equal(claimed(902, TALK_SERVER, "SSH-", 4), LOGIN_MINE);
	assert_int_equal(claimed(902, TALK_SERVER, "SSL-", 4), LOGIN_NOT_MINE);
	assert_int_equal(claimed(23, TALK_CLIENT, "GE", 2), LOGIN_NEEDS_MORE);
	assert_int_equal(claimed(23, TALK_CLIENT, "GET ", 4), LOGIN_NOT_MINE);
	assert_int_equal(claimed(22, TALK_CLIENT, "\x16\3\1\2", 4), LOGIN_NEEDS_MORE);
	assert_int_equal(claimed(22, TALK_CLIENT, "\x16\3\1\2\0\1\0\1\xfc\3\3abcdef", 17), LOGIN_NOT_MINE);
	assert_int_equal(claimed(80, TALK_CLIENT, "GET / HTTP/1.1\r\n", 16), LOGIN_NOT_MINE);
}

static void ports_name_services(void **state)
{
	(void)state;
	assert_int_equal(login_by_port(22), LOGIN_SSH);
	assert_int_equal(login_by_port(80), LOGIN_NO_SERVICE);
	assert_int_equal(login_by_port(0), LOGIN_NO_SERVICE);
	assert_string_equal(login_service_name(login_by_port(445)), "smb");
	assert_string_equal(login_service_name(LOGIN_NO_SERVICE), "");
}

/* What counts */

static const struct ronda_thresholds normal = RONDA_THRESHOLDS_NORMAL;

#define START_MS UINT64_C(1657670400000)
#define MINUTE UINT64_C(60000)

static unsigned refused_at(struct tries *tries, uint64_t ms)
{
	return tries_refused(tries, (START_MS + ms) * 1000000, &normal);
}

static unsigned connected_at(struct tries *tries, uint64_t ms)
{
	return tries_connected(tries, (START_MS + ms) * 1000000, &normal);
}

static void two_refusals_are_a_mistyped_password(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	assert_int_equal(refused_at(&tries, 0), 0);
	assert_int_equal(refused_at(&tries, 5000), 0);
	assert_int_equal(refused_at(&tries, 5000 + 11 * MINUTE), 0);
	assert_int_equal(refused_at(&tries, 6000 + 11 * MINUTE), 0);
}

static void the_third_refusal_counts_with_the_two_before(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 1);
	assert_int_equal(refused_at(&tries, 2), 3);
	assert_int_equal(refused_at(&tries, 3), 1);
	assert_int_equal(refused_at(&tries, 4), 1);
}

static void ten_minutes_to_the_millisecond_are_within(void **state)
{
	struct tries tries = { 0 }, other = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 1);
	assert_int_equal(refused_at(&tries, 10 * MINUTE), 3);
	refused_at(&other, 0);
	refused_at(&other, 1);
	assert_int_equal(refused_at(&other, 10 * MINUTE + 1), 0);
	assert_int_equal(refused_at(&other, 10 * MINUTE + 1), 3);
}

static void a_refusal_that_left_the_window_is_never_credited(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 9 * MINUTE);
	assert_int_equal(refused_at(&tries, 11 * MINUTE), 0);
	assert_int_equal(refused_at(&tries, 12 * MINUTE), 3); /* those of the 9th, 11th and 12th minute */
}

static void one_that_counted_is_not_credited_again(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 5 * MINUTE);
	assert_int_equal(refused_at(&tries, 9 * MINUTE), 3);
	assert_int_equal(refused_at(&tries, 18 * MINUTE), 0); /* with that of the 9th minute only two */
	assert_int_equal(refused_at(&tries, 19 * MINUTE), 2);
}

static void the_sixth_connection_counts_and_those_before_it_do_not(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(connected_at(&tries, i), 0);
	assert_int_equal(connected_at(&tries, 5), 1);
	assert_int_equal(connected_at(&tries, 10 * MINUTE), 1);
	assert_int_equal(connected_at(&tries, 10 * MINUTE + 5), 0);
}

static void refusals_and_connections_do_not_mix(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		connected_at(&tries, i);
	assert_int_equal(refused_at(&tries, 6), 0);
	assert_int_equal(refused_at(&tries, 7), 0);
	assert_int_equal(connected_at(&tries, 8), 1);
}

static void times_that_wrap_are_not_taken_for_recent_ones(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 1);
	assert_int_equal(refused_at(&tries, UINT64_C(1) << 32), 0);
}

static void a_clock_set_back_begins_anew(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 100 * MINUTE);
	refused_at(&tries, 100 * MINUTE);
	assert_int_equal(refused_at(&tries, 0), 0);
	assert_int_equal(refused_at(&tries, 1), 0);
	assert_int_equal(refused_at(&tries, 2), 3);
}

static void whether_tries_count_is_known_until_the_window_ends(void **state)
{
	struct tries tries = { 0 };

	(void)state;
	refused_at(&tries, 0);
	refused_at(&tries, 1);
	assert_false(tries_count(&tries, (START_MS + 2) * 1000000, &normal));
	refused_at(&tries, 2);
	assert_true(tries_count(&tries, (START_MS + 3) * 1000000, &normal));
	assert_false(tries_count(&tries, (START_MS + 1 + 10 * MINUTE) * 1000000, &normal));
	assert_false(tries_are_stale(&tries, (START_MS + 2 + 10 * MINUTE) * 1000000, &normal));
	assert_true(tries_are_stale(&tries, (START_MS + 3 + 10 * MINUTE) * 1000000, &normal));
}

/* Against the rule told plainly: all times kept. */
static void a_long_row_of_tries_counts_by_the_rule(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed < 60; seed++) {
		struct ronda_thresholds thresholds = RONDA_THRESHOLDS_NORMAL;
		struct tries tries = { 0 };
		uint64_t times[500], now = START_MS;
		bool counted[500] = { 0 };
		unsigned random = seed;

		thresholds.login_refusals = 1 + seed % TRIES_REFUSALS_MOST;
		for (unsigned i = 0; i < 500; i++) {
			unsigned within = 0, expected = 0;

			now += (unsigned)rand_r(&random) % (seed * 12000);
			times[i] = now;
			for (unsigned j = 0; j <= i; j++)
				within += now - times[j] <= 10 * MINUTE;
			for (unsigned j = 0; within >= thresholds.login_refusals && j <= i; j++)
				if (now - times[j] <= 10 * MINUTE && !counted[j]) {
					counted[j] = true;
					expected++;
				}
			assert_int_equal(tries_refused(&tries, now * 1000000, &thresholds), expected);
		}
	}
}

#define TEST_OF(NAME) cmocka_unit_test(NAME),

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORIES(TEST_OF)
		cmocka_unit_test(where_the_bytes_are_split_changes_nothing),
		cmocka_unit_test(a_login_is_small),
		cmocka_unit_test(an_ssh_answer_of_one_byte_is_an_acceptance_inferred),
		cmocka_unit_test(equal_ssh_answers_and_no_acceptance_are_a_rejection),
		cmocka_unit_test(one_ssh_answer_says_nothing),
		cmocka_unit_test(whoever_says_nothing_under_the_keys_has_not_asked),
		cmocka_unit_test(much_said_over_ssh_is_an_acceptance),
		cmocka_unit_test(bytes_lost_end_the_reading_but_not_what_was_told),
		cmocka_unit_test(bytes_lost_within_a_message_that_is_passed_over_lose_nothing),
		cmocka_unit_test(where_the_beginning_is_lost_the_port_tells_the_service),
		cmocka_unit_test(too_many_commands_without_an_answer_are_given_up),
		cmocka_unit_test(a_line_without_end_is_not_kept),
		cmocka_unit_test(a_claim_waits_for_the_bytes_that_decide),
		cmocka_unit_test(ports_name_services),
		cmocka_unit_test(two_refusals_are_a_mistyped_password),
		cmocka_unit_test(the_third_refusal_counts_with_the_two_before),
		cmocka_unit_test(ten_minutes_to_the_millisecond_are_within),
		cmocka_unit_test(a_refusal_that_left_the_window_is_never_credited),
		cmocka_unit_test(one_that_counted_is_not_credited_again),
		cmocka_unit_test(the_sixth_connection_counts_and_those_before_it_do_not),
		cmocka_unit_test(refusals_and_connections_do_not_mix),
		cmocka_unit_test(times_that_wrap_are_not_taken_for_recent_ones),
		cmocka_unit_test(a_clock_set_back_begins_anew),
		cmocka_unit_test(whether_tries_count_is_known_until_the_window_ends),
		cmocka_unit_test(a_long_row_of_tries_counts_by_the_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
