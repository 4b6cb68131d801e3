/* SPDX-License-Identifier: BSD-2-Clause */
#include "detect/http.h"

#include "detect/http_form.h"
#include "detect/http_text.h"

#include <assert.h>

enum { CLAIM_MOST = 4096 };

static_assert(sizeof(struct http) <= 160, "one for each connection that is read");

/* The first is where a side begins. */
enum stage {
	STAGE_HEAD,  /* between messages, or within a head */
	STAGE_AWAIT, /* client: the head was read, and its body is waited for */
	STAGE_BODY,
	STAGE_REST,  /* of a head of which the beginning was told */
	STAGE_LOST,  /* client: bytes were lost, and with them where messages begin */
	STAGE_OVER,
};

enum {
	NOTE_ANSWERING = 1 << 0, /* `answered` is due for the newest response */
	NOTE_HELD = 1 << 1,      /* the newest response came before its request was told */
	NOTE_ENDED = 1 << 2,     /* ... and has ended */
	NOTE_UNTOLD = 1 << 3,    /* the newest request was not told yet */
	NOTE_LOGIN = 1 << 4,     /* of the newest response: asks_for_login */
	NOTE_ENCODED = 1 << 5,
	NOTE_PAGE = 1 << 6,      /* it is searched for a log-in form */
	NOTE_TUNNEL = 1 << 7,
};

/* One call's: who reads, what, for whom. */
struct reading {
	struct http *http;
	struct http_side *side;
	const struct http_ear *ear;
	struct slice rest; /* unread */
	bool last;
};

bool http_claims(const uint8_t *data, size_t size, bool *maybe)
{
	struct slice bytes = slice_of(data, size);
	struct http_request_line line;
	enum http_line is;

	while (bytes.size && (*bytes.data == '\r' || *bytes.data == '\n'))
		bytes = slice_after(bytes, 1);
	is = bytes.size ? head_request_line(bytes, &line) : LINE_WAIT;
	*maybe = is == LINE_WAIT && size < CLAIM_MOST;
	return is > LINE_WAIT;
}

static void give_up(struct http_side *side)
{
	side->stage = STAGE_OVER;
}

static void begin_tunnel(struct http *http)
{
	http->notes |= NOTE_TUNNEL;
	give_up(&http->server);
	if (http->client.stage != STAGE_AWAIT) /* what was asked is still told */
		give_up(&http->client);
}

static void used(struct reading *reading, size_t count)
{
	reading->rest = slice_after(reading->rest, count);
}

static void next_message(struct http_side *side)
{
	side->stage = STAGE_HEAD;
	side->scanned = side->head = 0;
}

/* ---- Responses, as they are told. ---- */

static void tell_answered(struct http *http, const struct http_ear *ear, bool whole)
{
	const struct http_answer answer = {
		.number = http->answers,
		.status = http->status,
		.whole = whole,
		.shows_login_form = http->notes & NOTE_PAGE && form_asks_password(&http->page, (struct slice){ 0 }),
		.body_bytes = http->server.body.seen,
	};

	http->notes &= (uint8_t)~(NOTE_ANSWERING | NOTE_HELD | NOTE_ENDED | NOTE_PAGE);
	ear->answered(ear->context, &answer);
}

static void tell_response(const struct http *http, const struct http_ear *ear, const struct http_head *head,
	struct slice bytes)
{
	const struct http_framing *framing = &http->server.framing;
	const struct http_response response = {
		.number = http->answers,
		.status = http->status,
		.asks_for_login = http->notes & NOTE_LOGIN,
		.asks_further = head && head->asks_further,
		.encoded = http->notes & NOTE_ENCODED,
		.content_length = framing->notes & FRAMING_LENGTH ? framing->length : HTTP_LENGTH_UNKNOWN,
		.content_type = head ? head->content_type : (struct slice){ 0 },
		.location = head ? head->location : (struct slice){ 0 },
		.head = bytes,
	};

	ear->response(ear->context, &response);
}

/* The request that a response has waited for was told. */
static void tell_held(struct http *http, const struct http_ear *ear)
{
	bool ended = http->notes & NOTE_ENDED;

	if (!(http->notes & NOTE_HELD))
		return;
	http->notes &= (uint8_t)~(NOTE_HELD | NOTE_ENDED);
	tell_response(http, ear, NULL, (struct slice){ 0 });
	if (ended)
		tell_answered(http, ear, true);
}

/* ---- Requests. ---- */

static uint64_t bit_of_newest(const struct http *http)
{
	uint32_t behind = http->asked - http->answers;

	return behind >= 1 && behind <= 64 ? UINT64_C(1) << (behind - 1) : 0;
}

/* Its head was read: from here on responses are told apart by what was asked. */
static void note_asked(struct http *http, const struct http_request_line *line)
{
	bool head = slice_is(line->method, "HEAD"), connect = slice_is(line->method, "CONNECT");
	uint64_t bit;

	http->asked++;
	http->notes |= NOTE_UNTOLD;
	bit = bit_of_newest(http);
	http->heads |= head ? bit : 0;
	http->connects |= connect ? bit : 0;
	if ((head || connect) && !bit) /* too far ahead to remember that its answer is another kind */
		give_up(&http->server);
}

static enum http_credentials credentials(struct slice value)
{
	return !value.data ? HTTP_ANONYMOUS : slice_begins(value, "Basic") ? HTTP_BASIC :
		slice_begins(value, "Digest") ? HTTP_DIGEST : HTTP_OTHER_SCHEME;
}

static bool is_ambiguous(const struct http_framing *framing)
{
	return framing->notes & (FRAMING_ODD | FRAMING_CODED);
}

static void tell_request(struct http *http, const struct http_ear *ear, const struct http_request_line *line,
	const struct http_head *head, struct slice body, unsigned flags)
{
	struct http_request request = {
		.number = http->asked,
		.credentials = (uint8_t)credentials(head->authorization),
		.line = line->line,
		.method = line->method,
		.target = line->target,
		.host = head_host(line->target, head->host),
		.agent = head->agent,
		.referer = head->referer,
		.content_type = head->content_type,
		.headers = head->headers,
		.body = body,
	};

	if (is_ambiguous(&head->framing))
		flags |= HTTP_AMBIGUOUS;
	if ((slice_is(line->method, "POST") && form_sends_password(head->content_type, body)) ||
		form_in_query(text_query(line->target))) {
		flags |= HTTP_PASSWORD;
		http->passwords |= bit_of_newest(http);
	}
	request.flags = (uint8_t)flags;
	http->notes &= (uint8_t)~NOTE_UNTOLD;
	ear->request(ear->context, &request);
	tell_held(http, ear);
}

static struct http_body request_body(const struct http_framing *framing)
{
	if (framing->notes & FRAMING_CHUNKED)
		return body_begin(BODY_CHUNKED, 0);
	if (framing->notes & FRAMING_LENGTH && framing->length)
		return body_begin(BODY_LENGTH, framing->length);
	return body_begin(BODY_NONE, 0);
}

/* The bytes cannot grow into a whole head: tells what there is, and reads on line by line. */
static void tell_cut(struct reading *reading)
{
	struct http_side *side = reading->side;
	struct slice bytes = reading->rest;
	struct http_request_line line;
	struct http_head head;
	uint8_t end = bytes.data[bytes.size - 1];

	head_request_line(bytes, &line);
	head_read(bytes, &head);
	note_asked(reading->http, &line);
	side->framing = head.framing;
	side->stage = STAGE_REST;
	/* A CR after a line end may be half of the blank line. */
	side->mid_line = end != '\n' && !(end == '\r' && bytes.size > 1 && bytes.data[bytes.size - 2] == '\n');
	used(reading, bytes.size);
	tell_request(reading->http, reading->ear, &line, &head, (struct slice){ 0 }, HTTP_CUT);
}

static void tell_simple(struct reading *reading, const struct http_request_line *line)
{
	const struct http_head none = { 0 };

	note_asked(reading->http, line);
	give_up(reading->side);
	tell_request(reading->http, reading->ear, line, &none, (struct slice){ 0 }, HTTP_SIMPLE);
}

static bool is_http2(const struct http_request_line *line)
{
	return slice_is(line->line, "PRI * HTTP/2.0");
}

static void read_whole_head(struct reading *reading, const struct http_request_line *line, size_t size)
{
	struct http *http = reading->http;
	struct http_side *side = reading->side;
	struct http_head head;

	head_read(slice_of(reading->rest.data, size), &head);
	note_asked(http, line);
	side->body = request_body(&head.framing);
	if (side->body.kind != BODY_NONE) {
		side->stage = STAGE_AWAIT;
		side->head = side->scanned = (uint32_t)size;
		return;
	}
	used(reading, size);
	next_message(side);
	tell_request(http, reading->ear, line, &head, (struct slice){ 0 }, 0);
}

static void skip_blank_lines(struct reading *reading)
{
	while (!reading->side->scanned && reading->rest.size &&
		(*reading->rest.data == '\r' || *reading->rest.data == '\n'))
		used(reading, 1);
}

/* Each of the readers below returns false when it waits for more. */

static bool read_request_head(struct reading *reading)
{
	struct http_request_line line;
	enum http_line is;
	size_t size;

	skip_blank_lines(reading);
	if (!reading->rest.size)
		return false;
	is = head_request_line(reading->rest, &line);
	if (is == LINE_NOT || (is == LINE_WAIT && reading->last)) {
		give_up(reading->side);
		return true;
	}
	if (is == LINE_SIMPLE) {
		tell_simple(reading, &line);
		return true;
	}
	if (is == LINE_REQUEST && is_http2(&line)) {
		begin_tunnel(reading->http);
		return true;
	}
	size = is == LINE_REQUEST ? head_end(reading->rest, &reading->side->scanned) : 0;
	if (size)
		read_whole_head(reading, &line, size);
	else if (reading->last)
		tell_cut(reading);
	return size || reading->last;
}

/* As much of the body as is told and fits in a view beside its head. */
static uint64_t wanted_body(const struct http_side *side)
{
	uint64_t room = side->head < TALK_VIEW_MOST ? TALK_VIEW_MOST - side->head : 0;
	uint64_t most = room < HTTP_BODY_MOST ? room : HTTP_BODY_MOST;

	return side->body.left < most ? side->body.left : most;
}

static bool has_length_body(const struct reading *reading, struct slice *body)
{
	struct slice after = slice_after(reading->rest, reading->side->head);
	uint64_t wanted = wanted_body(reading->side);

	*body = slice_of(after.data, after.size < wanted ? after.size : (size_t)wanted);
	return after.size >= wanted;
}

/* Moves the body's state on over what came; that is what the request will have used. */
static bool has_chunked_body(struct reading *reading)
{
	struct http_side *side = reading->side;

	while (side->body.seen < HTTP_BODY_MOST && !body_is_over(&side->body)) {
		struct slice piece;
		size_t taken = body_take(&side->body, slice_after(reading->rest, side->scanned), &piece);

		if (!taken)
			return body_is_broken(&side->body);
		side->scanned += (uint32_t)taken;
	}
	return true;
}

static struct slice without_chunks(struct slice chunked, uint8_t buffer[static HTTP_BODY_MOST])
{
	struct http_body body = body_begin(BODY_CHUNKED, 0);
	size_t size = 0;

	while (chunked.size && size < HTTP_BODY_MOST) {
		struct slice piece;
		size_t taken = body_take(&body, chunked, &piece);

		if (!taken)
			break;
		if (piece.size > HTTP_BODY_MOST - size)
			piece.size = HTTP_BODY_MOST - size;
		if (piece.size)
			memcpy(buffer + size, piece.data, piece.size);
		size += piece.size;
		chunked = slice_after(chunked, taken);
	}
	return slice_of(buffer, size);
}

static void tell_with_body(struct reading *reading, struct slice body)
{
	struct slice bytes = slice_of(reading->rest.data, reading->side->head);
	struct http_request_line line;
	struct http_head head;

	head_request_line(bytes, &line);
	head_read(bytes, &head);
	used(reading, reading->side->scanned);
	next_message(reading->side);
	reading->side->stage = reading->http->notes & NOTE_TUNNEL ? STAGE_OVER : STAGE_BODY;
	tell_request(reading->http, reading->ear, &line, &head, body, 0);
}

/* The buffer is on the stack only for those who need it. */
static __attribute__((noinline)) void tell_with_chunks(struct reading *reading)
{
	const struct http_side *side = reading->side;
	uint8_t buffer[HTTP_BODY_MOST];

	tell_with_body(reading, without_chunks(slice_of(reading->rest.data + side->head, side->scanned - side->head),
		buffer));
}

static bool await_body(struct reading *reading)
{
	struct slice body;

	if (reading->side->body.kind == BODY_CHUNKED) {
		if (!has_chunked_body(reading) && !reading->last)
			return false;
		tell_with_chunks(reading);
		return true;
	}
	if (!has_length_body(reading, &body) && !reading->last)
		return false;
	tell_with_body(reading, body);
	return true;
}

/* ---- Responses, as they are read. ---- */

static bool has_no_body(const struct http *http, bool is_head)
{
	return is_head || http->status == 204 || http->status == 304 || http->status == 101;
}

static struct http_body response_body(const struct http_framing *framing)
{
	if (framing->notes & FRAMING_CHUNKED)
		return body_begin(BODY_CHUNKED, 0);
	if (framing->notes & FRAMING_LENGTH && !(framing->notes & (FRAMING_CODED | FRAMING_TWO_LENGTHS)))
		return body_begin(BODY_LENGTH, framing->length);
	return body_begin(BODY_TO_CLOSE, 0);
}

static void end_response(struct reading *reading)
{
	struct http *http = reading->http;

	next_message(reading->side);
	if (http->notes & NOTE_HELD)
		http->notes |= NOTE_ENDED;
	else
		tell_answered(http, reading->ear, true);
}

/* Takes the oldest unanswered request off, and its notes into the response's. */
static void pair(struct http *http, const struct http_head *head, unsigned status, bool *is_head, bool *is_connect)
{
	bool searched = http->passwords & 1 && status == 200 && (!head->encoded || head->packed);

	*is_head = http->heads & 1;
	*is_connect = http->connects & 1;
	http->heads >>= 1;
	http->connects >>= 1;
	http->passwords >>= 1;
	http->answers++;
	http->status = (uint16_t)status;
	http->page = 0;
	http->notes &= NOTE_UNTOLD | NOTE_TUNNEL;
	http->notes |= NOTE_ANSWERING | (head->asks_for_login ? NOTE_LOGIN : 0) |
		(head->encoded ? NOTE_ENCODED : 0) | (searched ? NOTE_PAGE : 0);
	if (http->notes & NOTE_UNTOLD && http->answers == http->asked)
		http->notes |= NOTE_HELD;
}

static void begin_response(struct reading *reading, struct slice bytes, unsigned status, bool cut)
{
	struct http *http = reading->http;
	struct http_side *side = reading->side;
	struct http_head head;
	bool is_head, is_connect;

	head_read(bytes, &head);
	pair(http, &head, status, &is_head, &is_connect);
	side->framing = head.framing;
	side->body = has_no_body(http, is_head) ? body_begin(BODY_NONE, 0) : response_body(&head.framing);
	side->scanned = 0;
	side->stage = cut ? STAGE_REST : STAGE_BODY;
	side->mid_line = cut && bytes.data[bytes.size - 1] != '\n';
	if (cut && is_head)
		give_up(side); /* where a rest of a head ends in no body is not remembered */
	used(reading, bytes.size);
	if (!(http->notes & NOTE_HELD))
		tell_response(http, reading->ear, &head, bytes);
	if (status == 101 || (is_connect && status / 100 == 2)) {
		side->body = body_begin(BODY_NONE, 0);
		end_response(reading);
		begin_tunnel(http);
	}
}

static bool begins_response(struct slice bytes)
{
	static const char begin[] = "HTTP/";
	size_t size = bytes.size < 5 ? bytes.size : 5;

	return !memcmp(bytes.data, begin, size);
}

static bool has_question(const struct http *http)
{
	return http->answers != http->asked;
}

static bool read_response_head(struct reading *reading)
{
	struct http *http = reading->http;
	struct http_side *side = reading->side;
	struct slice head;
	unsigned status;
	size_t size;

	skip_blank_lines(reading);
	if (!reading->rest.size)
		return false;
	if (!begins_response(reading->rest)) {
		give_up(side);
		return true;
	}
	size = head_end(reading->rest, &side->scanned);
	if (!size && !reading->last)
		return false;
	head = slice_of(reading->rest.data, size ? size : reading->rest.size);
	status = head_status(head);
	if (status / 100 == 1 && status != 101 && size) {
		used(reading, size);
		next_message(side);
	} else if (status > 100 && has_question(http)) {
		begin_response(reading, head, status, !size);
	} else if (status > 100 && !reading->last && http->client.stage < STAGE_LOST) {
		return false; /* its request may be late, or not yet whole */
	} else {
		give_up(side);
	}
	return true;
}

/* ---- Both sides. ---- */

static bool is_server(const struct reading *reading)
{
	return reading->side == &reading->http->server;
}

static void search_page(const struct reading *reading, struct slice piece)
{
	struct http *http = reading->http;
	uint64_t before = http->server.body.seen - piece.size;

	if (!(http->notes & NOTE_PAGE) || before >= HTTP_PAGE_MOST || !piece.size)
		return;
	if (!(http->notes & NOTE_ENCODED))
		form_asks_password(&http->page, piece);
	else if (reading->ear->packed)
		reading->ear->packed(reading->ear->context, piece, !before, &http->page);
}

static bool read_body(struct reading *reading)
{
	struct http_side *side = reading->side;
	struct slice piece;

	while (!body_is_over(&side->body)) {
		size_t taken = body_take(&side->body, reading->rest, &piece);

		if (!taken) {
			if (body_is_broken(&side->body))
				give_up(side);
			return side->stage == STAGE_OVER;
		}
		used(reading, taken);
		if (is_server(reading))
			search_page(reading, piece);
	}
	if (is_server(reading))
		end_response(reading);
	else
		next_message(side);
	return true;
}

static void end_rest(struct reading *reading)
{
	struct http_side *side = reading->side;

	side->stage = STAGE_BODY;
	if (!is_server(reading))
		side->body = request_body(&side->framing);
	else if (!has_no_body(reading->http, false))
		side->body = response_body(&side->framing);
}

static void read_rest_line(struct http_side *side, struct slice line)
{
	struct http_head head = { .framing = side->framing };

	head_read_line(line, &head);
	side->framing = head.framing;
}

/* Lines of a head whose beginning was told: only what they say of the body matters now. */
static bool read_rest(struct reading *reading)
{
	struct http_side *side = reading->side;
	const uint8_t *end = reading->rest.size ? memchr(reading->rest.data, '\n', reading->rest.size) : NULL;
	struct slice line = slice_of(reading->rest.data, end ? (size_t)(end - reading->rest.data) + 1 : 0);
	bool whole = !side->mid_line;

	if (!end) {
		if (!side->mid_line && !reading->last)
			return false;
		if (reading->rest.size && !(reading->rest.size == 1 && *reading->rest.data == '\r'))
			side->mid_line = true;
		used(reading, reading->rest.size);
		return false;
	}
	side->mid_line = false;
	used(reading, line.size);
	if (whole && !slice_trim(line).size)
		end_rest(reading);
	else if (whole)
		read_rest_line(side, line);
	return true;
}

/* Of methods in use; the rest of one that was cut is none. */
static bool is_known_method(struct slice method)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT",
		"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "REPORT" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i]) == method.size && !memcmp(known[i], method.data, method.size))
			return true;
	return false;
}

/* A request line and a whole field after it, where a segment begins: that is hardly the inside of a body. */
static bool begins_request(struct slice bytes)
{
	struct http_request_line line;
	const uint8_t *field, *end, *colon;

	if (head_request_line(bytes, &line) != LINE_REQUEST || !is_known_method(line.method))
		return false;
	field = memchr(bytes.data, '\n', bytes.size);
	field = field ? field + 1 : bytes.data + bytes.size;
	end = memchr(field, '\n', (size_t)(bytes.data + bytes.size - field));
	colon = end ? memchr(field, ':', (size_t)(end - field)) : NULL;
	return colon && colon > field && !memchr(field, ' ', (size_t)(colon - field));
}

/* What is shown begins where a segment does. Which response answers what follows cannot be told. */
static bool read_lost(struct reading *reading)
{
	if (!begins_request(reading->rest)) {
		used(reading, reading->rest.size);
		return false;
	}
	next_message(reading->side);
	give_up(&reading->http->server);
	return true;
}

static bool read_on(struct reading *reading)
{
	switch ((enum stage)reading->side->stage) {
	case STAGE_HEAD:
		return is_server(reading) ? read_response_head(reading) : read_request_head(reading);
	case STAGE_AWAIT:
		return await_body(reading);
	case STAGE_BODY:
		return read_body(reading);
	case STAGE_REST:
		return read_rest(reading);
	case STAGE_LOST:
		return read_lost(reading);
	case STAGE_OVER:
		used(reading, reading->rest.size);
		return false;
	}
	return false;
}

size_t http_read(struct http *http, enum talk_side side, const struct talk_view *view, const struct http_ear *ear)
{
	struct reading reading = {
		.http = http,
		.side = side == TALK_CLIENT ? &http->client : &http->server,
		.ear = ear,
		.rest = slice_of(view->data, view->size),
		.last = view->last,
	};

	while (read_on(&reading))
		;
	return view->size - reading.rest.size;
}

bool http_skip(struct http *http, enum talk_side side, uint64_t bytes)
{
	struct http_side *lost = side == TALK_CLIENT ? &http->client : &http->server;

	if (lost->stage == STAGE_BODY && body_lose(&lost->body, bytes))
		return true;
	if (lost == &http->client && lost->stage != STAGE_OVER)
		lost->stage = STAGE_LOST;
	else
		give_up(lost);
	return false;
}

void http_close(struct http *http, const struct http_ear *ear)
{
	const struct http_side *server = &http->server;

	if (!(http->notes & NOTE_ANSWERING) || http->notes & NOTE_HELD)
		return;
	tell_answered(http, ear, server->stage == STAGE_BODY &&
		(server->body.kind == BODY_TO_CLOSE || body_is_over(&server->body)));
}

bool http_is_asking(const struct http *http, bool unread)
{
	return http->client.stage == STAGE_HEAD ? unread : http->client.stage < STAGE_LOST;
}

bool http_is_over(const struct http *http)
{
	if (http->client.stage != STAGE_OVER)
		return false;
	return http->server.stage == STAGE_OVER ||
		(!has_question(http) && !(http->notes & NOTE_ANSWERING));
}
