/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/routes.h"

#include "http/page_words.h"
#include "http/past.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { OK = 200, BAD = 400, NOT_FOUND = 404, UNAVAILABLE = 503, MONTHS_MOST = 240 };

typedef void route_answer(const struct routes *routes, const struct request *request, struct reply *reply);

#define JSON "application/json"
#define HTML "text/html; charset=utf-8"

/* Of a report: it is one page with its own style, and no script. */
#define REPORT_POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " \
	"form-action 'none'; frame-ancestors 'none'"

static void say(struct reply *reply, unsigned status, const char *json)
{
	*reply = (struct reply){ .status = status, .type = JSON, .text = json, .length = strlen(json) };
}

/* Takes over `text`; NULL: memory was short. */
static void give(struct reply *reply, const char *type, char *text, size_t length)
{
	if (text)
		*reply = (struct reply){ .status = OK, .type = type, .text = text, .length = length, .owned = text };
	else
		say(reply, UNAVAILABLE, "{\"error\":\"memory is short\"}");
}

static void show(const struct routes *routes, struct reply *reply, const char *type,
	const struct view_text *(*choose)(const struct view *, unsigned), unsigned which)
{
	struct view *view = routes->view(routes->context);

	if (!view) {
		say(reply, UNAVAILABLE, "{\"error\":\"nothing was counted yet\"}");
		return;
	}

	const struct view_text *text = choose(view, which);

	*reply = (struct reply){ .status = OK, .type = type, .text = text->text, .length = text->length, .view = view };
	if (choose(view, which) == &view->document[VIEW_HEALTH] && !view->healthy)
		reply->status = UNAVAILABLE;
}

static const struct view_text *document(const struct view *view, unsigned which)
{
	return &view->document[which];
}

static const struct view_text *metrics_text(const struct view *view, unsigned open)
{
	return open ? &view->open_metrics : &view->metrics;
}

static void metrics(const struct routes *routes, const struct request *request, struct reply *reply)
{
	show(routes, reply, request->wants_open_metrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" :
		"text/plain; version=0.0.4; charset=utf-8", metrics_text, request->wants_open_metrics);
}

static void stream(const struct routes *routes, const struct request *request, struct reply *reply)
{
	(void)routes;
	(void)request;
	*reply = (struct reply){ 0 };
}

static const struct asset *asset_at(const char *path)
{
	for (size_t i = 0; i < assets_count; i++)
		if (strcmp(assets[i].path, path) == 0)
			return &assets[i];
	return NULL;
}

/* The page says its language where it says lang="": the script goes by that. */
static void page(const struct routes *routes, const struct request *request, struct reply *reply)
{
	static const char place[] = "lang=\"\"";
	const struct asset *asset = asset_at("/");
	const char *at = strstr(asset->text, place);
	char *text = malloc(asset->length + 3);

	(void)routes;
	if (text) {
		size_t before = (size_t)(at - asset->text) + 6;

		memcpy(text, asset->text, before);
		memcpy(text + before, request->lang == WORDS_ID ? "id" : "en", 2);
		memcpy(text + before + 2, asset->text + before, asset->length - before + 1);
	}
	give(reply, HTML, text, asset->length + 2);
}

static void script_words(const struct routes *routes, const struct request *request, struct reply *reply)
{
	char *text = page_words();

	(void)routes;
	(void)request;
	give(reply, "text/javascript; charset=utf-8", text, text ? strlen(text) : 0);
}

/* The value of `key`, or `normal` when it is not there; 0: it is no number from 1 to `most`. */
static unsigned number(const struct request *request, const char *key, unsigned normal, unsigned most)
{
	const char *text = request->query(request, key);
	char *end;
	unsigned long value;

	if (!text)
		return normal;
	errno = 0;
	value = strtoul(text, &end, 10);
	return *text < '0' || *text > '9' || *end || errno || value > most ? 0 : (unsigned)value;
}

enum { HOURS_MOST = PAST_BUCKETS * PAST_STEP_SECONDS / 3600, STORED_HOURS_MOST = 24 * 366, ROWS_MOST = 9000 };

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* What the process remembers is newer; what it does not, the archive may. */
static char *find_history(const struct routes *routes, unsigned hours, unsigned step)
{
	uint64_t end_ns = now_ns();

	if (hours <= HOURS_MOST)
		return routes->history(routes->context, hours, step);
	return routes->archive->history(routes->archive->history_context, end_ns - hours * 3600 * STAMP_SECOND_NS, end_ns, step);
}

static bool is_step(unsigned step, unsigned hours)
{
	return step == 3600 || step == 86400 || ((step == 300 || step == 900) && hours <= HOURS_MOST);
}

static void history(const struct routes *routes, const struct request *request, struct reply *reply)
{
	unsigned most = routes->archive->history ? STORED_HOURS_MOST : HOURS_MOST;
	unsigned hours = number(request, "hours", 24, most), step = number(request, "step", 3600, 86400);
	char *text;

	if (!hours || !is_step(step, hours) || hours * 3600 / step > ROWS_MOST) {
		say(reply, BAD, "{\"error\":\"hours is a number from 1 on, and step is 300, 900, 3600 or 86400 seconds; beyond nine days "
			"there must be a store, and step is 3600 or 86400\"}");
		return;
	}
	text = find_history(routes, hours, step);
	give(reply, JSON, text, text ? strlen(text) : 0);
}

static bool is_month(const char *text)
{
	return strlen(text) == 7 && strspn(text, "0123456789") == 4 && text[4] == '-' && strspn(text + 5, "0123456789") == 2;
}

/* {"months": ["2026-11", ...]}; none without a store. */
static void reports(const struct routes *routes, const struct request *request, struct reply *reply)
{
	char month[MONTHS_MOST][8];
	size_t count = routes->archive->months ? routes->archive->months(routes->archive->context, month, MONTHS_MOST) : 0;
	json_t *object = json_object(), *array = json_array();
	char *text;

	(void)request;
	for (size_t i = 0; i < count && i < MONTHS_MOST; i++)
		if (is_month(month[i]))
			json_array_append_new(array, json_string(month[i]));
	json_object_set_new(object, "months", array);
	text = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	give(reply, JSON, text, text ? strlen(text) : 0);
}

static void report(const struct routes *routes, const struct request *request, struct reply *reply)
{
	const char *month = request->path + strlen("/report/");
	char *text = NULL;
	size_t length = 0;

	if (routes->archive->report && is_month(month))
		text = routes->archive->report(routes->archive->context, month, request->lang, &length);
	if (!text) {
		say(reply, NOT_FOUND, "{\"error\":\"there is no report of this month\"}");
		return;
	}
	give(reply, HTML, text, length);
	reply->policy = REPORT_POLICY;
}

/* "/report/" stands for all that begin so. */
static const struct route {
	const char *path;
	route_answer *answer;
} table[] = {
	{ "/", page },
	{ "/words.js", script_words },
	{ "/metrics", metrics },
	{ "/api/1/stream", stream },
	{ "/api/1/history", history },
	{ "/api/1/reports", reports },
	{ "/report/", report },
};

#define DOCUMENT_ROW(NAME, path, type) { path, type },

static bool answer_document(const struct routes *routes, const char *path, struct reply *reply)
{
	static const char *const documents[][2] = { VIEW_DOCUMENTS(DOCUMENT_ROW) };

	for (unsigned i = 0; i < VIEW_DOCUMENT_COUNT; i++)
		if (strcmp(documents[i][0], path) == 0) {
			show(routes, reply, documents[i][1], document, i);
			return true;
		}
	return false;
}

static bool is_route(const struct route *route, const char *path)
{
	size_t length = strlen(route->path);

	return length > 1 && route->path[length - 1] == '/' ? strncmp(path, route->path, length) == 0 :
		strcmp(path, route->path) == 0;
}

void routes_answer(const struct routes *routes, const struct request *request, struct reply *reply)
{
	const struct asset *asset = asset_at(request->path);

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (is_route(&table[i], request->path)) {
			table[i].answer(routes, request, reply);
			return;
		}
	if (answer_document(routes, request->path, reply))
		return;
	if (asset)
		*reply = (struct reply){ .status = OK, .type = asset->type, .text = asset->text, .length = asset->length };
	else
		say(reply, NOT_FOUND, "{\"error\":\"there is nothing here; see /api/1/openapi.json\"}");
}
