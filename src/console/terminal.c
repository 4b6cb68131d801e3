/* SPDX-License-Identifier: BSD-2-Clause */
/* terminal.c - ncurses, and nothing else of it anywhere. */
#include "console/console.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MS = 100, IDLE_MS = 1000, TWICE_MS = 400 };

struct terminal {
	const struct console_feed *feed;
	struct view view;
	struct screen screen, before;  /* as it is to be; as it is on the terminal */
	bool drawn;                    /* `before` is on the terminal */
	bool changed;                  /* something is to be drawn */
	uint64_t drawn_ms;
	const struct ronda_picture *shown, *next; /* next: came while the view is paused */
	struct ronda_addr watched;
	bool watching;
	uint64_t clicked_ms;
	int clicked_row;
	attr_t style[STYLES];
};

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

bool console_is_utf8(void)
{
	return setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Two accents and grey; and without colour, what is bold and what is turned over says the same. */
static void choose_styles(attr_t style[STYLES])
{
	enum { P_ACCENT = 1, P_WARNING, P_ALARM, P_BAR, P_QUIET };
	bool colour = has_colors() && !(getenv("NO_COLOR") && *getenv("NO_COLOR"));

	style[PLAIN] = A_NORMAL;
	style[STRONG] = A_BOLD;
	style[QUIET] = style[ACCENT] = style[WARNING] = A_NORMAL;
	style[ALARM] = A_BOLD | A_REVERSE;
	style[HEAD] = A_REVERSE;
	style[SORTED] = A_REVERSE | A_BOLD;
	style[CHOSEN] = style[KEYS] = A_REVERSE;
	if (!colour)
		return;
	start_color();
	use_default_colors();
	init_pair(P_ACCENT, COLOR_CYAN, -1);
	init_pair(P_WARNING, COLOR_YELLOW, -1);
	init_pair(P_ALARM, COLOR_WHITE, COLOR_RED);
	init_pair(P_BAR, COLOR_BLACK, COLOR_CYAN);
	if (COLORS >= 256)
		init_pair(P_QUIET, 245, -1);
	style[QUIET] = COLORS >= 256 ? COLOR_PAIR(P_QUIET) : A_DIM;
	style[ACCENT] = COLOR_PAIR(P_ACCENT);
	style[WARNING] = COLOR_PAIR(P_WARNING);
	style[ALARM] = COLOR_PAIR(P_ALARM) | A_BOLD;
	style[CHOSEN] = style[KEYS] = COLOR_PAIR(P_BAR);
}

/* ---- drawing ---- */

static int fit(struct terminal *terminal)
{
	unsigned rows = (unsigned)LINES, columns = (unsigned)COLS;
	bool ascii = terminal->screen.ascii;

	if (terminal->screen.cell && terminal->screen.rows == rows && terminal->screen.columns == columns)
		return 0;
	screen_finish(&terminal->screen);
	screen_finish(&terminal->before);
	terminal->drawn = false;
	if (screen_init(&terminal->screen, rows, columns, ascii) < 0 ||
		screen_init(&terminal->before, rows, columns, ascii) < 0)
		return -ENOMEM;
	return 0;
}

/* Cells that are as they were are left alone. The last one of all is never written: it would scroll. */
static void put_changes(struct terminal *terminal)
{
	struct screen *screen = &terminal->screen;

	if (!terminal->drawn)
		erase();
	for (unsigned row = 0; row < screen->rows; row++)
		for (unsigned column = 0; column < screen->columns; column++) {
			struct cell *cell = screen_cell(screen, row, column), *was = screen_cell(&terminal->before, row, column);

			if ((terminal->drawn && memcmp(cell, was, sizeof *cell) == 0) ||
				(row + 1 == screen->rows && column + 1 == screen->columns))
				continue;
			*was = *cell;
			attrset(terminal->style[cell->style]);
			if (cell->text[0])
				mvaddstr((int)row, (int)column, cell->text);
		}
	terminal->drawn = true;
	refresh();
}

static int draw(struct terminal *terminal)
{
	if (fit(terminal) < 0)
		return -ENOMEM;
	view_draw(&terminal->view, terminal->shown, &terminal->screen);
	put_changes(terminal);
	terminal->changed = false;
	terminal->drawn_ms = now_ms();
	return 0;
}

/* ---- what happens ---- */

static void show(struct terminal *terminal, const struct ronda_picture *picture)
{
	if (terminal->shown)
		terminal->feed->release(terminal->feed->context, terminal->shown);
	terminal->shown = picture;
	terminal->changed = true;
}

static void take_picture(struct terminal *terminal)
{
	bool gone = false;
	const struct ronda_picture *picture = terminal->feed->take(terminal->feed->context, &gone);

	terminal->changed |= gone != terminal->view.gone;
	terminal->view.gone = gone;
	if (picture && terminal->view.paused && terminal->shown) {
		if (terminal->next)
			terminal->feed->release(terminal->feed->context, terminal->next);
		terminal->next = picture;
	} else if (picture) {
		show(terminal, picture);
	}
}

/* Keys may have ended a pause, or led to a source. */
static void follow_view(struct terminal *terminal)
{
	const struct ronda_addr *watched = view_watched(&terminal->view);

	if (!terminal->view.paused && terminal->next) {
		show(terminal, terminal->next);
		terminal->next = NULL;
	}
	if ((watched != NULL) == terminal->watching && (!watched || ronda_addr_equal(watched, &terminal->watched)))
		return;
	terminal->watching = watched != NULL;
	if (watched)
		terminal->watched = *watched;
	terminal->feed->watch(terminal->feed->context, watched);
}

static bool take_event(struct terminal *terminal, const MEVENT *event)
{
	bool twice = now_ms() - terminal->clicked_ms < TWICE_MS && event->y == terminal->clicked_row;

	if (event->bstate & BUTTON4_PRESSED)
		return view_key(&terminal->view, KEY_UP_ROW);
	if (event->bstate & BUTTON5_PRESSED)
		return view_key(&terminal->view, KEY_DOWN_ROW);
	if (!(event->bstate & BUTTON1_PRESSED))
		return true;
	terminal->clicked_ms = twice ? 0 : now_ms();
	terminal->clicked_row = event->y;
	return view_click(&terminal->view, (unsigned)event->y, (unsigned)event->x, twice);
}

/* One key may stand for several events. */
static bool take_mouse(struct terminal *terminal)
{
	MEVENT event;

	while (getmouse(&event) == OK)
		if (!take_event(terminal, &event))
			return false;
	return true;
}

static int key_of(int key)
{
	static const struct { int from, to; } keys[] = {
		{ KEY_UP, KEY_UP_ROW }, { KEY_DOWN, KEY_DOWN_ROW }, { KEY_PPAGE, KEY_PAGE_UP }, { KEY_NPAGE, KEY_PAGE_DOWN },
		{ KEY_HOME, KEY_FIRST }, { KEY_END, KEY_LAST }, { KEY_LEFT, KEY_PREVIOUS_TAB }, { KEY_RIGHT, KEY_NEXT_TAB },
		{ KEY_BTAB, KEY_PREVIOUS_TAB }, { '\n', KEY_ENTER_ROW }, { '\r', KEY_ENTER_ROW }, { KEY_ENTER, KEY_ENTER_ROW },
		{ 27, KEY_ESCAPE }, { KEY_BACKSPACE, KEY_RUB }, { 127, KEY_RUB }, { 8, KEY_RUB }, { KEY_F(1), KEY_HELP_PAGE },
		{ KEY_F(3), KEY_FILTER_LINE }, { KEY_F(4), KEY_FILTER_LINE }, { KEY_F(6), KEY_SORT_NEXT },
		{ KEY_F(10), KEY_QUIT }, { 3, KEY_QUIT },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].from == key)
			return keys[i].to;
	return key < 256 ? key : 0;
}

/* All keys that were pressed. False: quit. */
static bool take_keys(struct terminal *terminal)
{
	int key;

	while ((key = getch()) != ERR) {
		terminal->changed = true;
		if (key == KEY_RESIZE)
			terminal->drawn = false;
		else if (key == KEY_MOUSE ? !take_mouse(terminal) : !view_key(&terminal->view, key_of(key)))
			return false;
		/* what the next key means may depend on what is under the chosen row now */
		if (terminal->screen.cell && terminal->shown)
			view_draw(&terminal->view, terminal->shown, &terminal->screen);
	}
	follow_view(terminal);
	return true;
}

/* Until a key, a picture, or the time to draw. */
static int wait_ms(const struct terminal *terminal)
{
	uint64_t since = now_ms() - terminal->drawn_ms;

	if (!terminal->changed)
		return IDLE_MS;
	return since < FRAME_MS ? (int)(FRAME_MS - since) : 0;
}

static int run(struct terminal *terminal)
{
	int failed = 0;

	for (bool on = true; on && !interrupted && !failed;) {
		struct pollfd wait[] = {
			{ .fd = STDIN_FILENO, .events = POLLIN },
			{ .fd = terminal->feed->wait_fd(terminal->feed->context), .events = POLLIN },
		};
		int ready = poll(wait, 2, wait_ms(terminal));

		if (wait[1].revents || ready <= 0 || !terminal->shown)
			take_picture(terminal);
		on = take_keys(terminal);
		if (wait[0].revents & (POLLHUP | POLLERR))
			on = false; /* the terminal is gone */
		if (on && terminal->changed && now_ms() - terminal->drawn_ms >= FRAME_MS)
			failed = draw(terminal);
	}
	return failed;
}

static void catch_signals(struct sigaction before[3])
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = interrupt };
	sigset_t set;

	interrupted = 0;
	sigemptyset(&action.sa_mask);
	sigemptyset(&set);
	for (unsigned i = 0; i < 3; i++) {
		sigaction(numbers[i], &action, &before[i]);
		sigaddset(&set, numbers[i]);
	}
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void prepare(struct terminal *terminal)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	set_escdelay(25);
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
	choose_styles(terminal->style);
}

int console_run(const struct console_feed *feed, const struct console_options *options, struct ronda_error *error)
{
	struct terminal terminal = { .feed = feed };
	struct sigaction before[3];
	bool utf8 = console_is_utf8();
	SCREEN *of;
	int failed;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return ronda_fail(error, -ENOTTY, "ronda top draws on a terminal, and this is none; for a pipe: ronda top "
			"--once, or --json");
	catch_signals(before);
	of = newterm(NULL, stdout, stdin);
	if (!of)
		return ronda_fail(error, -ENOTTY, "cannot draw on a terminal of kind \"%s\"; set TERM, or use ronda top --once",
			getenv("TERM") ? getenv("TERM") : "");
	view_init(&terminal.view, options->lang, options->zone);
	terminal.view.networks = options->networks;
	terminal.screen.ascii = options->ascii || !utf8;
	terminal.changed = true;
	prepare(&terminal);
	failed = run(&terminal);
	endwin();
	delscreen(of);
	sigaction(SIGINT, &before[0], NULL);
	sigaction(SIGTERM, &before[1], NULL);
	sigaction(SIGHUP, &before[2], NULL);
	if (terminal.shown)
		feed->release(feed->context, terminal.shown);
	if (terminal.next)
		feed->release(feed->context, terminal.next);
	screen_finish(&terminal.screen);
	screen_finish(&terminal.before);
	return failed ? ronda_fail(error, failed, "memory is short") : 0;
}
