/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/server.h"

#include "http/guests.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IDLE_SECONDS = 30, CHUNK_BYTES = 16384, BACKLOG = 64 };

/* One client that listens to the stream; it has one view at a time, whatever it misses meanwhile. */
struct stream {
	struct stream *next;            /* among those that wait */
	struct server *server;
	struct MHD_Connection *connection;
	struct guest *guest;
	struct view *view;              /* being sent; NULL: none yet */
	size_t sent;
	uint64_t number;                /* of the last one that was begun */
};

struct server {
	struct server_settings settings;
	struct MHD_Daemon *daemon;
	struct guests *guests;
	uint16_t port;
	pthread_mutex_t lock;           /* guards all below; held for moments */
	struct stream *waiting;
	unsigned streams;
	bool stopping;
};

static uint64_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec;
}

/* ---- headers ---- */

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static void harden(struct MHD_Response *response, const struct reply *reply)
{
	static const char *const headers[][2] = {
		{ "X-Content-Type-Options", "nosniff" },
		{ "X-Frame-Options", "DENY" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
		{ "Cache-Control", "no-store" },
	};

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		MHD_add_response_header(response, headers[i][0], headers[i][1]);
	MHD_add_response_header(response, "Content-Security-Policy", reply->policy ? reply->policy : POLICY);
	MHD_add_response_header(response, "Vary", "Accept, Accept-Language");
	MHD_add_response_header(response, "Content-Type", reply->type);
}

/* ---- streams ---- */

static void count_streams(struct server *server, int by)
{
	pthread_mutex_lock(&server->lock);
	server->streams += (unsigned)by;
	pthread_mutex_unlock(&server->lock);
}

static bool may_stream(struct server *server)
{
	bool may;

	pthread_mutex_lock(&server->lock);
	may = server->streams < SERVER_STREAMS && !server->stopping;
	if (may)
		server->streams++;
	pthread_mutex_unlock(&server->lock);
	return may;
}

/* Nothing new to send: sleeps until server_wake(). The newest view is asked for under the lock that waking takes, so
 * that none slips by in between. */
static ssize_t wait_for_view(struct stream *stream)
{
	struct server *server = stream->server;
	struct view *newest;
	bool over;

	pthread_mutex_lock(&server->lock);
	newest = server->settings.view(server->settings.context);
	over = server->stopping;
	if (!over && (!newest || newest->number == stream->number)) {
		view_release(newest);
		newest = NULL;
		guests_turn(server->guests, stream->guest, GUEST_LISTENING, seconds());
		MHD_suspend_connection(stream->connection);
		stream->next = server->waiting;
		server->waiting = stream;
	}
	pthread_mutex_unlock(&server->lock);
	if (over) {
		view_release(newest);
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (newest) {
		stream->view = newest;
		stream->number = newest->number;
		stream->sent = 0;
		guests_turn(server->guests, stream->guest, GUEST_ANSWERED, seconds());
	}
	return 0;
}

static ssize_t read_stream(void *context, uint64_t position, char *buffer, size_t room)
{
	struct stream *stream = context;

	(void)position;
	if (!stream->view) {
		ssize_t ended = wait_for_view(stream);

		if (!stream->view)
			return ended;
	}

	const struct view_text *event = &stream->view->document[VIEW_EVENT];
	size_t left = event->length - stream->sent, length = left < room ? left : room;

	memcpy(buffer, event->text + stream->sent, length);
	stream->sent += length;
	if (stream->sent == event->length) {
		view_release(stream->view);
		stream->view = NULL;
	}
	return (ssize_t)length;
}

static void end_stream(void *context)
{
	struct stream *stream = context;

	count_streams(stream->server, -1);
	view_release(stream->view);
	free(stream);
}

static struct guest *guest_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static struct MHD_Response *open_stream(struct server *server, struct MHD_Connection *connection, struct reply *reply)
{
	struct stream *stream = may_stream(server) ? calloc(1, sizeof *stream) : NULL;
	struct MHD_Response *response = NULL;

	reply->type = "text/event-stream";
	if (stream) {
		*stream = (struct stream){ .server = server, .connection = connection, .guest = guest_of(connection) };
		response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK_BYTES, read_stream, stream, end_stream);
		if (!response)
			end_stream(stream);
	}
	if (response)
		MHD_add_response_header(response, "X-Accel-Buffering", "no"); /* a reverse proxy should not hold it back */
	return response;
}

/* ---- answers ---- */

static void release(void *view)
{
	view_release(view);
}

static struct MHD_Response *with_text(struct reply *reply)
{
	void *text = (void *)(uintptr_t)reply->text; /* only read */

	if (reply->view)
		return MHD_create_response_from_buffer_with_free_callback_cls(reply->length, text, release, reply->view);
	return MHD_create_response_from_buffer(reply->length, text,
		reply->owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
}

static void refuse(struct reply *reply, unsigned status, const char *why)
{
	*reply = (struct reply){ .status = status, .type = "application/json", .text = why, .length = strlen(why) };
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static const char *query(const struct request *request, const char *key)
{
	return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, key);
}

/* Fills `reply` when the request is not to be answered. */
static bool is_refused(const struct server *server, struct MHD_Connection *connection, const char *url,
	const char *method, struct reply *reply)
{
	const char *host = header(connection, "Host");

	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		refuse(reply, MHD_HTTP_METHOD_NOT_ALLOWED, "{\"error\":\"only GET and HEAD are answered\"}");
	else if (header(connection, "Content-Length") || header(connection, "Transfer-Encoding"))
		refuse(reply, MHD_HTTP_BAD_REQUEST, "{\"error\":\"a request has no body here\"}");
	else if (strlen(url) > SERVER_URL_BYTES)
		refuse(reply, MHD_HTTP_URI_TOO_LONG, "{\"error\":\"the address is too long\"}");
	else if (!gate_host_is_ours(host, server->settings.names))
		refuse(reply, MHD_HTTP_MISDIRECTED_REQUEST,
			"{\"error\":\"this is not a host name of this sensor; see --http-name\"}");
	else if (!gate_is_same_origin(host, header(connection, "Origin"), header(connection, "Sec-Fetch-Site"),
		 header(connection, "Sec-Fetch-Mode")))
		refuse(reply, MHD_HTTP_FORBIDDEN, "{\"error\":\"pages of other origins are not answered\"}");
	else if (server->settings.token && strcmp(url, "/healthz") != 0 &&
		 !gate_token_is_right(header(connection, "Authorization"), server->settings.token))
		refuse(reply, MHD_HTTP_UNAUTHORIZED, "{\"error\":\"the token is missing or wrong\"}");
	else
		return false;
	return true;
}

static bool accepts_open_metrics(const char *accept)
{
	return accept && strstr(accept, "application/openmetrics-text");
}

static void answer(struct server *server, struct MHD_Connection *connection, const char *url, struct reply *reply)
{
	struct request request = {
		.path = url,
		.lang = gate_language(MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "lang"),
			header(connection, "Accept-Language"), server->settings.lang),
		.wants_open_metrics = accepts_open_metrics(header(connection, "Accept")),
		.query = query,
		.connection = connection,
	};

	server->settings.answer(server->settings.context, &request, reply);
}

static enum MHD_Result send_reply(struct server *server, struct MHD_Connection *connection, struct reply *reply,
	bool head)
{
	struct MHD_Response *response = NULL;
	enum MHD_Result queued;

	if (reply->status == 0) {
		if (head)
			refuse(reply, MHD_HTTP_OK, "");
		else
			response = open_stream(server, connection, reply);
		if (!head && !response)
			refuse(reply, MHD_HTTP_SERVICE_UNAVAILABLE, "{\"error\":\"too many listen; ask /api/1/board instead\"}");
		else if (response)
			reply->status = MHD_HTTP_OK;
	}
	if (!response)
		response = with_text(reply);
	if (!response)
		return MHD_NO;
	harden(response, reply);
	if (reply->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "GET, HEAD");
	if (reply->status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(response, "WWW-Authenticate", "Basic realm=\"ronda\", charset=\"UTF-8\"");
	if (reply->status >= 400)
		MHD_add_response_header(response, "Connection", "close");
	queued = MHD_queue_response(connection, reply->status, response);
	MHD_destroy_response(response);
	return queued;
}

/* As the library does it, but that "%00" does not end a path: nothing is called so. */
static size_t unescape(void *context, struct MHD_Connection *connection, char *text)
{
	size_t length = MHD_http_unescape(text);

	(void)context;
	(void)connection;
	for (char *nul; (nul = memchr(text, '\0', length)); )
		*nul = '?';
	return length;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_bytes, void **request)
{
	struct server *server = context;
	struct reply reply = { 0 };

	(void)version;
	(void)upload;
	(void)upload_bytes;
	guests_turn(server->guests, guest_of(connection), GUEST_ANSWERED, seconds());
	if (!*request && !is_refused(server, connection, url, method, &reply)) {
		*request = server; /* heard; it is answered on the second call, and the connection may go on after that */
		return MHD_YES;
	}
	if (*request)
		answer(server, connection, url, &reply);
	return send_reply(server, connection, &reply, strcmp(method, "HEAD") == 0);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request,
	enum MHD_RequestTerminationCode how)
{
	struct server *server = context;

	(void)request;
	(void)how;
	guests_turn(server->guests, guest_of(connection), GUEST_ASKING, seconds());
}

static void on_connection(void *context, struct MHD_Connection *connection, void **guest,
	enum MHD_ConnectionNotificationCode what)
{
	struct server *server = context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	int bytes = SERVER_SEND_BYTES;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		guests_part(server->guests, *guest);
		*guest = NULL;
	} else if (info) {
		/* A client that stops reading holds so much of the kernel's memory, not what it would grow to. */
		setsockopt(info->connect_fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
		*guest = guests_welcome(server->guests, info->connect_fd, seconds());
	}
}

/* ---- start and stop ---- */

static int cannot_listen(const struct gate_place *place, int code, struct ronda_error *error)
{
	char addr[RONDA_ADDR_TEXT];
	bool v4 = ronda_addr_is_v4(&place->addr);

	return ronda_fail(error, -code, "cannot listen on \"%s%s%s:%u\": %s%s", v4 ? "" : "[",
		ronda_addr_format(&place->addr, addr), v4 ? "" : "]", place->port, strerror(code),
		code == EADDRINUSE ? "; another program is there, name another port with --http" : "");
}

static int bind_to(int fd, const struct gate_place *place)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(place->port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(place->port) };

	memcpy(&v4.sin_addr, &place->addr.words[3], 4);
	memcpy(&v6.sin6_addr, place->addr.bytes, 16);
	return ronda_addr_is_v4(&place->addr) ? bind(fd, (struct sockaddr *)&v4, sizeof v4) :
		bind(fd, (struct sockaddr *)&v6, sizeof v6);
}

static uint16_t port_of(int fd)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} name = { 0 };
	socklen_t size = sizeof name;

	getsockname(fd, (struct sockaddr *)&name, &size);
	return ntohs(name.v4.sin_port); /* in the same place of both */
}

/* A descriptor, or -1 and a sentence. */
static int listen_at(const struct gate_place *place, struct ronda_error *error)
{
	int family = ronda_addr_is_v4(&place->addr) ? AF_INET : AF_INET6, on = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (family == AF_INET6)
			setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
		if (bind_to(fd, place) == 0 && listen(fd, BACKLOG) == 0)
			return fd;
	}
	cannot_listen(place, errno, error);
	if (fd >= 0)
		close(fd);
	return -1;
}

static struct MHD_Daemon *start_daemon(struct server *server, int fd)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;

	if (!ronda_addr_is_v4(&server->settings.place.addr))
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(flags, server->settings.place.port, NULL, NULL, handle, server,
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVER_REQUEST_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_END);
}

struct server *server_start(const struct server_settings *settings, struct ronda_error *error)
{
	struct server *server = calloc(1, sizeof *server);
	int fd = listen_at(&settings->place, error);

	if (server && fd >= 0) {
		server->settings = *settings;
		server->port = port_of(fd);
		pthread_mutex_init(&server->lock, NULL);
		server->guests = guests_create();
		server->daemon = server->guests ? start_daemon(server, fd) : NULL;
		if (server->daemon)
			return server;
		ronda_fail(error, -ENOMEM, "cannot start the web server: memory or descriptors are short");
		guests_destroy(server->guests);
	}
	if (fd >= 0)
		close(fd);
	free(server);
	return NULL;
}

uint16_t server_port(const struct server *server)
{
	return server->port;
}

void server_wake(struct server *server)
{
	struct stream *next;

	pthread_mutex_lock(&server->lock);
	for (struct stream *stream = server->waiting; stream; stream = next) {
		next = stream->next;
		MHD_resume_connection(stream->connection);
	}
	server->waiting = NULL;
	pthread_mutex_unlock(&server->lock);
	guests_sweep(server->guests, seconds());
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	pthread_mutex_lock(&server->lock);
	server->stopping = true;
	pthread_mutex_unlock(&server->lock);
	server_wake(server);
	MHD_stop_daemon(server->daemon);
	guests_destroy(server->guests);
	pthread_mutex_destroy(&server->lock);
	free(server);
}
