/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/rule_request.h"

#include "detect/http_text.h"
#include "detect/rule_memo.h"

/* Room for a field as it is looked at. */
struct field {
	uint8_t text[RULE_FIELD_MOST];
};

struct look {
	const struct rules *rules;
	struct rules_scratch *scratch;
	struct rule_hits *hits;
	struct field field;
};

static void look_through(struct look *look, enum rule_field field, enum text_kind kind, struct slice raw,
	struct rule_hits *hits)
{
	bool cut;
	size_t size = text_normalise(kind, raw, look->field.text, sizeof look->field.text, &cut);

	rules_match(look->rules, look->scratch, field, look->field.text, size, hits);
}

static void add_hits(struct rule_hits *hits, const struct rule_hits *more)
{
	for (unsigned i = 0; more->some && i < RULE_TERMS_MOST / 64; i++)
		hits->term[i] |= more->term[i];
	hits->some |= more->some;
}

static void look_at(struct look *look, enum rule_field field, enum text_kind kind, struct slice raw)
{
	struct rule_memo *memo = rules_scratch_memo(look->scratch, field);
	struct rule_hits found = { 0 };

	if (!raw.size || (memo && rule_memo_recall(memo, raw, look->hits)))
		return;
	look_through(look, field, kind, raw, &found);
	if (memo)
		rule_memo_keep(memo, raw, &found);
	add_hits(look->hits, &found);
}

/* The method; and what stands before the path, if the target is no path of this server. */
static void look_at_method(struct look *look, struct slice method, struct slice target)
{
	enum { MOST = 512 };
	struct slice path = text_path(target);
	size_t before = path.size ? (size_t)(path.data - target.data) : target.size;
	uint8_t line[MOST];
	size_t size = method.size < MOST / 4 ? method.size : MOST / 4;

	if (slice_is(method, "CONNECT"))
		before = target.size; /* which is a host and port, though it may look like a path */
	before = before < MOST - 1 - size ? before : MOST - 1 - size;
	memcpy(line, method.data, size);
	if (before) {
		line[size++] = ' ';
		memcpy(line + size, target.data, before);
		size += before;
	}
	look_at(look, RULE_METHOD, TEXT_OTHER, slice_of(line, size));
}

/* A browser tells with each picture of a page from where it came: what was asked for there is no act again. So the
 * query of a Referer is left out, unless no browser would write it so. */
static void look_at_headers(struct look *look, const struct http_request *request)
{
	struct slice all = request->headers, referer = request->referer;
	const uint8_t *query = head_is_page(referer) ? memchr(referer.data, '?', referer.size) : NULL;
	struct field without;
	size_t before, after;

	if (!query) {
		look_at(look, RULE_HEADER, TEXT_OTHER, all);
		return;
	}
	before = (size_t)(query - all.data);
	before = before < sizeof without.text ? before : sizeof without.text;
	memcpy(without.text, all.data, before);
	all = slice_after(all, (size_t)(referer.data + referer.size - all.data));
	after = all.size < sizeof without.text - before ? all.size : sizeof without.text - before;
	memcpy(without.text + before, all.data, after);
	look_at(look, RULE_HEADER, TEXT_OTHER, slice_of(without.text, before + after));
}

void rules_match_request(const struct rules *rules, struct rules_scratch *scratch,
	const struct http_request *request, struct rule_hits *hits)
{
	struct look look; /* its text is not worth zeroing */
	bool form = !request->content_type.size ||
		slice_begins(request->content_type, "application/x-www-form-urlencoded");

	look.rules = rules;
	look.scratch = scratch;
	look.hits = hits;
	look_at_method(&look, request->method, request->target);
	look_at(&look, RULE_PATH, TEXT_PATH, text_path(request->target));
	look_at(&look, RULE_QUERY, TEXT_FORM, text_query(request->target));
	look_at(&look, RULE_AGENT, TEXT_OTHER, request->agent);
	look_at_headers(&look, request);
	look_at(&look, RULE_BODY, form ? TEXT_FORM : TEXT_OTHER, request->body);
}
