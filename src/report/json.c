/* SPDX-License-Identifier: BSD-2-Clause */
/* json.c - the picture for machines: raw numbers, UTC, and the sentences in both languages; report.schema.json. */
#include "report/format.h"
#include "report/say.h"

#include "summary/shape.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

enum { REAL_DIGITS = 7 };

/* Valid UTF-8, whatever the wire said. */
static json_t *clean(const char *text)
{
	char *copy = summary_clean_text(text);
	json_t *value = copy ? json_string(copy) : NULL;

	free(copy);
	return value;
}

static json_t *moment(uint64_t ns)
{
	char text[STAMP_TEXT];

	return json_string(stamp_format(ns, text));
}

static json_t *day(const struct picture *picture, uint64_t ns)
{
	struct stamp_local at = stamp_local(picture->zone, ns);

	return json_sprintf("%04d-%02d-%02d", at.year, at.month, at.day);
}

static json_t *value(const struct picture *picture, const struct cell *cell)
{
	char code[8];

	switch (cell->kind) {
	case CELL_TEXT: return clean(cell->text);
	case CELL_WORD: return json_string(cell->text);
	case CELL_COUNT: case CELL_SECONDS: return json_integer((json_int_t)cell->a);
	case CELL_TENTHS: return json_real((double)cell->a / 10);
	case CELL_SHARE: return json_real((double)cell->a / (double)cell->b);
	case CELL_CHANGE: return cell->b ? json_real((double)cell->a / (double)cell->b - 1) : json_null();
	case CELL_MOMENT: case CELL_HOUR: return moment(cell->a);
	case CELL_DAY: return day(picture, cell->a);
	case CELL_COUNTRY: return json_string(ronda_country_format((ronda_country)cell->a, code));
	case CELL_CLASS: return json_string(ronda_class_name((enum ronda_class)cell->a));
	case CELL_OUTCOME: return json_string(ronda_outcome_name((enum ronda_outcome)cell->a));
	case CELL_ORIGIN: return json_string(ronda_origin_name((enum ronda_origin)cell->a));
	case CELL_FLOOD: return json_string(ronda_flood_name((enum ronda_flood_kind)cell->a));
	case CELL_YES: return json_boolean(cell->a);
	case CELL_WEEKDAY: return json_integer((json_int_t)cell->a + 1);
	case CELL_NONE: case CELL_SPAN: case CELL_PERIOD: break;
	}
	return json_null();
}

static json_t *table(const struct picture *picture, const struct section *section)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < section->rows; i++) {
		json_t *row = json_object();

		for (size_t j = 0; j < section->columns; j++)
			json_object_set_new(row, section->column[j].key,
				value(picture, &section->cell[i * section->columns + j]));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *say(const struct voice *voice, const struct line *line)
{
	char text[SAY_TEXT];

	return clean(say_line(voice, line, text));
}

/* All that is said in a language. */
static json_t *speech(const struct picture *picture, enum words_lang lang)
{
	const struct voice voice = { picture, lang };
	json_t *object = json_object(), *lines = json_array(), *sections = json_object();

	json_object_set_new(object, "answer", say(&voice, &picture->answer));
	for (size_t i = 0; i < picture->lines_count; i++)
		json_array_append_new(lines, say(&voice, &picture->lines[i]));
	json_object_set_new(object, "beneath", lines);
	for (size_t i = 0; i < picture->sections; i++) {
		const struct section *section = &picture->section[i];
		json_t *said = json_array();

		for (size_t j = 0; j < section->lines; j++)
			json_array_append_new(said, say(&voice, &section->line[j]));
		json_object_set_new(sections, section->key, said);
	}
	json_object_set_new(object, "sections", sections);
	return object;
}

static json_t *whole(const struct picture *picture)
{
	json_t *figures = json_object(), *tables = json_object();

	for (size_t i = 0; i < picture->figures; i++)
		json_object_set_new(figures, picture->figure[i].key, value(picture, &picture->figure[i].cell));
	for (size_t i = 0; i < picture->sections; i++)
		if (picture->section[i].columns)
			json_object_set_new(tables, picture->section[i].key, table(picture, &picture->section[i]));
	return json_pack("{s:s, s:s, s:s, s:{s:o, s:o, s:s}, s:o, s:o, s:o, s:o, s:{s:o, s:o}}",
		"schema", "ronda.report/1", "made_by", picture->version, "definition", RONDA_DEFINITION,
		"period", "start", moment(picture->start_ns), "end", moment(picture->end_ns), "zone", picture->zone_name,
		"site", picture->site ? clean(picture->site) : json_null(), "sensors", clean(picture->sensors),
		"figures", figures, "tables", tables,
		"text", "en", speech(picture, WORDS_EN), "id", speech(picture, WORDS_ID));
}

int report_json(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	json_t *object = whole(picture);
	int failed = !object ? -ENOMEM :
		json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS)) != 0 ? -EIO : 0;

	(void)options;
	json_decref(object);
	fputc('\n', out);
	return failed ? ronda_fail(error, failed, "the report could not be written as JSON") : 0;
}
