/* SPDX-License-Identifier: BSD-2-Clause */
/* table.c - rows filtered, sorted and laid out in columns. */
#include "console/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MOST = VIEW_HEADS, GAP = 1 };

/* A row, where it stood, and what it is sorted by. */
struct entry {
	const void *row;
	size_t order;
	bool by_number, turned;
	double number;
	char text[64];
};

static bool is_of_source(const struct view *view, const struct picture_act *act)
{
	struct ronda_addr masked = ronda_addr_mask(act->source, view->source_bits);

	return ronda_addr_equal(&masked, &view->source);
}

static bool is_taken(const struct page *page, const struct table *table, const void *row)
{
	if (!table->takes)
		return is_of_source(page->view, row);
	return table->takes(&page->view->filter, row);
}

static void show_cell(const struct page *page, const struct column *column, const void *row, struct shown *out)
{
	*out = (struct shown){ .style = PLAIN };
	column->show(page, row, out);
}

/* Numbers from the largest, texts from A; turned, the other way; what is equal stays as it was. */
static int order_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = x->by_number ? (x->number < y->number) - (x->number > y->number) : strcmp(x->text, y->text);

	if (x->turned)
		order = -order;
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* All rows that the filter takes, in order. NULL: there are none, or memory is short. */
static struct entry *sorted(const struct page *page, const struct table *table, const struct table_view *state,
	size_t *count, size_t *all)
{
	const struct column *column = &table->column[state->sort < table->columns ? state->sort : table->sort];
	struct entry *entry;

	*count = *all = 0;
	while (table->row(page->picture, *all))
		++*all;
	entry = calloc(*all ? *all : 1, sizeof *entry);
	for (size_t i = 0; entry && i < *all; i++) {
		const void *row = table->row(page->picture, i);
		struct shown cell;

		if (!is_taken(page, table, row))
			continue;
		show_cell(page, column, row, &cell);
		entry[*count] = (struct entry){ .row = row, .order = i, .by_number = cell.is_number, .turned = state->turned,
			.number = cell.number };
		snprintf(entry[(*count)++].text, sizeof entry->text, "%.63s", cell.is_number ? "" :
			cell.order[0] ? cell.order : cell.text);
	}
	if (entry)
		qsort(entry, *count, sizeof *entry, order_entries);
	return entry;
}

/* ---- columns ---- */

struct layout {
	unsigned column[COLUMNS_MOST], width[COLUMNS_MOST], count;
};

static unsigned title_width(const struct page *page, const struct column *column)
{
	unsigned width = screen_width(say(page, column->title), page->screen->ascii);

	return width > column->width ? width : column->width;
}

static unsigned whole_width(const struct layout *layout)
{
	unsigned width = 0;

	for (unsigned i = 0; i < layout->count; i++)
		width += layout->width[i] + (i ? GAP : 0);
	return width;
}

/* The one with the highest rank falls away. */
static bool drop_one(struct layout *layout, const struct table *table)
{
	unsigned drop = 0;

	for (unsigned i = 1; i < layout->count; i++)
		if (table->column[layout->column[i]].rank > table->column[layout->column[drop]].rank)
			drop = i;
	if (!table->column[layout->column[drop]].rank)
		return false;
	layout->count--;
	for (unsigned i = drop; i < layout->count; i++) {
		layout->column[i] = layout->column[i + 1];
		layout->width[i] = layout->width[i + 1];
	}
	return true;
}

/* What a column needs for the rows that are shown. */
static unsigned content_width(const struct page *page, const struct column *column, const struct entry *entry, size_t count)
{
	unsigned width = column->width;

	if (column->draw != DRAW_TEXT)
		return column->most;
	for (size_t i = 0; i < count; i++) {
		struct shown cell;
		unsigned needs;

		show_cell(page, column, entry[i].row, &cell);
		needs = screen_width(cell.text, page->screen->ascii);
		width = needs > width ? needs : width;
	}
	return width < column->most ? width : column->most;
}

/* Is there a column that is shown only where the others have all they want, and do they not? */
static bool is_too_wide(const struct page *page, const struct table *table, const struct layout *layout,
	const unsigned *wants)
{
	unsigned width = 0;
	bool wide = false;

	for (unsigned i = 0; i < layout->count; i++) {
		const struct column *column = &table->column[layout->column[i]];

		wide |= column->rank >= RANK_WIDE;
		width += (column->draw == DRAW_TEXT ? wants[layout->column[i]] : layout->width[i]) + (i ? GAP : 0);
	}
	return wide ? width > page->screen->columns : whole_width(layout) > page->screen->columns;
}

static struct layout lay_out(const struct page *page, const struct table *table, const struct entry *entry, size_t count)
{
	unsigned columns = page->screen->columns, wants[COLUMNS_MOST];
	struct layout layout = { .count = 0 };

	for (unsigned i = 0; i < table->columns; i++) {
		unsigned least = title_width(page, &table->column[i]);

		if (!column_is_there(page->view, &table->column[i]))
			continue;
		wants[i] = content_width(page, &table->column[i], entry, count);
		wants[i] = wants[i] > least ? wants[i] : least;
		layout.column[layout.count] = i;
		layout.width[layout.count++] = least;
	}
	while (is_too_wide(page, table, &layout, wants) && drop_one(&layout, table))
		;
	/* what is left goes to those that have more to say, from the left; bars come last */
	for (unsigned bars = 0; bars < 2; bars++)
		for (unsigned i = 0; i < layout.count; i++) {
			unsigned used = whole_width(&layout), more = wants[layout.column[i]] - layout.width[i];

			if ((table->column[layout.column[i]].draw != DRAW_TEXT) == (bars == 1) && used < columns)
				layout.width[i] += more < columns - used ? more : columns - used;
		}
	return layout;
}

/* ---- drawing ---- */

/* A letter of each class for its share of the columns, and at least one. */
static void draw_mix(const struct page *page, unsigned row, unsigned column, unsigned width, const struct shown *cell)
{
	static const char letters[] = "PSLWTX"; /* and one class alone is said in a word */
	static const enum style styles[RONDA_CLASS_COUNT] = { QUIET, PLAIN, ACCENT, WARNING, PLAIN, ALARM };
	uint64_t by_class[RONDA_CLASS_COUNT], total = 0;
	unsigned share[RONDA_CLASS_COUNT], used = 0, most = 0;

	memcpy(by_class, cell->text, sizeof by_class);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		total += by_class[class];
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++) {
		share[class] = total ? (unsigned)((double)by_class[class] / (double)total * width) : 0;
		share[class] += by_class[class] && !share[class];
		used += share[class];
		most = by_class[class] > by_class[most] ? class : most;
	}
	if (!total) {
		screen_put(page->screen, row, column, QUIET, "-", width);
		return;
	}
	if (by_class[most] == total) {
		screen_put(page->screen, row, column, styles[most], show_class(page, most), width);
		return;
	}
	share[most] = share[most] + width > used ? share[most] + width - used : 1;
	for (unsigned class = 0, at = 0; class < RONDA_CLASS_COUNT; class++)
		for (unsigned i = 0; i < share[class] && at < width; i++, at++)
			screen_put(page->screen, row, column + at, styles[class], (char[]){ letters[class], '\0' }, 1);
}

static void draw_bar(const struct page *page, unsigned row, unsigned column, unsigned width, const struct shown *cell)
{
	enum { TEXT = 7 };
	unsigned room = width > TEXT + 1 ? width - TEXT - 1 : 0;
	unsigned length = (unsigned)(cell->number * room + 0.5);

	screen_put_right(page->screen, row, column, PLAIN, cell->text, TEXT);
	for (unsigned i = 0; i < length && i < room; i++)
		screen_glyph(page->screen, row, column + TEXT + 1 + i, ACCENT, "\xe2\x96\x88", '#');
}

static void draw_row(const struct page *page, const struct table *table, const struct layout *layout, unsigned row,
	const void *of)
{
	for (unsigned i = 0, at = 0; i < layout->count; at += layout->width[i] + GAP, i++) {
		const struct column *column = &table->column[layout->column[i]];
		struct shown cell;

		show_cell(page, column, of, &cell);
		if (column->draw == DRAW_MIX)
			draw_mix(page, row, at, layout->width[i], &cell);
		else if (column->draw == DRAW_BAR)
			draw_bar(page, row, at, layout->width[i], &cell);
		else if (column->right)
			screen_put_right(page->screen, row, at, cell.style, cell.text, layout->width[i]);
		else
			screen_put(page->screen, row, at, cell.style, cell.text, layout->width[i]);
	}
}

/* A triangle beside the title, on its free side: which way the column is sorted. */
static void mark_sorted(const struct page *page, unsigned row, unsigned at, unsigned width, const struct column *column,
	bool turned)
{
	unsigned title = screen_width(say(page, column->title), page->screen->ascii);
	bool right = column->right || column->draw == DRAW_BAR;
	unsigned mark = right ? at + width - title : at + title + 1;

	if (mark)
		screen_glyph(page->screen, row, mark - 1, SORTED, turned ? "\xe2\x96\xb2" : "\xe2\x96\xbc", turned ? '^' : 'v');
}

static void draw_head(const struct page *page, const struct table *table, const struct table_view *state,
	const struct layout *layout, unsigned row)
{
	struct view *view = page->view;

	screen_style(page->screen, row, 0, HEAD, page->screen->columns);
	view->heads_count = 0;
	for (unsigned i = 0, at = 0; i < layout->count; at += layout->width[i] + GAP, i++) {
		const struct column *column = &table->column[layout->column[i]];
		enum style style = layout->column[i] == state->sort ? SORTED : HEAD;
		unsigned width = layout->width[i];

		if (column->draw == DRAW_BAR) /* above the figures, not the bar */
			width = width < 7 ? width : 7;
		if (column->right || column->draw == DRAW_BAR)
			screen_put_right(page->screen, row, at, style, say(page, column->title), width);
		else
			screen_put(page->screen, row, at, style, say(page, column->title), width);
		if (style == SORTED && !view->still)
			mark_sorted(page, row, at, width, column, state->turned);
		view->heads[view->heads_count].from = at;
		view->heads[view->heads_count].to = at + layout->width[i];
		view->heads[view->heads_count++].which = layout->column[i];
	}
}

/* Which row is chosen: the one that was, wherever it is now; unless somebody moved. */
static void find_chosen(const struct page *page, const struct table *table, struct table_view *state,
	const struct entry *entry, size_t count)
{
	char name[PICTURE_NAME] = "";

	for (size_t i = 0; !state->moved && state->chosen[0] && i < count; i++) {
		table->name(page, entry[i].row, name);
		if (strcmp(name, state->chosen) == 0) {
			state->at = (unsigned)i;
			break;
		}
	}
	if (state->at >= count)
		state->at = count ? (unsigned)count - 1 : 0;
	if (count && (state->moved || state->chosen[0]))
		table->name(page, entry[state->at].row, state->chosen);
	state->moved = false;
}

static void scroll(struct table_view *state, size_t count, unsigned rows)
{
	if (state->at < state->top)
		state->top = state->at;
	if (rows && state->at >= state->top + rows)
		state->top = state->at - rows + 1;
	if (state->top + rows > count)
		state->top = count > rows ? (unsigned)(count - rows) : 0;
}

void table_draw(struct page *page, const struct table *table, struct table_view *state, unsigned row, unsigned rows)
{
	struct view *view = page->view;
	size_t count, all;
	struct entry *entry = sorted(page, table, state, &count, &all);
	unsigned shown;
	struct layout layout;

	if (!entry || !rows) {
		free(entry);
		return;
	}
	rows--; /* the head's */
	find_chosen(page, table, state, entry, count);
	scroll(state, count, rows);
	shown = count - state->top < rows ? (unsigned)count - state->top : rows;
	layout = lay_out(page, table, entry + state->top, shown);
	draw_head(page, table, state, &layout, row);
	for (unsigned i = 0; i < shown; i++) {
		draw_row(page, table, &layout, row + 1 + i, entry[state->top + i].row);
		if (state->top + i == state->at && !view->still)
			screen_style(page->screen, row + 1 + i, 0, CHOSEN, page->screen->columns);
	}
	if (!count && rows > 1)
		screen_put(page->screen, row + 2, 2, QUIET, say(page, table == &acts_table ? WORDS_C_DETAIL_NO_ACTS :
			all ? WORDS_C_NOTHING_MATCHES : WORDS_C_NOTHING_YET), page->screen->columns);
	view->page_rows = rows;
	view->rows = (unsigned)count;
	memset(&view->under, 0, sizeof view->under);
	if (count && table->enter)
		table->enter(page, entry[state->at].row);
	free(entry);
}
