/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/words.h"

#include "base/stamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

bool words_lang_parse(enum words_lang *lang, const char *text)
{
	bool indonesian = text && strcmp(text, "id") == 0;

	if (!text || (!indonesian && strcmp(text, "en") != 0))
		return false;
	*lang = indonesian ? WORDS_ID : WORDS_EN;
	return true;
}

const char *words_number(enum words_lang lang, uint64_t number, char text[WORDS_TEXT])
{
	char *out = text + WORDS_TEXT - 1;

	*out = '\0';
	for (unsigned digits = 0; digits == 0 || number; digits++, number /= 10) {
		if (digits && digits % 3 == 0)
			*--out = lang == WORDS_ID ? '.' : ',';
		*--out = (char)('0' + number % 10);
	}
	return memmove(text, out, strlen(out) + 1);
}

const char *words_tenths(enum words_lang lang, uint64_t tenths, char text[WORDS_TEXT])
{
	size_t length;

	words_number(lang, tenths / 10, text);
	length = strlen(text);
	snprintf(text + length, WORDS_TEXT - length, "%c%u", lang == WORDS_ID ? ',' : '.', (unsigned)(tenths % 10));
	return text;
}

const char *words_share(enum words_lang lang, uint64_t part, uint64_t whole, char text[WORDS_TEXT])
{
	uint64_t thousandths = (uint64_t)(((unsigned __int128)part * 1000 + whole / 2) / whole);
	char tenths[WORDS_TEXT];

	if (part >= whole || !part)
		return strcpy(text, part ? "100 %" : "0 %");
	if (thousandths == 1000) /* nearly all is not all */
		thousandths = 999;
	if (part && !thousandths)
		snprintf(text, WORDS_TEXT, "<%s %%", words_tenths(lang, 1, tenths));
	else
		snprintf(text, WORDS_TEXT, "%.40s %%", words_tenths(lang, thousandths, tenths));
	return text;
}

enum unit { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR };

/* "one second", "three months", "13 days"; Indonesian has no plural. */
static const char *amount(enum words_lang lang, uint64_t count, enum unit unit, char text[WORDS_TEXT])
{
	static const char *const counts[][13] = {
		{ "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		  "eleven", "twelve" },
		{ "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
		  "sepuluh", "sebelas", "dua belas" },
	};
	static const char *const units[][6] = {
		{ "second", "minute", "hour", "day", "month", "year" },
		{ "detik", "menit", "jam", "hari", "bulan", "tahun" },
	};
	char number[WORDS_TEXT];

	snprintf(text, WORDS_TEXT, "%s %s%s",
		count <= 12 ? counts[lang][count] : words_number(lang, count, number),
		units[lang][unit], lang == WORDS_EN && count != 1 ? "s" : "");
	return text;
}

/* The second `months` calendar months after `start`; on a day that the month has. */
static int64_t months_after(int64_t start, int months)
{
	time_t seconds = (time_t)start;
	struct tm tm, first;

	gmtime_r(&seconds, &tm);
	first = tm;
	first.tm_mon += months;
	first.tm_mday = 1;
	seconds = timegm(&first); /* puts month and year right */
	tm.tm_mon = first.tm_mon;
	tm.tm_year = first.tm_year;
	first.tm_mon++;
	first.tm_mday = 0; /* the last of the month before */
	timegm(&first);
	if (tm.tm_mday > first.tm_mday)
		tm.tm_mday = first.tm_mday;
	return (int64_t)timegm(&tm);
}

/* How many calendar months lie between two seconds, to a day; 0 when they are not whole. */
static unsigned whole_months(int64_t start, int64_t end)
{
	time_t first = (time_t)start, last = (time_t)end;
	struct tm from, to;
	int about;

	gmtime_r(&first, &from);
	gmtime_r(&last, &to);
	about = (to.tm_year - from.tm_year) * 12 + to.tm_mon - from.tm_mon;

	for (int months = about > 1 ? about - 1 : 1; months <= about + 1; months++) {
		int64_t off = months_after(start, months) - end;

		if (off >= -86400 && off <= 86400)
			return (unsigned)months;
	}
	return 0;
}

static const char *in_seconds(enum words_lang lang, uint64_t ns, char text[WORDS_TEXT])
{
	uint64_t tenths = (ns + STAMP_SECOND_NS / 20) / (STAMP_SECOND_NS / 10);

	if (ns < STAMP_SECOND_NS)
		return strcpy(text, lang == WORDS_ID ? "kurang dari satu detik" : "less than a second");
	if (tenths >= 100)
		return amount(lang, (ns + STAMP_SECOND_NS / 2) / STAMP_SECOND_NS, SECOND, text);
	if (tenths % 10 == 0)
		return amount(lang, tenths / 10, SECOND, text);
	words_tenths(lang, tenths, text);
	return strcat(text, lang == WORDS_ID ? " detik" : " seconds");
}

const char *words_duration(enum words_lang lang, uint64_t start_ns, uint64_t end_ns, char text[WORDS_TEXT])
{
	static const struct { enum unit unit; uint64_t seconds; } units[] = {
		{ DAY, 86400 }, { HOUR, 3600 }, { MINUTE, 60 },
	};
	uint64_t ns = end_ns > start_ns ? end_ns - start_ns : 0;
	unsigned months = whole_months((int64_t)(start_ns / STAMP_SECOND_NS), (int64_t)(end_ns / STAMP_SECOND_NS));

	if (ns && months)
		return months % 12 ? amount(lang, months, MONTH, text) : amount(lang, months / 12, YEAR, text);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		uint64_t unit_ns = units[i].seconds * STAMP_SECOND_NS;
		uint64_t count = (ns + unit_ns / 2) / unit_ns, told = count * unit_ns;

		if (count && (told > ns ? told - ns : ns - told) <= ns / 20)
			return amount(lang, count, units[i].unit, text);
	}
	return in_seconds(lang, ns, text);
}

const char *words(enum words_lang lang, enum words_message message)
{
	static const char *const list[][WORDS_LANG_COUNT] = {
#define MESSAGE(NAME, en, id) { en, id },
		WORDS_MESSAGES(MESSAGE)
		WORDS_ACTS(MESSAGE)
		WORDS_ASK(MESSAGE)
		WORDS_CONSOLE(MESSAGE)
		WORDS_PAGE(MESSAGE)
		WORDS_REPORT(MESSAGE)
#undef MESSAGE
	};

	return list[message][lang];
}

const char *words_fill(enum words_lang lang, enum words_message message, const char *const arguments[],
	char *text, size_t size)
{
	const char *from = words(lang, message);
	size_t length = 0, count = 0;

	while (arguments[count])
		count++;
	text[0] = '\0';
	while (*from && length + 1 < size) {
		if (from[0] == '{' && from[1] > '0' && from[1] <= (char)('0' + count) && from[2] == '}') {
			length += (size_t)snprintf(text + length, size - length, "%s", arguments[from[1] - '1']);
			from += 3;
		} else {
			text[length++] = *from++;
			text[length] = '\0';
		}
	}
	return text;
}

#define LABELS(function, type, ...)                                                                \
	const char *function(enum words_lang lang, type value)                                     \
	{                                                                                          \
		static const char *const labels[][WORDS_LANG_COUNT] = { __VA_ARGS__ };             \
                                                                                                   \
		return labels[value][lang];                                                        \
	}

LABELS(words_class, enum ronda_class,
	[RONDA_CLASS_PROBE] = { "probe", "pemindaian" },
	[RONDA_CLASS_STEALTH] = { "stealth probe", "pemindaian terselubung" },
	[RONDA_CLASS_LOGIN] = { "log-in", "percobaan masuk" },
	[RONDA_CLASS_WEB] = { "web request", "permintaan web" },
	[RONDA_CLASS_TLS] = { "TLS connection", "koneksi TLS" },
	[RONDA_CLASS_EXPLOIT] = { "exploit", "eksploitasi" })
LABELS(words_outcome, enum ronda_outcome,
	[RONDA_OUTCOME_UNANSWERED] = { "unanswered", "tidak terjawab" },
	[RONDA_OUTCOME_REFUSED] = { "refused", "ditolak" },
	[RONDA_OUTCOME_ANSWERED] = { "answered", "terjawab" },
	[RONDA_OUTCOME_ESTABLISHED] = { "connection established", "tersambung" },
	[RONDA_OUTCOME_REJECTED] = { "rejected by the application", "ditolak aplikasi" },
	[RONDA_OUTCOME_SERVED] = { "served with data", "dilayani dengan data" },
	[RONDA_OUTCOME_UNKNOWN] = { "unknown", "tidak diketahui" })
LABELS(words_class_short, enum ronda_class,
	[RONDA_CLASS_PROBE] = { "probe", "pindai" },
	[RONDA_CLASS_STEALTH] = { "stealth", "selubung" },
	[RONDA_CLASS_LOGIN] = { "log-in", "masuk" },
	[RONDA_CLASS_WEB] = { "web", "web" },
	[RONDA_CLASS_TLS] = { "TLS", "TLS" },
	[RONDA_CLASS_EXPLOIT] = { "exploit", "eksploit" })
LABELS(words_outcome_short, enum ronda_outcome,
	[RONDA_OUTCOME_UNANSWERED] = { "unanswered", "tak jawab" },
	[RONDA_OUTCOME_REFUSED] = { "refused", "ditolak" },
	[RONDA_OUTCOME_ANSWERED] = { "answered", "terjawab" },
	[RONDA_OUTCOME_ESTABLISHED] = { "connected", "tersambung" },
	[RONDA_OUTCOME_REJECTED] = { "rejected", "app tolak" },
	[RONDA_OUTCOME_SERVED] = { "SERVED", "DILAYANI" },
	[RONDA_OUTCOME_UNKNOWN] = { "unknown", "tak tahu" })
LABELS(words_origin, enum ronda_origin,
	[RONDA_ORIGIN_DOMESTIC] = { "domestic", "dalam negeri" },
	[RONDA_ORIGIN_FOREIGN] = { "foreign", "luar negeri" },
	[RONDA_ORIGIN_LOCAL] = { "local", "lokal" },
	[RONDA_ORIGIN_UNKNOWN] = { "unknown", "tidak diketahui" })
LABELS(words_flood, enum ronda_flood_kind,
	[RONDA_FLOOD_SYN] = { "SYN", "SYN" },
	[RONDA_FLOOD_UDP] = { "UDP", "UDP" },
	[RONDA_FLOOD_ICMP] = { "ICMP", "ICMP" },
	[RONDA_FLOOD_REFLECTION] = { "reflection", "pantulan" },
	[RONDA_FLOOD_HTTP] = { "HTTP requests", "permintaan HTTP" },
	[RONDA_FLOOD_SLOW] = { "slow connections", "koneksi lambat" })

static const char *const months[WORDS_LANG_COUNT][12] = {
	{ "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	  "November", "December" },
	{ "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
	  "November", "Desember" },
};

const char *words_month(enum words_lang lang, int month)
{
	return months[lang][month - 1];
}

const char *words_month_short(enum words_lang lang, int month)
{
	static const char *const names[WORDS_LANG_COUNT][12] = {
		{ "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
		{ "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des" },
	};

	return names[lang][month - 1];
}

const char *words_weekday(enum words_lang lang, unsigned day)
{
	static const char *const names[WORDS_LANG_COUNT][7] = {
		{ "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" },
		{ "Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min" },
	};

	return names[lang][day];
}

const char *words_date(enum words_lang lang, int year, int month, int day, char text[WORDS_TEXT])
{
	snprintf(text, WORDS_TEXT, "%d %s %d", day, words_month(lang, month), year);
	return text;
}
