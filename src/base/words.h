/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words.h - numbers, durations and messages in English and Indonesian.
 *
 * Every message that people read stands in one of the lists below and beside this file, in both languages. "{1}",
 * "{2}" are the places of its arguments. Nothing here depends on the process's locale.
 */
#pragma once
#include "base/words_acts.h"
#include "base/words_ask.h"
#include "base/words_console.h"
#include "base/words_page.h"
#include "base/words_report.h"

#include <ronda/attack.h>
#include <ronda/places.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum words_lang { WORDS_EN, WORDS_ID, WORDS_LANG_COUNT };

enum { WORDS_TEXT = 96 }; /* room for any number or duration in words, with the final NUL */

/* "en" or "id"; false when it is neither. */
bool words_lang_parse(enum words_lang *lang, const char *text);

/* 957,254 or 957.254; returns `text`, as all of these do. */
const char *words_number(enum words_lang lang, uint64_t number, char text[WORDS_TEXT]);
/* 1.2 or 1,2: `number` in tenths. */
const char *words_tenths(enum words_lang lang, uint64_t tenths, char text[WORDS_TEXT]);
/* `part` of `whole` (not 0) as "98.8 %"; "<0.1 %" for a part that is not nothing but less; "100 %"
 * only when it is all, and "0 %" when it is nothing. */
const char *words_share(enum words_lang lang, uint64_t part, uint64_t whole, char text[WORDS_TEXT]);

/*
 * From `start_ns` to `end_ns` in the largest unit that is true to 5 %: "three months" when it is
 * whole calendar months, UTC, to a day; "13 days"; "1.2 seconds"; "less than a second". Numbers to
 * twelve are words.
 */
const char *words_duration(enum words_lang lang, uint64_t start_ns, uint64_t end_ns, char text[WORDS_TEXT]);

/* X(NAME, "English", "Indonesian") */
#define WORDS_MESSAGES(X)                                                                          \
	X(SENTENCE_NONE, "no attempts in {1}", "tidak ada percobaan serangan dalam {1}")           \
	X(SENTENCE_ONE, "1 attempt in {1}", "1 percobaan serangan dalam {1}")                      \
	X(SENTENCE_MANY, "{1} attempts in {2}", "{1} percobaan serangan dalam {2}")                \
	X(FROM_ONE, ", from 1 source", ", dari 1 sumber")                                          \
	X(FROM_MANY, ", from {1} sources", ", dari {1} sumber")                                    \
	X(FROM_ABOUT, ", from about {1} sources", ", dari sekitar {1} sumber")                     \
                                                                                                   \
	X(DEFINITION, "definition", "definisi")                                                    \
	X(SETTING, "setting", "setelan")                                                           \
	X(SCOPE, "scope", "cakupan")                                                               \
	X(SCOPE_ANY, "any - no --protect given, every target counts",                              \
		"any - tanpa --protect, semua sasaran dihitung")                                   \
	X(SENSOR, "sensor", "sensor")                                                              \
	X(PERIOD, "period", "periode")                                                             \
	X(PERIOD_SPAN, "{1} to {2} {3}", "{1} sampai {2} {3}")                                     \
	X(BUSIEST, "busiest hour", "jam tersibuk")                                                 \
	X(BUSIEST_HOUR, "{1} {2}, {3}", "{1} {2}, {3}")                                            \
	X(COVERAGE, "coverage", "kelengkapan")                                                     \
	X(COVERAGE_OF, "{1}: up and losing nothing for {2} of {3} s",                              \
		"{1}: aktif tanpa kehilangan paket {2} dari {3} detik")                            \
	X(COVERAGE_SENSORS, "{1}: {2} sensors, each of {3} s, up and losing nothing for {4} s in all", \
		"{1}: {2} sensor, masing-masing {3} detik, aktif tanpa kehilangan paket {4} detik")\
	X(COVERAGE_INSTANT, "the period is shorter than a second",                                 \
		"periode lebih singkat dari satu detik")                                           \
	X(DROPS, "drops", "paket hilang")                                                          \
	X(DROPS_NONE, "none reported", "tidak ada yang dilaporkan")                                \
	X(DROPS_SOME, "packets: kernel {1}, interface {2}; attempts in them are not counted",      \
		"paket: kernel {1}, antarmuka {2}; percobaan di dalamnya tidak terhitung")         \
	X(CAPTURE, "capture", "perekaman")                                                         \
	X(CAPTURE_ENDED, "ended early", "berakhir sebelum waktunya")                               \
	X(CAPTURE_ENDED_BY, "ended early: {1}", "berakhir sebelum waktunya: {1}")                  \
	X(GAPS, "gaps", "celah")                                                                   \
	X(GAPS_SOME, "{1} times a receiver had bytes that never passed here: frames are lost before the capture; "    \
		"look at the mirror port's load, and at: ethtool -S IFACE",                              \
		"{1} kali penerima memiliki bita yang tidak pernah lewat di sini: bingkai hilang sebelum ditangkap; "   \
		"periksa beban port cermin, dan: ethtool -S IFACE")                                      \
	X(ONE_WAY, "one-way", "satu arah")                                                         \
	X(ONE_WAY_ALL, "only one direction of the connections was seen: outcomes are unknown",     \
		"hanya satu arah koneksi yang terlihat: hasil percobaan tidak diketahui")          \
	X(ONE_WAY_SOME, "somewhere only one direction of the connections was seen: outcomes there are unknown", \
		"di sebagian tempat hanya satu arah koneksi yang terlihat: hasil di sana tidak diketahui") \
	X(CUT_SHORT, "{1} were captured only in part: what was said in the rest was not seen",     \
		"{1} hanya tertangkap sebagian: isi selebihnya tidak terlihat")                    \
	X(GLUED, "{1} are longer than the wire carries: several packets made one, so packets are too few; "  \
		"on the tap: ethtool -K IFACE gro off lro off",                                    \
		"{1} lebih panjang daripada yang dibawa kabel: beberapa paket digabung, jadi jumlah paket kurang; " \
		"pada tap: ethtool -K IFACE gro off lro off")                                      \
	X(FRAMES, "frames", "frame")                                                               \
	X(FRAMES_NONE, "none were delivered", "tidak ada yang diterima")                           \
	X(FRAMES_ALL, "{1}, all of them read", "{1}, semuanya terbaca")                            \
	X(FRAMES_UNREAD, "{1}, of which {2} ({3}) not counted:",                          \
		"{1}, di antaranya {2} ({3}) tidak dihitung:")                               \
	X(FATE_NON_IP, "{1} without IP", "{1} bukan IP")                                           \
	X(FATE_TRUNCATED, "{1} cut short by the capture", "{1} terpotong saat direkam")            \
	X(FATE_MALFORMED, "{1} malformed", "{1} cacat")                                            \
	X(FATE_UNSUPPORTED, "{1} of an unsupported kind", "{1} jenisnya tidak didukung")           \
	X(TRAFFIC, "traffic", "lalu lintas")                                                       \
	X(TRAFFIC_OF, "packets {1}, bytes {2}, sources {3}", "paket {1}, bita {2}, sumber {3}")    \
	X(TRAFFIC_ABOUT, "packets {1}, bytes {2}, sources about {3}",                              \
		"paket {1}, bita {2}, sumber sekitar {3}")                                         \
	X(DUPLICATES, "{1} more were copies of a second mirror port, and count for nothing",      \
		"{1} lainnya salinan dari port mirror kedua, dan tidak dihitung")                  \
	X(LISTENING, "payload", "muatan")                                                          \
	X(LISTENING_OF, "connections {1}, requests {2}, TLS {3}, log-ins {4}",                     \
		"koneksi {1}, permintaan {2}, TLS {3}, log-in {4}")                                \
	X(LISTENING_LOST, "connections not read to the end {1}, given up for want of room {2}, sources in part forgotten {3}", \
		"koneksi yang tak terbaca sampai akhir {1}, dilepas karena kurang tempat {2}, sumber yang sebagian terlupa {3}") \
	X(NAMES, "host names", "nama host")                                                        \
	X(NAMES_SEEN, "{1} seen; declare yours with --site to list the others",                    \
		"{1} terlihat; daftarkan milik Anda dengan --site agar sisanya ditampilkan")       \
	X(NAMES_NONE, "none seen", "tidak ada yang terlihat")                                       \
	X(NAMES_DECLARED, "{1} seen, {2} of them not declared", "{1} terlihat, {2} di antaranya tidak terdaftar") \
	X(NAMES_REFUSED, "{1} names found no place", "{1} nama tidak mendapat tempat")             \
	X(PLACES, "places", "lokasi")                                                              \
	X(PLACES_NONE, "no GeoIP database: countries are unknown", "tanpa basis data GeoIP: negara tidak diketahui") \
	X(PLACES_FILE, "{1}, built {2}", "{1}, dibuat {2}")                                        \
	X(PLACES_TYPED, "{1} ({2}), built {3}", "{1} ({2}), dibuat {3}")                           \
                                                                                                   \
	X(HEAD_CLASSES, "What was tried", "Yang dicoba")                                           \
	X(HEAD_OUTCOMES, "What came back", "Jawaban yang terlihat")                                \
	X(HEAD_ORIGINS, "Where it came from", "Asal")                                              \
	X(HEAD_PROOF, "Whose address is proven", "Keaslian alamat sumber")                         \
	X(HEAD_COUNTRIES, "Countries", "Negara")                                                   \
	X(HEAD_SITES, "Sites", "Situs")                                                            \
	X(HEAD_BESIDE, "Beside the total", "Di luar jumlah percobaan")                             \
	X(HEAD_INCIDENTS, "Incidents", "Insiden")                                                  \
	X(HEAD_REVIEW, "Look at these first", "Periksa ini dulu")                                  \
	X(HEAD_NAMES, "Host names seen that nobody declared", "Nama host yang terlihat tetapi tidak terdaftar") \
	X(HEAD_FLOODS, "Floods, in packets", "Banjir paket")                                       \
	X(HEAD_BACKSCATTER, "Backscatter", "Pantulan (backscatter)")                               \
	X(HEAD_SOURCES, "Top sources", "Sumber teratas")                                           \
                                                                                                   \
	X(VERIFIED, "verified by a handshake", "terverifikasi oleh handshake")                     \
	X(UNVERIFIED, "unverified, may be spoofed", "tidak terverifikasi, mungkin palsu")          \
	X(RESEARCH, "of which known research scanners", "di antaranya pemindai riset dikenal")     \
	X(OUTBOUND, "outbound attempts", "percobaan ke luar")                                      \
	X(INTERNAL, "internal attempts", "percobaan internal")                                     \
	X(FROM_AT_LEAST, "from at least {1} sources", "dari sedikitnya {1} sumber")                \
	X(FROM_AT_LEAST_ONE, "from at least 1 source", "dari sedikitnya 1 sumber")                 \
	X(MONITORS, "acts of declared monitors", "tindakan pemantau terdaftar")                    \
	X(UNDECIDED, "undecided at the end", "belum diputuskan di akhir")                          \
	X(LOST_PENDING, "lost before a decision", "hilang sebelum diputuskan")                     \
	X(OTHERS, "{1} more", "{1} lainnya")                                                       \
	X(OTHER_SITES, "other sites", "situs lain")                                                \
	X(LOCAL, "local", "lokal")                                                                 \
	X(UNKNOWN, "unknown", "tidak diketahui")                                                   \
	X(LASTED_UNDER, "<1 s", "<1 dtk")                                                          \
	X(LASTED_SECONDS, "{1} s", "{1} dtk")                                                      \
	X(LASTED_MINUTES, "{1} min", "{1} mnt")                                                    \
	X(LASTED_HOURS, "{1} h", "{1} jam")                                                        \
	X(YES, "yes", "ya")                                                                        \
	X(NO, "no", "tidak")                                                                       \
	X(ONGOING, "ongoing", "berlangsung")                                                       \
	X(BACKSCATTER_OF, "packets {1}, from addresses {2}: they answer what nobody here sent, and are no attempts.", \
		"paket {1}, dari alamat {2}: menjawab yang tidak dikirim dari sini; bukan percobaan.") \
                                                                                                   \
	X(COLUMN_KIND, "kind", "jenis")                                                            \
	X(COLUMN_TARGET, "target", "sasaran")                                                      \
	X(COLUMN_START, "start", "mulai")                                                          \
	X(COLUMN_LASTED, "lasted", "lama")                                                         \
	X(COLUMN_PACKETS, "packets", "paket")                                                      \
	X(COLUMN_PEAK, "peak/s", "puncak/s")                                                       \
	X(COLUMN_SOURCES, "sources", "sumber")                                                     \
	X(COLUMN_SPOOFED, "spoofed", "palsu")                                                      \
	X(COLUMN_SENSOR, "sensor", "sensor")                                                       \
	X(COLUMN_TIME, "time", "waktu")                                                            \
	X(COLUMN_SOURCE, "source", "sumber")                                                       \
	X(COLUMN_RULE, "rule", "aturan")                                                           \
	X(COLUMN_SITE, "site", "situs")                                                            \
	X(COLUMN_STATUS, "status", "status")                                                       \
	X(COLUMN_BYTES, "bytes", "bita")                                                           \
	X(COLUMN_NAME, "name", "nama")                                                             \
	X(COLUMN_ADDRESS, "address", "alamat")                                                     \
	X(COLUMN_NETWORK, "network", "jaringan")                                                   \
	X(COLUMN_COUNTRY, "country", "negara")                                                     \
	X(COLUMN_ATTEMPTS, "attempts", "percobaan")                                                \
	X(COLUMN_TARGETS, "targets", "sasaran")                                                    \
	X(COLUMN_PORTS, "ports", "port")                                                           \
	X(COLUMN_FIRST, "first", "pertama")                                                   \
	X(COLUMN_LAST, "last", "terakhir")                                                    \
	X(COLUMN_VERIFIED, "proven", "asli")                                                       \
	X(NOTE_AT_LEAST, "+  at least this many; the ranking keeps a bounded number of sources",   \
		"+  sedikitnya sebanyak ini; jumlah sumber dalam peringkat dibatasi")              \
	X(NOTE_MORE_SOURCES, "{1} of {2} sources shown", "{1} dari {2} sumber ditampilkan")        \
	X(NOTE_REVIEW, "Requests that match a rule and that a server answered. An answer is no break-in.", \
		"Permintaan yang cocok dengan aturan dan dijawab server. Dijawab bukan berarti disusupi.") \
	X(NOTE_EARLIER, "{1} earlier ones", "{1} sebelumnya")                                      \
	X(NOTE_TAP, "A tap sees what was tried and what came back, not what it led to.",           \
		"Sensor melihat yang dicoba dan jawabannya, bukan akibatnya.")

#define WORDS_MESSAGE_NAME(NAME, en, id) WORDS_##NAME,
enum words_message {
	WORDS_MESSAGES(WORDS_MESSAGE_NAME) WORDS_ACTS(WORDS_MESSAGE_NAME) WORDS_ASK(WORDS_MESSAGE_NAME)
	WORDS_CONSOLE(WORDS_MESSAGE_NAME) WORDS_PAGE(WORDS_MESSAGE_NAME) WORDS_REPORT(WORDS_MESSAGE_NAME) WORDS_MESSAGE_COUNT
};

/* The message as it stands in the list. */
const char *words(enum words_lang lang, enum words_message message);

/* The message with its places filled from `arguments` (ended by NULL), cut to `size`; returns `text`. */
const char *words_fill(enum words_lang lang, enum words_message message, const char *const arguments[],
	char *text, size_t size);
#define WORDS_FILL(lang, message, text, ...)                                                       \
	words_fill(lang, message, (const char *const[]){ __VA_ARGS__, NULL }, text, sizeof(text))

/* Names for people: "log-in", "tidak terjawab", ... */
const char *words_class(enum words_lang lang, enum ronda_class class);
const char *words_outcome(enum words_lang lang, enum ronda_outcome outcome);
const char *words_origin(enum words_lang lang, enum ronda_origin origin);
const char *words_flood(enum words_lang lang, enum ronda_flood_kind kind);
/* The same for a column: eight letters of a class, eleven of an outcome at most. */
const char *words_class_short(enum words_lang lang, enum ronda_class class);
const char *words_outcome_short(enum words_lang lang, enum ronda_outcome outcome);

/* "13 July 2022", "13 Juli 2022". */
const char *words_date(enum words_lang lang, int year, int month, int day, char text[WORDS_TEXT]);
/* "July", "Jul"; 1 is January. */
const char *words_month(enum words_lang lang, int month);
const char *words_month_short(enum words_lang lang, int month);
/* "Mon"; 0 is Monday. */
const char *words_weekday(enum words_lang lang, unsigned day);
/* "Netherlands", "Belanda"; "unknown"; its two letters where names were not at hand when ronda was built.
 * Writes those, or "local" or "unknown", to `code`. */
const char *words_country(enum words_lang lang, ronda_country country, char code[8]);
