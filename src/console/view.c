/* SPDX-License-Identifier: BSD-2-Clause */
#include "console/view.h"

#include "console/page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { STATE_ROW = 4, TABS_ROW = 5, TABLE_ROW = VIEW_HEADER_ROWS - 1, LEAST_COLUMNS = 40, LEAST_ROWS = 12, LINE_TEXT = 320 };

void view_init(struct view *view, enum words_lang lang, const struct stamp_zone *zone)
{
	*view = (struct view){ .lang = lang, .zone = zone };
	for (unsigned tab = 0; tab < TABS; tab++)
		view->table[tab].sort = tables[tab]->sort;
}

void view_sort(struct view *view, unsigned column)
{
	view->table[TAB_SOURCES].sort = column;
}

const struct ronda_addr *view_watched(const struct view *view)
{
	return view->detail ? &view->source : NULL;
}

/* ---- the head of the page ---- */

static unsigned put(const struct page *page, unsigned row, unsigned column, enum style style, const char *text)
{
	return column + screen_put(page->screen, row, column, style, text, page->screen->columns);
}

/* A figure in a sentence, with two blanks before it. */
static unsigned put_figure(const struct page *page, unsigned row, unsigned column, enum style style,
	enum words_message sentence, const char *figure)
{
	char text[LINE_TEXT];

	return put(page, row, column, style, WORDS_FILL(page->lang, sentence, text, figure)) + 2;
}

static void draw_title(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	struct stamp_local at = stamp_local(page->view->zone, picture->now_ns);
	char text[LINE_TEXT], right[LINE_TEXT];
	const char *state = say(page, page->view->paused ? WORDS_C_PAUSED : picture->replay && picture->ended ? WORDS_C_REPLAY_ENDED :
		picture->replay ? WORDS_C_REPLAY : WORDS_C_LIVE);
	unsigned column = put(page, 0, 0, STRONG, "ronda") + 2, width;

	snprintf(right, sizeof right, "%04d-%02d-%02d %02d:%02d:%02d %s", at.year, at.month, at.day, at.hour, at.minute,
		at.second, at.zone);
	width = screen_width(right, page->screen->ascii) + 2 + screen_width(state, page->screen->ascii);
	if (width + column < page->screen->columns) {
		unsigned from = page->screen->columns - width;

		snprintf(text, sizeof text, "%s  %s", picture->sensor, picture->input);
		screen_put(page->screen, 0, column, PLAIN, text, from - column - 1);
		column = put(page, 0, from, QUIET, right) + 2;
	}
	put(page, 0, column, page->view->paused ? WARNING : ACCENT, state);
}

static const char *share(const struct page *page, uint64_t part, uint64_t whole, char text[WORDS_TEXT])
{
	return whole ? words_share(page->lang, part, whole, text) : strcpy(text, "-");
}

/* Of a sensor that began after midnight it is not the whole day. */
static unsigned put_today(const struct page *page, unsigned row, unsigned column, uint64_t number)
{
	const struct ronda_picture *picture = page->picture;
	char figure[WORDS_TEXT], since[WORDS_TEXT], text[LINE_TEXT];

	words_number(page->lang, number, figure);
	if (picture->replay)
		return put_figure(page, row, column, PLAIN, WORDS_C_IN_ALL, figure);
	if (picture->today_ns > picture->since_ns)
		return put_figure(page, row, column, PLAIN, WORDS_C_TODAY, figure);
	show_clock(page, picture->since_ns, since);
	since[5] = '\0'; /* without the seconds */
	return put(page, row, column, PLAIN, WORDS_FILL(page->lang, WORDS_C_SINCE, text, figure, since)) + 2;
}

static void draw_attempts(const struct page *page)
{
	const struct picture_count *attempts = &page->picture->attempts;
	char text[WORDS_TEXT];
	unsigned column = put(page, 1, 0, QUIET, say(page, WORDS_C_ATTEMPTS)) + 1;

	column = column < 11 ? 11 : column;
	column = put_figure(page, 1, column, STRONG, WORDS_C_PER_SECOND, attempts->rate > 0 ?
		show_rate(page->lang, attempts->rate, text) : "0");
	column = put_figure(page, 1, column, PLAIN, WORDS_C_LAST_HOUR, words_number(page->lang, attempts->hour, text));
	put_today(page, 1, column, attempts->today);
}

static void draw_origins(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	uint64_t whole = picture->attempts.today;
	char text[WORDS_TEXT], line[LINE_TEXT];
	unsigned column = put(page, 2, 0, QUIET, say(page, WORDS_C_FROM)) + 1;
	static const enum ronda_origin origins[] = { RONDA_ORIGIN_FOREIGN, RONDA_ORIGIN_DOMESTIC };

	column = column < 11 ? 11 : column;
	for (unsigned i = 0; i < 2; i++) {
		snprintf(line, sizeof line, "%s %s", words_origin(page->lang, origins[i]),
			share(page, picture->by_origin[origins[i]].today, whole, text));
		column = put(page, 2, column, PLAIN, line) + 2;
	}
	put_figure(page, 2, column, PLAIN, WORDS_C_PROVEN, share(page, picture->verified.today, whole, text));
}

/* ... if there is room for all of it. */
static unsigned put_if_room(const struct page *page, unsigned row, unsigned column, enum style style,
	enum words_message sentence, const char *figure)
{
	char text[LINE_TEXT];

	WORDS_FILL(page->lang, sentence, text, figure);
	if (column + screen_width(text, page->screen->ascii) > page->screen->columns)
		return column;
	return put(page, row, column, style, text) + 2;
}

static void draw_traffic(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	uint64_t drops = picture->kernel_drops.today + picture->interface_drops.today;
	uint64_t up = picture->up_seconds_today, all = picture->seconds_today;
	char text[WORDS_TEXT];
	unsigned column = put(page, 3, 0, QUIET, say(page, WORDS_C_TRAFFIC)) + 1;

	column = column < 11 ? 11 : column;
	column = put_if_room(page, 3, column, PLAIN, WORDS_C_PACKETS, show_scaled(page->lang, picture->packets.rate, text));
	show_scaled(page->lang, picture->bytes.rate * 8, text);
	if (!strchr(text, ' '))
		strcat(text, " ");
	column = put_if_room(page, 3, column, PLAIN, WORDS_C_BITS, text);
	column = put_if_room(page, 3, column, drops ? WARNING : PLAIN, WORDS_C_DROPS, show_number(page->lang, drops, text));
	if (!picture->replay)
		column = put_if_room(page, 3, column, up < all ? WARNING : PLAIN, WORDS_C_COVERAGE, share(page, up, all, text));
	put_if_room(page, 3, column, PLAIN, WORDS_C_SOURCES_SEEN, show_number(page->lang, picture->sources_seen, text));
}

/* Where a row's text ends. */
static unsigned end_of(const struct page *page, unsigned row)
{
	unsigned end = page->screen->columns;

	while (end && strcmp(screen_cell(page->screen, row, end - 1)->text, " ") == 0)
		end--;
	return end;
}

/* Eighths of a cell, or what ASCII has for them. */
static void draw_column(const struct page *page, unsigned row, unsigned column, unsigned eighths)
{
	static const char *const glyphs[] = { " ", "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83", "\xe2\x96\x84",
		"\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88" };
	static const char plain[] = " ...::||#";

	screen_glyph(page->screen, row, column, ACCENT, glyphs[eighths], plain[eighths]);
}

/* Attempts a second, the latest at the right, two rows high, beside the first figures. */
static void draw_graph(const struct page *page)
{
	enum { ROWS = 2, STEPS = 8 * ROWS };
	unsigned first = end_of(page, 1), second = end_of(page, 2), from = 2 + (first > second ? first : second);
	const struct ronda_picture *picture = page->picture;
	unsigned columns = page->screen->columns, room = columns > from ? columns - from : 0;
	size_t count = picture->spark_count < room ? picture->spark_count : room;
	const double *sample = picture->spark + picture->spark_count - count;
	double most = 0;
	char text[WORDS_TEXT], line[LINE_TEXT];

	if (room < 12)
		return;
	for (size_t i = 0; i < count; i++)
		most = sample[i] > most ? sample[i] : most;
	for (size_t i = 0; i < count; i++) {
		unsigned height = most > 0 ? (unsigned)(sample[i] / most * STEPS + 0.5) : 0;
		unsigned column = columns - (unsigned)(count - i);

		height = sample[i] > 0 && !height ? 1 : height;
		draw_column(page, 2, column, height < 8 ? height : 8);
		draw_column(page, 1, column, height > 8 ? height - 8 : 0);
	}
	WORDS_FILL(page->lang, WORDS_C_PEAK, line, show_rate(page->lang, most, text));
	if (most > 0 && end_of(page, 3) + 2 + screen_width(line, page->screen->ascii) <= columns)
		screen_put_right(page->screen, 3, columns - 20, QUIET, line, 20);
}

/* ---- the one line that says how things are ---- */

static bool tell_trouble(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	enum words_message trouble = page->view->gone ? WORDS_C_IS_GONE : picture->stale && !picture->ended ? WORDS_C_IS_STALE :
		picture->down ? WORDS_C_IS_DOWN : picture->kernel_drops.rate > 0 || picture->interface_drops.rate > 0 ? WORDS_C_IS_DROPPING :
		picture->one_way ? WORDS_C_IS_ONE_WAY : WORDS_MESSAGE_COUNT;

	if (trouble != WORDS_MESSAGE_COUNT)
		put(page, STATE_ROW, 0, ALARM, say(page, trouble));
	return trouble != WORDS_MESSAGE_COUNT;
}

static bool tell_flood(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	const struct picture_flood *worst = NULL;
	unsigned count = 0;
	char addr[RONDA_ADDR_TEXT], target[80], peak[WORDS_TEXT], more[WORDS_TEXT], text[LINE_TEXT];

	for (size_t i = 0; i < picture->flood_count; i++) {
		const struct picture_flood *flood = &picture->flood[i];

		count += flood->ongoing;
		if (flood->ongoing && (!worst || flood->peak_packets_per_second > worst->peak_packets_per_second))
			worst = flood;
	}
	if (!worst)
		return false;
	ronda_addr_format(&worst->target, addr);
	snprintf(target, sizeof target, !worst->port ? "%s" : ronda_addr_is_v4(&worst->target) ? "%s:%u" : "[%s]:%u", addr,
		worst->port);
	show_number(page->lang, worst->peak_packets_per_second, peak);
	show_number(page->lang, count - 1, more);
	put(page, STATE_ROW, 0, ALARM, WORDS_FILL(page->lang, count > 1 ? WORDS_C_IS_FLOODED_MORE : WORDS_C_IS_FLOODED, text,
		words_flood(page->lang, worst->kind), target, peak, more));
	return true;
}

static bool tell_surge(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	char since[WORDS_TEXT], attempts[WORDS_TEXT], usual[WORDS_TEXT], text[LINE_TEXT];

	if (!picture->surge.start_ns)
		return false;
	show_since(page, picture->surge.start_ns, since);
	words_number(page->lang, picture->surge.attempts, attempts);
	words_number(page->lang, picture->surge.usual, usual);
	put(page, STATE_ROW, 0, ALARM, WORDS_FILL(page->lang, WORDS_C_IS_SURGING, text, since, attempts, usual));
	return true;
}

static void tell_busiest(const struct page *page)
{
	const struct ronda_picture *picture = page->picture;
	const struct picture_source *most = NULL;
	char name[RONDA_ADDR_TEXT], country[8], rate[WORDS_TEXT], mix[LINE_TEXT], text[LINE_TEXT];

	for (size_t i = 0; i < picture->source_count; i++)
		if (picture->source[i].attempts.rate > (most ? most->attempts.rate : 0))
			most = &picture->source[i];
	if (picture->ended) {
		put(page, STATE_ROW, 0, QUIET, say(page, WORDS_C_IS_ENDED));
		return;
	}
	if (!most) {
		put(page, STATE_ROW, 0, QUIET, say(page, picture->attempts.rate > 0 || picture->attempts.today ||
			picture->geoip_built_seconds ? WORDS_C_IS_QUIET : WORDS_C_NO_PLACES));
		return;
	}
	picture_source_name(&most->addr, most->prefix_bits, name);
	show_country(page, most->origin, most->country, country);
	show_rate(page->lang, most->attempts.rate, rate);
	show_mix(page, most->by_class, mix, sizeof mix);
	put(page, STATE_ROW, 0, PLAIN, WORDS_FILL(page->lang, WORDS_C_IS_BUSY, text, name, country, rate, mix));
}

static void draw_header(const struct page *page)
{
	draw_title(page);
	draw_attempts(page);
	draw_origins(page);
	draw_traffic(page);
	draw_graph(page);
	if (!tell_trouble(page) && !tell_flood(page) && !tell_surge(page))
		tell_busiest(page);
}

/* ---- tabs, keys ---- */

static void draw_tabs(const struct page *page)
{
	struct view *view = page->view;
	unsigned column = 0;

	for (unsigned tab = 0; tab < TABS; tab++) {
		char text[64];

		snprintf(text, sizeof text, " %u %s ", tab + 1, say(page, tables[tab]->title));
		view->tabs[tab].from = column;
		column = put(page, TABS_ROW, column, tab == view->tab ? SORTED : PLAIN, text);
		view->tabs[tab].to = column;
	}
}

static unsigned draw_key(const struct page *page, unsigned column, const char *key, enum words_message label)
{
	unsigned row = page->screen->rows - 1;
	char text[64];

	if (column + screen_width(key, true) + screen_width(say(page, label), true) + 2 > page->screen->columns)
		return column;
	column = put(page, row, column, STRONG, key);
	snprintf(text, sizeof text, " %s ", say(page, label));
	return put(page, row, column, KEYS, text) + 1;
}

/* What is filtered by, in the place of the word "Filter". */
static unsigned draw_filter_key(const struct page *page)
{
	enum { FILTER_COLUMNS = 24 };
	unsigned row = page->screen->rows - 1, column;

	if (!page->view->filter_text[0])
		return draw_key(page, 0, "/", WORDS_C_K_FILTER);
	column = put(page, row, 0, STRONG, "/ ");
	return column + screen_put(page->screen, row, column, WARNING, page->view->filter_text, FILTER_COLUMNS) + 2;
}

static void draw_typing(const struct page *page)
{
	const struct view *view = page->view;
	unsigned row = page->screen->rows - 1, column = put(page, row, 0, STRONG, say(page, WORDS_C_FILTER));

	column = put(page, row, column, PLAIN, view->filter_text);
	screen_glyph(page->screen, row, column++, KEYS, " ", '_');
	column = draw_key(page, column + 1, "Enter", WORDS_C_K_DONE);
	column = draw_key(page, column, "Esc", WORDS_C_K_CLEAR);
	put(page, row, column + 1, QUIET, say(page, WORDS_C_K_FILTER_WORDS));
}

static void draw_keys(const struct page *page)
{
	const struct view *view = page->view;
	unsigned column = 0;
	char counted[WORDS_TEXT];

	if (view->still)
		return;
	if (view->typing) {
		draw_typing(page);
		return;
	}
	if (view->detail) {
		column = draw_key(page, column, "Esc", WORDS_C_K_BACK);
	} else {
		column = draw_filter_key(page);
		column = draw_key(page, column, "s", WORDS_C_K_SORT);
		column = draw_key(page, column, "Enter", WORDS_C_K_DETAILS);
		column = draw_key(page, column, "Tab", WORDS_C_K_NEXT);
	}
	column = draw_key(page, column, page->lang == WORDS_ID ? "Spasi" : "Space", WORDS_C_K_PAUSE);
	column = draw_key(page, column, "?", WORDS_C_K_HELP);
	column = draw_key(page, column, "q", WORDS_C_K_QUIT);
	if (view->rows > view->page_rows && column + 14 < page->screen->columns) {
		const struct table_view *state = &view->table[view->tab];

		snprintf(counted, sizeof counted, "%u / %u", (view->detail ? view->detail_top : state->at) + 1, view->rows);
		screen_put_right(page->screen, page->screen->rows - 1, page->screen->columns - 15, QUIET, counted, 14);
	}
}

/* ---- one source ---- */

static const struct picture_source *source_of(const struct page *page)
{
	for (size_t i = 0; i < page->picture->source_count; i++)
		if (ronda_addr_equal(&page->picture->source[i].addr, &page->view->source))
			return &page->picture->source[i];
	return NULL;
}

static void draw_facts(const struct page *page, unsigned row, const struct picture_source *source)
{
	char a[WORDS_TEXT], b[WORDS_TEXT], c[WORDS_TEXT], text[LINE_TEXT], mix[LINE_TEXT];
	unsigned column;

	column = put_figure(page, row, 2, STRONG, WORDS_C_PER_SECOND, show_rate(page->lang, source->attempts.rate, a));
	column = put_figure(page, row, column, PLAIN, WORDS_C_LAST_HOUR, show_number(page->lang, source->attempts.hour, a));
	column = put_today(page, row, column, source->attempts.today);
	put(page, row, column, source->verified ? ACCENT : QUIET,
		say(page, source->verified ? WORDS_C_DETAIL_PROVEN : WORDS_C_DETAIL_UNPROVEN));
	put(page, row + 1, 2, PLAIN, WORDS_FILL(page->lang, WORDS_C_DETAIL_TRIED, text,
		show_mix(page, source->by_class, mix, sizeof mix)));
	show_clock(page, source->first_ns, a);
	show_clock(page, source->last_ns, b);
	column = put(page, row + 2, 2, PLAIN, WORDS_FILL(page->lang, WORDS_C_DETAIL_SEEN, text, a, b)) + 3;
	show_number(page->lang, source->targets, a);
	show_number(page->lang, source->ports, b);
	show_number(page->lang, source->packets, c);
	put(page, row + 2, column, PLAIN, WORDS_FILL(page->lang, WORDS_C_DETAIL_SPREAD, text, a, b, c));
}

static void draw_detail(struct page *page)
{
	struct view *view = page->view;
	const struct picture_source *source = source_of(page);
	struct table_view acts = { .top = view->detail_top, .at = view->detail_top };
	unsigned row = TABS_ROW, rows = page->screen->rows, column;
	char name[RONDA_ADDR_TEXT], text[LINE_TEXT], country[8], network[NETWORK_NAME_TEXT];
	bool still = view->still;

	screen_style(page->screen, row, 0, HEAD, page->screen->columns);
	column = put(page, row, 0, SORTED, picture_source_name(&view->source, view->source_bits, name)) + 2;
	if (source) {
		snprintf(text, sizeof text, "%s  %s", show_country(page, source->origin, source->country, country),
			words_origin(page->lang, source->origin));
		column = put(page, row, column, HEAD, text) + 2;
		if (view->networks && network_names_find(view->networks, &source->addr, network))
			put(page, row, column, HEAD, network);
		draw_facts(page, row + 1, source);
	} else {
		put(page, row, column, HEAD, say(page, WORDS_C_DETAIL_GONE));
	}
	if (rows < row + 9)
		return;
	view->still = true; /* of acts none is chosen */
	table_draw(page, &acts_table, &acts, row + 6, rows - row - 6 - VIEW_FOOTER_ROWS);
	view->still = still;
	view->detail_top = acts.top;
	snprintf(name, sizeof name, "%u", view->rows);
	put(page, row + 5, 0, QUIET, WORDS_FILL(page->lang, WORDS_C_DETAIL_ACTS, text, name));
}

/* ---- help ---- */

static void draw_help(const struct page *page)
{
	static const enum words_message lines[] = { WORDS_C_HELP_KEYS, WORDS_C_HELP_VIEWS, WORDS_C_HELP_MOVE, WORDS_C_HELP_ENTER,
		WORDS_C_HELP_SORT, WORDS_C_HELP_FILTER, WORDS_C_HELP_FILTER_MORE, WORDS_C_HELP_PAUSE, WORDS_C_HELP_QUIT, WORDS_C_HELP_COLUMNS, WORDS_C_HELP_RATE,
		WORDS_C_HELP_TODAY, WORDS_C_HELP_MIX, WORDS_C_HELP_OUTCOME, WORDS_C_HELP_PROVEN };
	unsigned row = 0;
	char text[LINE_TEXT];

	put(page, row, 0, STRONG, say(page, WORDS_C_HELP_TITLE));
	row += 2;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		bool heading = lines[i] == WORDS_C_HELP_KEYS || lines[i] == WORDS_C_HELP_COLUMNS;

		row += heading && i;
		put(page, row++, heading ? 0 : 2, heading ? ACCENT : PLAIN, say(page, lines[i]));
	}
	put(page, row + 1, 0, PLAIN, WORDS_FILL(page->lang, WORDS_C_HELP_LAST, text, RONDA_DEFINITION));
}

void view_draw(struct view *view, const struct ronda_picture *picture, struct screen *screen)
{
	struct page page = { view, picture, screen, view->lang };

	screen_clear(screen);
	view->heads_count = 0;
	view->rows = view->page_rows = 0;
	if (screen->columns < LEAST_COLUMNS || screen->rows < LEAST_ROWS) {
		screen_put(screen, 0, 0, WARNING, say(&page, WORDS_C_TOO_SMALL), screen->columns);
		return;
	}
	if (view->help) {
		draw_help(&page);
		return;
	}
	if (!picture) {
		screen_put(screen, 0, 0, PLAIN, say(&page, WORDS_C_WAITING), screen->columns);
		return;
	}
	draw_header(&page);
	if (view->detail) {
		draw_detail(&page);
	} else {
		draw_tabs(&page);
		table_draw(&page, tables[view->tab], &view->table[view->tab], TABLE_ROW,
			screen->rows - TABLE_ROW - (view->still ? 0 : VIEW_FOOTER_ROWS));
	}
	draw_keys(&page);
}

/* ---- keys ---- */

static void set_filter(struct view *view, const char *text)
{
	snprintf(view->filter_text, sizeof view->filter_text, "%s", text);
	filter_read(&view->filter, view->filter_text);
}

static void type(struct view *view, int key)
{
	size_t length = strlen(view->filter_text);

	if (key == KEY_ENTER_ROW || key == KEY_ESCAPE) {
		view->typing = false;
		if (key == KEY_ESCAPE)
			set_filter(view, "");
		return;
	}
	if (key == KEY_RUB && length)
		view->filter_text[length - 1] = '\0';
	else if (key >= ' ' && key < 0x7f && length + 1 < sizeof view->filter_text)
		snprintf(view->filter_text + length, sizeof view->filter_text - length, "%c", key);
	filter_read(&view->filter, view->filter_text);
}

static void move(struct view *view, int by)
{
	struct table_view *state = &view->table[view->tab];
	unsigned *at = view->detail ? &view->detail_top : &state->at;
	int64_t to = (int64_t)*at + by, last = view->rows ? (int64_t)view->rows - 1 : 0;

	*at = (unsigned)(to < 0 ? 0 : to > last ? last : to);
	state->moved |= !view->detail;
}

static void turn_to(struct view *view, int tab)
{
	view->tab = (enum tab)((tab + TABS) % TABS);
	view->detail = false;
}

static void sort_by(struct view *view, int step)
{
	struct table_view *state = &view->table[view->tab];
	int columns = (int)tables[view->tab]->columns;

	do
		state->sort = (unsigned)(((int)state->sort + step + columns) % columns);
	while (!column_is_there(view, &tables[view->tab]->column[state->sort]));
	state->turned = false;
	state->top = state->at = 0;
	state->chosen[0] = '\0';
}

/* A source: all of it. A country, site, network or class: its sources. */
static void enter(struct view *view)
{
	if (view->detail)
		return;
	if (view->under.source) {
		view->detail = true;
		view->source = view->under.addr;
		view->source_bits = view->under.bits;
		view->detail_top = 0;
	} else if (view->under.filter[0]) {
		set_filter(view, view->under.filter);
		turn_to(view, TAB_SOURCES);
	}
}

/* One step back: from a source, then from a filter. */
static void step_back(struct view *view)
{
	if (view->detail)
		view->detail = false;
	else
		set_filter(view, "");
}

bool view_key(struct view *view, int key)
{
	int page = view->page_rows > 1 ? (int)view->page_rows - 1 : 1;

	if (view->help) {
		view->help = false;
		return key != KEY_QUIT;
	}
	if (view->typing) {
		type(view, key);
		return key != KEY_QUIT;
	}
	switch (key) {
	case 'q': case 'Q': case KEY_QUIT:
		return false;
	case '?': case 'h': case KEY_HELP_PAGE:
		view->help = true;
		break;
	case '/': case '\\': case KEY_FILTER_LINE:
		view->typing = true;
		view->detail = false;
		break;
	case ' ': case 'p':
		view->paused = !view->paused;
		break;
	case KEY_ESCAPE: case KEY_RUB:
		step_back(view);
		break;
	case KEY_ENTER_ROW:
		enter(view);
		break;
	case KEY_UP_ROW: case 'k':
		move(view, -1);
		break;
	case KEY_DOWN_ROW: case 'j':
		move(view, 1);
		break;
	case KEY_PAGE_UP:
		move(view, -page);
		break;
	case KEY_PAGE_DOWN:
		move(view, page);
		break;
	case KEY_FIRST: case 'g':
		move(view, -(int)view->rows);
		break;
	case KEY_LAST: case 'G':
		move(view, (int)view->rows);
		break;
	case KEY_NEXT_TAB: case '\t':
		turn_to(view, (int)view->tab + 1);
		break;
	case KEY_PREVIOUS_TAB:
		turn_to(view, (int)view->tab - 1);
		break;
	case 's': case '>': case '.': case KEY_SORT_NEXT:
		sort_by(view, 1);
		break;
	case 'S': case '<': case ',':
		sort_by(view, -1);
		break;
	case 'r': case 'I':
		view->table[view->tab].turned = !view->table[view->tab].turned;
		break;
	default:
		if (key >= '1' && key < '1' + TABS)
			turn_to(view, key - '1');
	}
	return true;
}

static void click_head(struct view *view, unsigned column)
{
	struct table_view *state = &view->table[view->tab];

	for (unsigned i = 0; i < view->heads_count; i++)
		if (column >= view->heads[i].from && column <= view->heads[i].to) {
			state->turned = state->sort == view->heads[i].which && !state->turned;
			state->sort = view->heads[i].which;
			return;
		}
}

bool view_click(struct view *view, unsigned row, unsigned column, bool twice)
{
	struct table_view *state = &view->table[view->tab];

	if (view->help || view->detail)
		return view_key(view, KEY_ESCAPE);
	if (row == TABS_ROW)
		for (unsigned tab = 0; tab < TABS; tab++)
			if (column >= view->tabs[tab].from && column < view->tabs[tab].to)
				turn_to(view, (int)tab);
	if (row == TABLE_ROW)
		click_head(view, column);
	if (row > TABLE_ROW && row - TABLE_ROW <= view->page_rows && state->top + row - TABLE_ROW - 1 < view->rows) {
		unsigned at = state->top + row - TABLE_ROW - 1;
		bool same = at == state->at;

		state->at = at;
		state->moved = true;
		if (twice && same)
			enter(view);
	}
	return true;
}
