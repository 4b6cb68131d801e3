/* SPDX-License-Identifier: BSD-2-Clause */
/* show.c - figures and words as the console shows them. */
#include "console/page.h"

#include <stdio.h>
#include <string.h>

const char *show_scaled(enum words_lang lang, double number, char text[WORDS_TEXT])
{
	static const char *const units[] = { "", " k", " M", " G", " T" };
	unsigned unit = 0;
	size_t length;

	for (; number >= 999.5 && unit < 4; unit++)
		number /= 1000;
	if (!unit || number >= 99.95)
		words_number(lang, (uint64_t)(number + 0.5), text);
	else
		words_tenths(lang, (uint64_t)(number * 10 + 0.5), text);
	length = strlen(text);
	snprintf(text + length, WORDS_TEXT - length, "%s", units[unit]);
	return text;
}

const char *show_number(enum words_lang lang, uint64_t number, char text[WORDS_TEXT])
{
	return number < 1000000 ? words_number(lang, number, text) : show_scaled(lang, (double)number, text);
}

const char *show_rate(enum words_lang lang, double rate, char text[WORDS_TEXT])
{
	char tenth[WORDS_TEXT];

	if (rate <= 0)
		return strcpy(text, "-");
	if (rate < 0.05) {
		snprintf(text, WORDS_TEXT, "<%.40s", words_tenths(lang, 1, tenth));
		return text;
	}
	if (rate < 9.95)
		return words_tenths(lang, (uint64_t)(rate * 10 + 0.5), text);
	return rate < 99999 ? words_number(lang, (uint64_t)(rate + 0.5), text) : show_scaled(lang, rate, text);
}

const char *show_clock(const struct page *page, uint64_t ns, char text[WORDS_TEXT])
{
	struct stamp_local at = stamp_local(page->view->zone, ns);

	snprintf(text, WORDS_TEXT, "%02d:%02d:%02d", at.hour, at.minute, at.second);
	return text;
}

const char *show_since(const struct page *page, uint64_t ns, char text[WORDS_TEXT])
{
	struct stamp_local at = stamp_local(page->view->zone, ns), now = stamp_local(page->view->zone, page->picture->now_ns);

	if (at.year == now.year && at.month == now.month && at.day == now.day)
		snprintf(text, WORDS_TEXT, "%02d:%02d", at.hour, at.minute);
	else
		snprintf(text, WORDS_TEXT, "%02d-%02d %02d:%02d", at.month, at.day, at.hour, at.minute);
	return text;
}

const char *show_ago(const struct page *page, uint64_t ns, char text[WORDS_TEXT])
{
	uint64_t now_ns = page->picture->now_ns, seconds = now_ns > ns ? (now_ns - ns) / STAMP_SECOND_NS : 0;
	struct stamp_local at = stamp_local(page->view->zone, ns), now = stamp_local(page->view->zone, now_ns);

	if (!ns)
		return strcpy(text, "-");
	if (seconds < 60)
		snprintf(text, WORDS_TEXT, "%u%s", (unsigned)seconds, page->lang == WORDS_ID ? "dtk" : "s");
	else if (seconds < 3600)
		snprintf(text, WORDS_TEXT, "%u%s", (unsigned)(seconds / 60), page->lang == WORDS_ID ? "mnt" : "min");
	else if (at.day == now.day && seconds < 86400)
		snprintf(text, WORDS_TEXT, "%02d:%02d", at.hour, at.minute);
	else
		snprintf(text, WORDS_TEXT, "%02d-%02d", at.month, at.day);
	return text;
}

const char *show_country(const struct page *page, enum ronda_origin origin, ronda_country country, char text[8])
{
	if (origin == RONDA_ORIGIN_LOCAL) {
		snprintf(text, 8, "%s", page->lang == WORDS_ID ? "lok" : "loc");
		return text;
	}
	return country ? ronda_country_format(country, text) : strcpy(text, "?");
}

const char *show_class(const struct page *page, enum ronda_class class)
{
	return words_class_short(page->lang, class);
}

const char *show_outcome(const struct page *page, enum ronda_outcome outcome)
{
	return outcome < RONDA_OUTCOME_COUNT ? words_outcome_short(page->lang, outcome) : "-";
}

const char *show_mix(const struct page *page, const uint64_t by_class[RONDA_CLASS_COUNT], char *text, size_t size)
{
	uint64_t left[RONDA_CLASS_COUNT], total = 0;
	size_t length = 0;

	memcpy(left, by_class, sizeof left);
	for (unsigned class = 0; class < RONDA_CLASS_COUNT; class++)
		total += by_class[class];
	snprintf(text, size, "-");
	for (;;) {
		unsigned most = 0;
		char share[WORDS_TEXT];

		for (unsigned class = 1; class < RONDA_CLASS_COUNT; class++)
			if (left[class] > left[most])
				most = class;
		if (!left[most])
			return text;
		words_share(page->lang, left[most], total, share);
		length += (size_t)snprintf(text + length, size - length, "%s%s %s", length ? ", " : "",
			show_class(page, most), share);
		if (length >= size)
			return text;
		left[most] = 0;
	}
}
