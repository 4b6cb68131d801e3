/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's pages, as text. Each view in both languages and several sizes is held against tests/unit/pages;
 * RONDA_WRITE_PAGES=1 writes them anew, to be looked at before they are kept.
 */
#include "claim.h"

#include "console/view.h"
#include "base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW UINT64_C(1785727715000000000) /* 2026-08-03 03:28:35 UTC, 10:28:35 WIB */
#define SECOND UINT64_C(1000000000)

static const char *pages;
static struct stamp_zone *wib;

static struct ronda_addr address(const char *text)
{
	struct ronda_addr addr;

	assert_int_equal(ronda_addr_parse(&addr, text, NULL), 0);
	return addr;
}

/* ---- a picture of a busy morning ---- */

static struct picture_source source(const char *addr, unsigned bits, const char *country, enum ronda_origin origin, double rate,
	uint64_t today, enum ronda_class class, enum ronda_outcome outcome, const char *site, uint64_t ago)
{
	struct picture_source source = {
		.addr = address(addr), .prefix_bits = (uint8_t)bits, .origin = origin,
		.country = country ? ronda_country_parse(country) : 0,
		.verified = class != RONDA_CLASS_PROBE, .attempts = { rate, today / 2, today },
		.targets = today / 3 + 1, .ports = 3, .packets = today * 2,
		.first_ns = NOW - 7200 * SECOND, .last_ns = NOW - ago * SECOND, .outcome = outcome,
	};

	source.by_class[class] = today;
	snprintf(source.site, sizeof source.site, "%s", site);
	return source;
}

static struct picture_row row(const char *name, double rate, uint64_t today, enum ronda_class class)
{
	struct picture_row row = { .attempts = { rate, today / 2, today }, .sources = 1 + today % 7, .last_ns = NOW - 3 * SECOND };

	snprintf(row.name, sizeof row.name, "%s", name);
	row.by_class[class] = today - today / 4;
	row.by_class[RONDA_CLASS_PROBE] += today / 4;
	return row;
}

static struct ronda_picture *a_picture(void)
{
	struct ronda_picture *picture = calloc(1, sizeof *picture);

	*picture = (struct ronda_picture){ .serial = 9, .sensor = "balai-kota", .input = "eth1", .now_ns = NOW,
		.since_ns = NOW - 86400 * SECOND, .today_ns = NOW - 37715 * SECOND, .every_seconds = 1, .home = RONDA_COUNTRY('I', 'D'),
		.thresholds = RONDA_THRESHOLDS_NORMAL, .attempts = { 63.4, 12345, 1957254 }, .packets = { 123456, 4000000, 90000000 },
		.bytes = { 5650000, 0, 0 }, .verified = { 4, 1000, 88000 }, .sources_seen = 48182, .up_seconds_today = 37715,
		.seconds_today = 37715, .geoip_built_seconds = 1 };
	picture->by_class[RONDA_CLASS_PROBE] = (struct picture_count){ 50, 10000, 1900000 };
	picture->by_class[RONDA_CLASS_WEB] = (struct picture_count){ 13.4, 2345, 57254 };
	picture->by_outcome[RONDA_OUTCOME_UNANSWERED] = (struct picture_count){ 60, 12000, 1957000 };
	picture->by_outcome[RONDA_OUTCOME_SERVED] = (struct picture_count){ 0.1, 34, 254 };
	picture->by_origin[RONDA_ORIGIN_FOREIGN] = (struct picture_count){ 60, 12000, 1865000 };
	picture->by_origin[RONDA_ORIGIN_DOMESTIC] = (struct picture_count){ 3.4, 345, 92254 };
	for (unsigned i = 0; i < PICTURE_SPARK; i++)
		picture->spark[i] = (double)(i * i % 97);
	picture->spark_count = PICTURE_SPARK;

	picture->source = calloc(7, sizeof *picture->source);
	picture->source[0] = source("5.188.206.18", 128, "BG", RONDA_ORIGIN_FOREIGN, 51, 1530661, RONDA_CLASS_PROBE,
		RONDA_OUTCOME_UNANSWERED, "103.94.188.50", 0);
	picture->source[1] = source("180.244.133.58", 128, "ID", RONDA_ORIGIN_DOMESTIC, 7.2, 5612, RONDA_CLASS_WEB,
		RONDA_OUTCOME_SERVED, "www.example.go.id", 1);
	picture->source[2] = source("141.98.10.60", 128, "LT", RONDA_ORIGIN_FOREIGN, 0.3, 300, RONDA_CLASS_LOGIN,
		RONDA_OUTCOME_REJECTED, "surat.example.go.id", 4);
	picture->source[3] = source("2001:db8:7:5::", 64, "CN", RONDA_ORIGIN_FOREIGN, 0, 120, RONDA_CLASS_PROBE,
		RONDA_OUTCOME_REFUSED, "2001:db8:ffff::10", 125);
	picture->source[4] = source("10.1.2.3", 128, NULL, RONDA_ORIGIN_LOCAL, 0, 44, RONDA_CLASS_TLS,
		RONDA_OUTCOME_ESTABLISHED, "103.94.188.18", 5000);
	picture->source[5] = source("61.177.172.13", 128, NULL, RONDA_ORIGIN_UNKNOWN, 0, 1, RONDA_CLASS_EXPLOIT,
		RONDA_OUTCOME_UNANSWERED, "103.94.188.66", 90000);
	picture->source[6] = source("45.146.165.37", 128, "RU", RONDA_ORIGIN_FOREIGN, 4.9, 240, RONDA_CLASS_WEB,
		RONDA_OUTCOME_REJECTED, "sebuah-nama-situs-yang-panjang.kelurahan.example.go.id", 2);
	picture->source[1].by_class[RONDA_CLASS_PROBE] = 900;
	picture->source[1].by_class[RONDA_CLASS_LOGIN] = 30;
	picture->source_count = 7;

	picture->country = calloc(4, sizeof *picture->country);
	picture->country[0] = row("BG", 51, 1530661, RONDA_CLASS_PROBE);
	picture->country[1] = row("CN", 2, 200000, RONDA_CLASS_PROBE);
	picture->country[2] = row("ID", 3.4, 92254, RONDA_CLASS_PROBE);
	picture->country[3] = row("unknown", 0, 12, RONDA_CLASS_PROBE);
	picture->country_count = 4;
	picture->site = calloc(3, sizeof *picture->site);
	picture->site[0] = row("103.94.188.50", 60, 1899000, RONDA_CLASS_PROBE);
	picture->site[1] = row("www.example.go.id", 8, 57000, RONDA_CLASS_WEB);
	picture->site[2] = row("other", 0.02, 1254, RONDA_CLASS_PROBE);
	picture->site_count = 3;
	picture->network = calloc(2, sizeof *picture->network);
	picture->network[0] = row("5.188.206.0/24", 51, 1530661, RONDA_CLASS_PROBE);
	picture->network[1] = row("2001:db8:7::/48", 0, 120, RONDA_CLASS_PROBE);
	picture->network_count = 2;
	picture->flood = calloc(2, sizeof *picture->flood);
	picture->flood[0] = (struct picture_flood){ .kind = RONDA_FLOOD_SYN, .target = address("103.94.188.18"), .port = 443,
		.start_ns = NOW - 45 * SECOND, .end_ns = NOW, .ongoing = true, .spoofed = true, .packets = 81000,
		.peak_packets_per_second = 1801, .peak_bits_per_second = 864000, .sources = 40327 };
	picture->flood[1] = (struct picture_flood){ .kind = RONDA_FLOOD_REFLECTION, .service = RONDA_SERVICE_DNS,
		.target = address("2001:db8:ffff::10"), .start_ns = NOW - 9000 * SECOND, .end_ns = NOW - 5000 * SECOND,
		.packets = 12345678, .peak_packets_per_second = 45000, .peak_bits_per_second = 540000000, .sources = 812 };
	picture->flood_count = 2;
	picture->act = calloc(3, sizeof *picture->act);
	picture->act[0] = (struct picture_act){ .act_ns = NOW - 2 * SECOND, .decided_ns = NOW - SECOND,
		.source = address("180.244.133.58"), .target = address("103.94.188.50"), .port = 80, .proto = RONDA_TCP,
		.class = RONDA_CLASS_WEB, .outcome = RONDA_OUTCOME_SERVED, .why = "sql-union-select", .site = "www.example.go.id" };
	picture->act[1] = (struct picture_act){ .act_ns = NOW - 5 * SECOND, .decided_ns = NOW - 4 * SECOND,
		.source = address("180.244.133.58"), .target = address("103.94.188.50"), .port = 21, .proto = RONDA_TCP,
		.class = RONDA_CLASS_LOGIN, .outcome = RONDA_OUTCOME_REJECTED, .why = "ftp", .credits = 2 };
	picture->act[2] = (struct picture_act){ .act_ns = NOW - 6 * SECOND, .decided_ns = NOW - 5 * SECOND,
		.source = address("5.188.206.18"), .target = address("103.94.188.50"), .port = 22, .proto = RONDA_TCP };
	picture->act_count = 3;
	picture->review = calloc(1, sizeof *picture->review);
	picture->review[0] = (struct picture_review){ .time_ns = NOW - SECOND, .source = address("180.244.133.58"),
		.addr = address("103.94.188.50"), .country = RONDA_COUNTRY('I', 'D'), .class = RONDA_CLASS_WEB,
		.outcome = RONDA_OUTCOME_SERVED, .port = 80, .status = 200, .response_bytes = 43120, .rule = "sql-union-select",
		.site = "www.example.go.id", .line = "GET /berita.php?id=1%27%20union%20select%201,2,password HTTP/1.1" };
	picture->review_count = 1;
	return picture;
}

/* ---- pages ---- */

static char *draw(struct view *view, const struct ronda_picture *picture, unsigned columns, unsigned rows, bool ascii)
{
	struct screen screen;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(screen_init(&screen, rows, columns, ascii), 0);
	view_draw(view, picture, &screen);
	screen_print(&screen, out, false);
	fclose(out);
	screen_finish(&screen);
	return text;
}

static char *whole_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0)
		text = NULL;
	fclose(file);
	return text;
}

static void expect_page(const char *name, const char *text)
{
	char path[1024], *kept;

	snprintf(path, sizeof path, "%s/%s.txt", pages, name);
	if (getenv("RONDA_WRITE_PAGES")) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(text, file);
		fclose(file);
	}
	kept = whole_file(path);
	if (!kept)
		fail_msg("there is no page %s", path);
	if (strcmp(kept, text) != 0)
		print_message("%s is now:\n%s", name, text);
	assert_string_equal(text, kept);
	free(kept);
}

static void keys(struct view *view, const struct ronda_picture *picture, const char *typed)
{
	for (; *typed; typed++) {
		view_key(view, *typed == '\n' ? KEY_ENTER_ROW : *typed);
		free(draw(view, picture, 80, 24, false));
	}
}

static void each_view_is_as_it_was_looked_at(void **state)
{
	static const struct { const char *name, *typed; } views[] = {
		{ "sources", "" }, { "countries", "2" }, { "sites", "3" }, { "classes", "4" }, { "networks", "5" },
		{ "floods", "6" }, { "review", "7" }, { "detail", "j\n" }, { "help", "?" }, { "filter", "/foreign web" },
		{ "nothing", "/nobody\n" }, { "sorted", "ssr" },
	};
	static const struct { unsigned columns, rows; } sizes[] = { { 80, 24 }, { 160, 50 } };
	struct ronda_picture *picture = a_picture();

	(void)state;
	for (unsigned lang = 0; lang < WORDS_LANG_COUNT; lang++)
		for (size_t i = 0; i < sizeof views / sizeof *views; i++)
			for (size_t j = 0; j < 2; j++) {
				struct view view;
				char name[80], *text;

				view_init(&view, (enum words_lang)lang, wib);
				free(draw(&view, picture, 80, 24, false));
				keys(&view, picture, views[i].typed);
				text = draw(&view, picture, sizes[j].columns, sizes[j].rows, false);
				snprintf(name, sizeof name, "%s-%s-%ux%u", views[i].name, lang ? "id" : "en", sizes[j].columns, sizes[j].rows);
				expect_page(name, text);
				free(text);
			}
	picture_destroy(picture);
}

static bool one_network(const void *context, const struct ronda_addr *addr, char text[NETWORK_NAME_TEXT])
{
	bool known = ronda_addr_equal(addr, context);

	snprintf(text, NETWORK_NAME_TEXT, "%s", known ? "AS64496 Contoh" : "");
	return known;
}

static void whose_network_it_is_has_a_column_where_somebody_knows(void **state)
{
	const struct ronda_addr known = address("5.188.206.18");
	const struct network_names names = { one_network, &known, "" };
	struct ronda_picture *picture = a_picture();
	struct view view;
	char *text;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	text = draw(&view, picture, 190, 24, false);
	assert_null(strstr(text, "WHOSE NETWORK"));
	free(text);
	view.networks = &names;
	text = draw(&view, picture, 190, 24, false);
	assert_non_null(strstr(text, "WHOSE NETWORK"));
	assert_non_null(strstr(text, "AS64496 Contoh"));
	free(text);
	text = draw(&view, picture, 80, 24, false);
	assert_null(strstr(text, "WHOSE NETWORK"));
	free(text);
	keys(&view, picture, "\n");
	text = draw(&view, picture, 80, 24, false); /* all about the busiest one */
	assert_non_null(strstr(text, "AS64496 Contoh"));
	free(text);
	picture_destroy(picture);
}

static void without_utf8_a_page_is_plain_ascii(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;
	char *text;

	(void)state;
	snprintf(picture->sensor, sizeof picture->sensor, "caf\xc3\xa9");
	view_init(&view, WORDS_EN, wib);
	text = draw(&view, picture, 80, 24, true);
	expect_page("ascii-en-80x24", text);
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c < 0x7f));
	free(text);
	picture_destroy(picture);
}

static void columns_fall_away_in_the_stated_order(void **state)
{
	static const char *const order[] = { "PACKETS", "PORTS", "TARGETS", "HOUR", "SITE", "PROVEN", "CAME BACK", "TRIED", "LAST",
		"CC", "TODAY" };
	struct ronda_picture *picture = a_picture();
	struct view view;
	size_t gone = 0;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	for (unsigned columns = 200; columns >= 40; columns--) {
		char *text = draw(&view, picture, columns, 24, false), *head = strstr(text, "SOURCE "), *end = strchr(head, '\n');

		*end = '\0';
		while (gone < sizeof order / sizeof *order && !strstr(head, order[gone]))
			gone++;
		for (size_t i = 0; i < gone; i++)
			assert_null(strstr(head, order[i]));
		for (size_t i = gone; i < sizeof order / sizeof *order; i++)
			assert_non_null(strstr(head, order[i]));
		if (columns == 80)
			assert_int_equal(gone, 4); /* at the usual size all but four are there */
		free(text);
	}
	picture_destroy(picture);
}

static void no_size_is_too_small_to_say_so(void **state)
{
	struct ronda_picture *picture = a_picture();

	(void)state;
	for (unsigned columns = 1; columns < 60; columns += 3)
		for (unsigned rows = 1; rows < 30; rows++)
			for (int tab = 0; tab < 9; tab++) {
				struct view view;

				view_init(&view, WORDS_ID, wib);
				view_key(&view, tab < 7 ? '1' + tab : '?');
				if (tab == 8)
					keys(&view, picture, " \n");
				free(draw(&view, picture, columns, rows, false));
			}
	picture_destroy(picture);
}

/* ---- what a stranger may write ---- */

static const char *const hostile[] = {
	"\033[2J\033[31mroot\033[0m", "\033]0;owned\007", "\033P1$r0m\033\\", "a\rb\nc\bd\x7f" "e", "\xc2\x9b" "31m",  /* C1 CSI */
	"\xc0\x9b[31m", "\xe0\x80\x9b", "\xf8\x88\x80\x80\x9b", "\xff\xfe", "\xc3",                       /* overlong, not UTF-8, cut */
	"\xe2\x80\xae" "moc.elpmaxe\xe2\x80\xac", "\xe2\x81\xa6x\xe2\x81\xa9", "\xd8\xa7\xd9\x84",        /* bidi; Arabic */
	"Z\xcc\xb7\xcc\xa7\xcd\x91" "algo", "\xe2\x80\x8bzero", "\xef\xbb\xbf" "bom", "\xf0\x9f\x92\xa9", "\xed\xa0\x80", /* marks, emoji, surrogate */
	"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", "%s%n%d", "\xf4\x90\x80\x80", "\xc2\xad",
};

/* Each line of the page is text that stands still, and as wide as the page at most. */
static void expect_harmless(const char *text, unsigned columns)
{
	unsigned width = 0;

	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (*c == '\n') {
			assert_true(width <= columns);
			width = 0;
			continue;
		}
		assert_true(*c >= ' ' && *c != 0x7f);
		if (*c >= 0x80 && *c < 0xc0)
			continue;
		width += *c >= 0xe3 && *c <= 0xed ? 2 : 1; /* of what is let through, CJK alone is wide */
		if (*c == 0xc2)
			assert_true(c[1] >= 0xa1 && c[1] != 0xad);
		if (*c == 0xe2) /* the ellipsis, blocks and triangles of our own */
			assert_true((c[1] == 0x80 && c[2] == 0xa6) || c[1] == 0x96);
		assert_true(*c != 0xcc && *c != 0xcd && *c < 0xee && *c != 0xd8 && *c != 0xd9);
	}
}

static void what_strangers_write_never_steers_the_terminal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		for (unsigned columns = 80; columns <= 160; columns += 80)
			for (int ascii = 0; ascii < 2; ascii++) {
				struct ronda_picture *picture = a_picture();

				snprintf(picture->sensor, sizeof picture->sensor, "%s", hostile[i]);
				snprintf(picture->input, sizeof picture->input, "%s", hostile[i]);
				snprintf(picture->source[0].site, sizeof picture->source[0].site, "%s", hostile[i]);
				snprintf(picture->site[0].name, sizeof picture->site[0].name, "%s", hostile[i]);
				snprintf(picture->country[0].name, sizeof picture->country[0].name, "%s", hostile[i]);
				snprintf(picture->network[0].name, sizeof picture->network[0].name, "%s", hostile[i]);
				snprintf(picture->act[0].site, sizeof picture->act[0].site, "%s", hostile[i]);
				snprintf(picture->act[0].why, sizeof picture->act[0].why, "%s", hostile[i]);
				snprintf(picture->review[0].rule, sizeof picture->review[0].rule, "%s", hostile[i]);
				snprintf(picture->review[0].site, sizeof picture->review[0].site, "%s", hostile[i]);
				snprintf(picture->review[0].line, sizeof picture->review[0].line, "%s", hostile[i]);
				for (int tab = 0; tab <= TABS; tab++) {
					struct view view;
					char *text;

					view_init(&view, WORDS_EN, wib);
					free(draw(&view, picture, columns, 30, false));
					keys(&view, picture, tab < TABS ? (char[]){ (char)('1' + tab), '\0' } : "j\n");
					text = draw(&view, picture, columns, 30, ascii);
					expect_harmless(text, columns);
					free(text);
				}
				picture_destroy(picture);
			}
}

static void a_name_in_another_script_keeps_its_width(void **state)
{
	(void)state;
	assert_int_equal(screen_width("\xe6\xbc\xa2\xe5\xad\x97", false), 4);
	assert_int_equal(screen_width("caf\xc3\xa9", false), 4);
	assert_int_equal(screen_width("e\xcc\x81", false), 2); /* a mark becomes a question mark */
}

/* ---- filters ---- */

static bool takes(const char *text, const struct picture_source *source)
{
	struct filter filter;

	filter_read(&filter, text);
	return filter_takes_source(&filter, source);
}

static void filters_take_what_they_name(void **state)
{
	struct ronda_picture *picture = a_picture();
	const struct picture_source *scanner = &picture->source[0], *web = &picture->source[1], *v6 = &picture->source[3];

	(void)state;
	assert_true(takes("", scanner) && takes("   ", scanner));
	assert_true(takes("5.188.206.18", scanner) && takes("5.188.0.0/16", scanner) && takes("5.188.206.200/24", scanner));
	assert_false(takes("5.189.0.0/16", scanner));
	assert_true(takes("206.18", scanner));
	assert_true(takes("2001:db8:7::/48", v6) && takes("2001:db8:7:5::1", v6) && takes("2001:db8::/32", v6));
	assert_false(takes("2001:db8:8::/48", v6));
	assert_true(takes("BG", scanner) && takes("bg", scanner));
	assert_false(takes("ID", scanner));
	assert_true(takes("foreign", scanner) && takes("asing", scanner) && takes("domestic", web));
	assert_false(takes("domestic", scanner));
	assert_true(takes("web", web) && takes("login", web) && takes("verified", web) && takes("example.go", web));
	assert_false(takes("web", scanner) || takes("verified", scanner));
	assert_true(takes("foreign probe", scanner) && takes("!web !ID", scanner) && takes("unverified", scanner));
	assert_false(takes("foreign web", scanner) || takes("!foreign", scanner));
	picture_destroy(picture);
}

static void any_text_is_a_filter(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct filter filter;

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
		takes(hostile[i], &picture->source[0]);
	filter_read(&filter, "a b c d e f g h i j k l");
	assert_int_equal(filter.words, FILTER_WORDS);
	takes("! !! / 1/ 1.2.3.4/ 1.2.3.4/99 1.2.3.4/-1 :: ::/0", &picture->source[0]);
	assert_true(takes("::/0", &picture->source[0]));
	picture_destroy(picture);
}

/* ---- keys ---- */

static void a_chosen_row_stays_chosen_when_the_order_changes(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	free(draw(&view, picture, 80, 24, false));
	keys(&view, picture, "j");
	assert_string_equal(view.table[TAB_SOURCES].chosen, "180.244.133.58");
	picture->source[1].attempts.rate = 0; /* it falls to a later place */
	free(draw(&view, picture, 80, 24, false));
	assert_string_equal(view.table[TAB_SOURCES].chosen, "180.244.133.58");
	assert_true(view.table[TAB_SOURCES].at > 1);
	keys(&view, picture, "\n");
	assert_true(view.detail && ronda_addr_equal(&view.source, &picture->source[1].addr));
	assert_non_null(view_watched(&view));
	view_key(&view, KEY_ESCAPE);
	assert_null(view_watched(&view));
	picture_destroy(picture);
}

static void addresses_are_sorted_as_numbers(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;
	char *text;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	view_sort(&view, 0);
	text = draw(&view, picture, 80, 24, false);
	assert_true(strstr(text, "\n5.188.206.18") < strstr(text, "\n10.1.2.3"));
	assert_true(strstr(text, "\n10.1.2.3") < strstr(text, "\n45.146.165.37"));
	assert_true(strstr(text, "\n180.244.133.58") < strstr(text, "\n2001:db8"));
	free(text);
	picture_destroy(picture);
}

static void enter_on_a_country_shows_its_sources(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;
	char *text;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	free(draw(&view, picture, 80, 24, false));
	keys(&view, picture, "2\n");
	assert_int_equal(view.tab, TAB_SOURCES);
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "5.188.206.18"));
	assert_null(strstr(text, "141.98.10.60"));
	free(text);
	view_key(&view, KEY_ESCAPE);
	assert_string_equal(view.filter_text, "");
	picture_destroy(picture);
}

static void a_click_chooses_sorts_and_turns_the_page(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	free(draw(&view, picture, 80, 24, false));
	view_click(&view, VIEW_HEADER_ROWS + 2, 5, false);
	assert_int_equal(view.table[TAB_SOURCES].at, 2);
	free(draw(&view, picture, 80, 24, false));
	view_click(&view, VIEW_HEADER_ROWS + 2, 5, true);
	assert_true(view.detail);
	view_key(&view, KEY_ESCAPE);
	free(draw(&view, picture, 80, 24, false));
	view_click(&view, VIEW_HEADER_ROWS - 1, 2, false);
	assert_int_equal(view.table[TAB_SOURCES].sort, 0);
	view_click(&view, 5, 14, false);
	assert_int_equal(view.tab, TAB_COUNTRIES);
	picture_destroy(picture);
}

static void q_quits_but_not_while_a_filter_is_typed(void **state)
{
	struct view view;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	assert_false(view_key(&view, 'q'));
	view_key(&view, '/');
	assert_true(view_key(&view, 'q'));
	assert_string_equal(view.filter_text, "q");
	view_key(&view, KEY_RUB);
	view_key(&view, KEY_ENTER_ROW);
	assert_false(view_key(&view, 'q'));
}

static void troubles_are_told_before_anything_else(void **state)
{
	struct ronda_picture *picture = a_picture();
	struct view view;
	char *text;

	(void)state;
	view_init(&view, WORDS_EN, wib);
	picture->stale = true;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "SENSOR DEGRADED: the capture does not answer"));
	free(text);
	picture->stale = false;
	picture->kernel_drops.rate = 1;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "SENSOR DEGRADED: packets are being lost"));
	free(text);
	picture->kernel_drops.rate = 0;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "FLOOD: SYN on 103.94.188.18:443, up to 1,801 packets/s"));
	free(text);
	picture->flood[0].ongoing = false;
	picture->surge.start_ns = NOW - 7 * 3600 * SECOND;
	picture->surge.attempts = 31400;
	picture->surge.usual = 2900;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "SURGE since 03:28: 31,400 attempts in its full hours, 2,900 are usual"));
	free(text);
	view.lang = WORDS_ID;
	picture->surge.start_ns -= 86400 * SECOND;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "LONJAKAN sejak 08-02 03:28: 31.400 percobaan dalam jam penuhnya, biasanya 2.900"));
	free(text);
	view.gone = true;
	view.lang = WORDS_EN;
	text = draw(&view, picture, 80, 24, false);
	assert_non_null(strstr(text, "THE SENSOR HAS ENDED"));
	free(text);
	picture_destroy(picture);
}

static void nothing_yet_is_said(void **state)
{
	struct view view;
	char *text;

	(void)state;
	view_init(&view, WORDS_ID, wib);
	text = draw(&view, NULL, 80, 24, false);
	assert_non_null(strstr(text, "Menunggu"));
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_view_is_as_it_was_looked_at),
		cmocka_unit_test(whose_network_it_is_has_a_column_where_somebody_knows),
		cmocka_unit_test(without_utf8_a_page_is_plain_ascii),
		cmocka_unit_test(columns_fall_away_in_the_stated_order),
		cmocka_unit_test(no_size_is_too_small_to_say_so),
		cmocka_unit_test(what_strangers_write_never_steers_the_terminal),
		cmocka_unit_test(a_name_in_another_script_keeps_its_width),
		cmocka_unit_test(filters_take_what_they_name),
		cmocka_unit_test(any_text_is_a_filter),
		cmocka_unit_test(a_chosen_row_stays_chosen_when_the_order_changes),
		cmocka_unit_test(addresses_are_sorted_as_numbers),
		cmocka_unit_test(enter_on_a_country_shows_its_sources),
		cmocka_unit_test(a_click_chooses_sorts_and_turns_the_page),
		cmocka_unit_test(q_quits_but_not_while_a_filter_is_typed),
		cmocka_unit_test(troubles_are_told_before_anything_else),
		cmocka_unit_test(nothing_yet_is_said),
	};

	pages = argc > 1 ? argv[1] : ".";
	wib = stamp_zone_create("WIB", NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
