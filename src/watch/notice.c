/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/notice.h"

#include "base/stamp.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>

#define KIND_NAME(NAME, name, meaning) name,
#define PHASE_NAME(NAME, name) name,

const char *notice_kind_name(enum notice_kind kind)
{
	static const char *const names[] = { NOTICE_KINDS(KIND_NAME) };

	return names[kind];
}

const char *notice_phase_name(enum notice_phase phase)
{
	static const char *const names[] = { NOTICE_PHASES(PHASE_NAME) };

	return names[phase];
}

/* ---- in words ---- */

static const char *target(const struct ronda_addr *addr, uint16_t port, char text[RONDA_ADDR_TEXT + 8])
{
	char plain[RONDA_ADDR_TEXT];
	bool bracket = port && !ronda_addr_is_v4(addr);

	ronda_addr_format(addr, plain);
	if (port)
		snprintf(text, RONDA_ADDR_TEXT + 8, bracket ? "[%s]:%u" : "%s:%u", plain, port);
	else
		snprintf(text, RONDA_ADDR_TEXT + 8, "%s", plain);
	return text;
}

static void say_flood(const struct notice *n, bool id, enum words_lang lang, char text[NOTICE_TEXT])
{
	char to[RONDA_ADDR_TEXT + 8], peak[WORDS_TEXT], sources[WORDS_TEXT], lasted[WORDS_TEXT];

	target(&n->flood.target, n->flood.port, to);
	words_number(lang, n->flood.peak_packets_per_second, peak);
	words_number(lang, n->flood.sources, sources);
	words_duration(lang, n->start_ns, n->end_ns ? n->end_ns : n->time_ns, lasted);
	if (n->phase == NOTICE_ONSET)
		snprintf(text, NOTICE_TEXT, id ? "Banjir paket dimulai: %s ke %s, puncak %s/dtk dari sekitar %s pengirim%s" :
			"A flood has begun: %s on %s, peak %s/s from about %s senders%s", words_flood(lang, n->flood.kind), to, peak,
			sources, !n->flood.spoofed ? "" : id ? " (alamat palsu)" : " (forged addresses)");
	else
		snprintf(text, NOTICE_TEXT, id ? "Banjir paket selesai: %s ke %s, berlangsung %s, puncak %s/dtk" :
			"The flood is over: %s on %s, it lasted %s, peak %s/s", words_flood(lang, n->flood.kind), to, lasted, peak);
}

static void say_surge(const struct notice *n, bool id, enum words_lang lang, char text[NOTICE_TEXT])
{
	char attempts[WORDS_TEXT], usual[WORDS_TEXT], lasted[WORDS_TEXT];

	words_number(lang, n->surge.attempts, attempts);
	words_number(lang, n->surge.usual, usual);
	words_duration(lang, n->start_ns, n->end_ns ? n->end_ns : n->time_ns, lasted);
	if (n->phase == NOTICE_ONSET)
		snprintf(text, NOTICE_TEXT, id ? "Lonjakan percobaan serangan: %s dalam %s, biasanya sekitar %s" :
			"A surge of attempts: %s in %s, where about %s are usual", attempts, lasted, usual);
	else
		snprintf(text, NOTICE_TEXT, id ? "Lonjakan percobaan selesai: %s dalam %s, biasanya sekitar %s" :
			"The surge is over: %s attempts in %s, where about %s are usual", attempts, lasted, usual);
}

static void say_served(const struct notice *n, bool id, char text[NOTICE_TEXT])
{
	char source[RONDA_ADDR_TEXT], country[8], status[24] = "", addr[RONDA_ADDR_TEXT + 8];
	const char *line = n->served.line, *site = n->served.site;

	if (n->served.status)
		snprintf(status, sizeof status, ", status %u", n->served.status);
	snprintf(text, NOTICE_TEXT, id ? "Server menjawab permintaan serangan (bukan bukti disusupi): %s dari %s (%s) ke %s%s%s%s" :
		"A server answered what looks like an attack (no proof of a break-in): %s from %s (%s) to %s%s%s%s",
		n->served.rule, ronda_addr_format(&n->served.source, source), ronda_country_format(n->served.country, country),
		*site ? site : target(&n->served.target, n->served.port, addr), status, *line ? ": " : "", line);
}

static void say_fault(const struct notice *n, bool id, char text[NOTICE_TEXT])
{
	const char *what = pulse_fault_words(n->fault, id);

	if (n->phase == NOTICE_ONSET)
		snprintf(text, NOTICE_TEXT, id ? "Sensor terganggu: %s" : "The sensor is degraded: %s", what);
	else
		snprintf(text, NOTICE_TEXT, id ? "Sensor pulih; tidak lagi: %s" : "The sensor has recovered; no longer: %s", what);
}

static void say_held_back(const struct notice *n, bool id, enum words_lang lang, char text[NOTICE_TEXT])
{
	char count[WORDS_TEXT];
	size_t length;

	words_number(lang, n->held_back.count, count);
	length = (size_t)snprintf(text, NOTICE_TEXT, id ? "%s pemberitahuan lain tidak dikirim satu per satu" :
		"%s more notices were not sent one by one", count);
	for (unsigned i = 0; i < NOTICE_KIND_COUNT; i++)
		if (n->held_back.by_kind[i] && length < NOTICE_TEXT)
			length += (size_t)snprintf(text + length, NOTICE_TEXT - length, ", %s %s", notice_kind_name(i),
				words_number(lang, n->held_back.by_kind[i], count));
}

const char *notice_sentence(const struct notice *notice, enum words_lang lang, char text[NOTICE_TEXT])
{
	bool id = lang == WORDS_ID;

	switch (notice->kind) {
	case NOTICE_FLOOD:
		say_flood(notice, id, lang, text);
		break;
	case NOTICE_SURGE:
		say_surge(notice, id, lang, text);
		break;
	case NOTICE_SERVED:
		say_served(notice, id, text);
		break;
	case NOTICE_DEGRADED:
		say_fault(notice, id, text);
		break;
	default:
		say_held_back(notice, id, lang, text);
	}
	return text;
}

/* ---- as JSON ---- */

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *stamp(uint64_t ns)
{
	char text[STAMP_TEXT];

	return ns ? json_string(stamp_format(ns, text)) : json_null();
}

static json_t *addr_json(const struct ronda_addr *addr)
{
	char text[RONDA_ADDR_TEXT];

	return json_string(ronda_addr_format(addr, text));
}

static json_t *text_json(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *flood_json(const struct notice *n)
{
	json_t *object = json_object();
	char to[RONDA_ADDR_TEXT + 8];

	json_object_set_new(object, "kind", json_string(ronda_flood_name(n->flood.kind)));
	json_object_set_new(object, "target", json_string(target(&n->flood.target, n->flood.port, to)));
	json_object_set_new(object, "service", text_json(ronda_service_name(n->flood.service)));
	json_object_set_new(object, "packets", count(n->flood.packets));
	json_object_set_new(object, "peak_packets_per_second", count(n->flood.peak_packets_per_second));
	json_object_set_new(object, "peak_bits_per_second", count(n->flood.peak_bits_per_second));
	json_object_set_new(object, "sources", count(n->flood.sources));
	json_object_set_new(object, "spoofed", json_boolean(n->flood.spoofed));
	return object;
}

static json_t *surge_json(const struct notice *n)
{
	json_t *object = json_object();

	json_object_set_new(object, "attempts", count(n->surge.attempts));
	json_object_set_new(object, "usual", count(n->surge.usual));
	return object;
}

static json_t *served_json(const struct notice *n)
{
	json_t *object = json_object();
	char country[8];

	json_object_set_new(object, "class", json_string(ronda_class_name(n->served.class)));
	json_object_set_new(object, "rule", json_string(n->served.rule));
	json_object_set_new(object, "source", addr_json(&n->served.source));
	json_object_set_new(object, "country", json_string(ronda_country_format(n->served.country, country)));
	json_object_set_new(object, "site", text_json(n->served.site));
	json_object_set_new(object, "address", addr_json(&n->served.target));
	json_object_set_new(object, "port", count(n->served.port));
	json_object_set_new(object, "status", n->served.status ? count(n->served.status) : json_null());
	json_object_set_new(object, "line", text_json(n->served.line));
	return object;
}

static json_t *fault_json(const struct notice *n)
{
	json_t *object = json_object();

	json_object_set_new(object, "fault", json_string(pulse_fault_name(n->fault)));
	return object;
}

static json_t *held_back_json(const struct notice *n)
{
	json_t *object = json_object();

	json_object_set_new(object, "count", count(n->held_back.count));
	for (unsigned i = 0; i < NOTICE_KIND_COUNT; i++)
		if (n->held_back.by_kind[i])
			json_object_set_new(object, notice_kind_name(i), count(n->held_back.by_kind[i]));
	return object;
}

char *notice_json(const struct notice *notice)
{
	static json_t *(*const details[])(const struct notice *) = {
		[NOTICE_FLOOD] = flood_json, [NOTICE_SURGE] = surge_json, [NOTICE_SERVED] = served_json,
		[NOTICE_DEGRADED] = fault_json, [NOTICE_HELD_BACK] = held_back_json,
	};
	json_t *object = json_object(), *texts = json_object();
	char text[NOTICE_TEXT], *json;

	json_object_set_new(texts, "en", json_string(notice_sentence(notice, WORDS_EN, text)));
	json_object_set_new(texts, "id", json_string(notice_sentence(notice, WORDS_ID, text)));
	json_object_set_new(object, "schema", json_string("ronda.notice/1"));
	json_object_set_new(object, "id", json_string(notice->id));
	json_object_set_new(object, "sensor", json_string(notice->sensor));
	json_object_set_new(object, "time", stamp(notice->time_ns));
	json_object_set_new(object, "kind", json_string(notice_kind_name(notice->kind)));
	json_object_set_new(object, "phase", json_string(notice_phase_name(notice->phase)));
	json_object_set_new(object, "start", stamp(notice->start_ns));
	json_object_set_new(object, "end", stamp(notice->end_ns));
	json_object_set_new(object, notice_kind_name(notice->kind), details[notice->kind](notice));
	json_object_set_new(object, "text", texts);
	json = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return json;
}
