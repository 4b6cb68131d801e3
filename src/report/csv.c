/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csv.c - the picture for a spreadsheet: each table with its name above it, RFC 4180.
 *
 * Numbers are raw, times are local. A text that a spreadsheet might take for a formula gets an apostrophe before it.
 */
#include "report/format.h"
#include "report/say.h"

#include <errno.h>
#include <string.h>

static void quoted(FILE *out, const char *text)
{
	/* What Excel, LibreOffice and Google Sheets take for the beginning of a formula, or of one behind a blank. */
	bool formula = strchr("=+-@\t\r\n", text[0]) && text[0];

	if (strncmp(text, "\uff1d", 3) == 0 || strncmp(text, "\uff0b", 3) == 0 || strncmp(text, "\uff0d", 3) == 0 ||
	    strncmp(text, "\uff20", 3) == 0)
		formula = true; /* their wide forms */
	fputs(formula ? "\"'" : "\"", out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text, out);
	}
	fputc('"', out);
}

static void moment(const struct picture *picture, FILE *out, uint64_t ns, bool day)
{
	struct stamp_local at = stamp_local(picture->zone, ns);

	fprintf(out, "%04d-%02d-%02d", at.year, at.month, at.day);
	if (!day)
		fprintf(out, " %02d:%02d:%02d", at.hour, at.minute, at.second);
}

static void write_cell(const struct voice *voice, FILE *out, const struct cell *cell)
{
	char text[SAY_TEXT];

	switch (cell->kind) {
	case CELL_NONE: break;
	case CELL_TEXT: quoted(out, say_cell(voice, cell, text)); break;
	case CELL_WORD: quoted(out, cell->text); break;
	case CELL_COUNT: case CELL_SECONDS: fprintf(out, "%llu", (unsigned long long)cell->a); break;
	case CELL_TENTHS: fprintf(out, "%llu.%llu", (unsigned long long)cell->a / 10, (unsigned long long)cell->a % 10); break;
	case CELL_SHARE: fprintf(out, "%.7g", (double)cell->a / (double)cell->b); break;
	case CELL_CHANGE:
		if (cell->b)
			fprintf(out, "%.7g", (double)cell->a / (double)cell->b - 1);
		break;
	case CELL_MOMENT: case CELL_HOUR: case CELL_DAY: moment(voice->picture, out, cell->a, cell->kind == CELL_DAY); break;
	case CELL_COUNTRY: quoted(out, ronda_country_format((ronda_country)cell->a, text)); break;
	case CELL_CLASS: quoted(out, ronda_class_name((enum ronda_class)cell->a)); break;
	case CELL_OUTCOME: quoted(out, ronda_outcome_name((enum ronda_outcome)cell->a)); break;
	case CELL_ORIGIN: quoted(out, ronda_origin_name((enum ronda_origin)cell->a)); break;
	case CELL_FLOOD: quoted(out, ronda_flood_name((enum ronda_flood_kind)cell->a)); break;
	case CELL_YES: fputs(cell->a ? "yes" : "no", out); break;
	case CELL_WEEKDAY: fprintf(out, "%llu", (unsigned long long)cell->a + 1); break;
	case CELL_SPAN: case CELL_PERIOD: quoted(out, say_cell(voice, cell, text)); break;
	}
}

/* A country is its letters and, in a column more, its name. */
static bool is_country(const struct column *column)
{
	return strcmp(column->key, "country") == 0;
}

static void write_table(const struct voice *voice, FILE *out, const struct section *section)
{
	char text[SAY_TEXT];

	for (size_t j = 0; j < section->columns; j++)
		fprintf(out, is_country(&section->column[j]) ? "%s%s,country_name" : "%s%s", j ? "," : "", section->column[j].key);
	fputs("\r\n", out);
	for (size_t i = 0; i < section->rows; i++) {
		for (size_t j = 0; j < section->columns; j++) {
			const struct cell *cell = &section->cell[i * section->columns + j];

			fputs(j ? "," : "", out);
			write_cell(voice, out, cell);
			if (is_country(&section->column[j])) {
				fputc(',', out);
				quoted(out, say_cell(voice, cell, text));
			}
		}
		fputs("\r\n", out);
	}
}

static void write_answer(const struct voice *voice, FILE *out)
{
	const struct picture *picture = voice->picture;
	char text[SAY_TEXT];

	fputs("report\r\nkey,value\r\nanswer,", out);
	quoted(out, say_line(voice, &picture->answer, text));
	fputs("\r\nstart,", out);
	moment(picture, out, picture->start_ns, false);
	fputs("\r\nend,", out);
	moment(picture, out, picture->end_ns, false);
	fputs("\r\nzone,", out);
	quoted(out, picture->zone_name);
	fputs("\r\nsensors,", out);
	quoted(out, picture->sensors);
	fputs("\r\ndefinition,\"" RONDA_DEFINITION "\"\r\n", out);
	for (size_t i = 0; i < picture->figures; i++) {
		fprintf(out, "%s,", picture->figure[i].key);
		write_cell(voice, out, &picture->figure[i].cell);
		fputs("\r\n", out);
	}
	for (size_t i = 0; i < picture->sections; i++)
		for (size_t j = 0; j < picture->section[i].lines; j++) {
			fprintf(out, "note_%s,", picture->section[i].key);
			quoted(out, say_line(voice, &picture->section[i].line[j], text));
			fputs("\r\n", out);
		}
}

static int write_one(const struct voice *voice, const char *key, FILE *out, struct ronda_error *error)
{
	const struct picture *picture = voice->picture;
	char names[400] = "";
	size_t length = 0;

	for (size_t i = 0; i < picture->sections; i++) {
		if (!picture->section[i].columns)
			continue;
		if (strcmp(picture->section[i].key, key) == 0) {
			write_table(voice, out, &picture->section[i]);
			return 0;
		}
		length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", length ? ", " : "",
			picture->section[i].key);
		if (length >= sizeof names)
			length = sizeof names - 1;
	}
	return ronda_fail(error, -EINVAL, "--table is \"%.60s\"; one of this report's was expected: %s", key, names);
}

int report_csv(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	const struct voice voice = { picture, options->lang };

	if (options->table)
		return write_one(&voice, options->table, out, error);
	write_answer(&voice, out);
	for (size_t i = 0; i < picture->sections; i++) {
		if (!picture->section[i].columns)
			continue;
		fprintf(out, "\r\n%s\r\n", picture->section[i].key);
		write_table(&voice, out, &picture->section[i]);
	}
	return 0;
}
