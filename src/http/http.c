/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/http.h"

#include "http/routes.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { PATIENCE_SECONDS = 2 };

struct http {
	struct http_settings settings;
	struct routes routes;
	struct server *server;
	pthread_t renderer;

	pthread_mutex_t lock;     /* guards the wall; held while it is rendered */
	pthread_cond_t changed;
	struct wall wall;
	bool fresh, stop;

	pthread_mutex_t view_lock; /* guards the pointer; held for moments */
	struct view *view;         /* NULL: none yet */
};

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * STAMP_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* ---- for the clients' thread ---- */

static struct view *newest_view(void *context)
{
	struct http *http = context;
	struct view *view;

	pthread_mutex_lock(&http->view_lock);
	view = http->view ? view_hold(http->view) : NULL;
	pthread_mutex_unlock(&http->view_lock);
	return view;
}

static void look(struct http *http, struct wall_now *now)
{
	struct vitals vitals = { 0 };

	if (http->settings.vitals)
		http->settings.vitals(http->settings.vitals_context, &vitals);
	wall_now(&http->wall, clock_ns(), &vitals, now);
}

static char *remembered_history(void *context, unsigned hours, unsigned step_seconds)
{
	struct http *http = context;
	struct wall_now now;
	char *text;

	pthread_mutex_lock(&http->lock);
	look(http, &now);
	text = view_history(&now, hours, step_seconds);
	pthread_mutex_unlock(&http->lock);
	return text;
}

static void answer(void *context, const struct request *request, struct reply *reply)
{
	struct http *http = context;

	routes_answer(&http->routes, request, reply);
}

/* ---- the renderer ---- */

static void publish(struct http *http, struct view *view)
{
	struct view *before;

	pthread_mutex_lock(&http->view_lock);
	before = http->view;
	http->view = view;
	pthread_mutex_unlock(&http->view_lock);
	view_release(before);
	server_wake(http->server);
}

/* Until there is something new, but not for long: clocks and silences go on without pictures. Called with the lock
 * held. */
static void wait_for_more(struct http *http)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_SECONDS;
	while (!http->stop && !http->fresh)
		if (pthread_cond_timedwait(&http->changed, &http->lock, &until) == ETIMEDOUT)
			break;
	http->fresh = false;
}

static void *render(void *context)
{
	struct http *http = context;
	uint64_t number = 0;

	pthread_mutex_lock(&http->lock);
	while (!http->stop) {
		struct wall_now now;
		struct view *view;

		look(http, &now);
		view = view_create(&now, ++number);
		pthread_mutex_unlock(&http->lock);
		if (view)
			publish(http, view);
		else
			server_wake(http->server);
		pthread_mutex_lock(&http->lock);
		wait_for_more(http);
	}
	pthread_mutex_unlock(&http->lock);
	return NULL;
}

/* ---- start and stop ---- */

static void init_locks(struct http *http)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&http->lock, NULL);
	pthread_mutex_init(&http->view_lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&http->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

static void destroy(struct http *http)
{
	wall_finish(&http->wall);
	view_release(http->view);
	pthread_cond_destroy(&http->changed);
	pthread_mutex_destroy(&http->view_lock);
	pthread_mutex_destroy(&http->lock);
	free(http);
}

static struct server *start_server(struct http *http, struct ronda_error *error)
{
	struct server_settings settings = {
		.place = http->settings.place,
		.token = http->settings.token,
		.names = &http->settings.names,
		.lang = http->settings.lang,
		.answer = answer,
		.view = newest_view,
		.context = http,
	};

	return server_start(&settings, error);
}

static int refuse_the_open(const struct http_settings *settings, struct ronda_error *error)
{
	char addr[RONDA_ADDR_TEXT];

	if (settings->token || gate_is_loopback(&settings->place.addr))
		return 0;
	return ronda_fail(error, -EPERM, "will not show the dashboard to everyone who reaches %s: it has no TLS and asks for "
		"no password; listen on 127.0.0.1 and let a reverse proxy do TLS, or name a file with a token: --http-token FILE",
		ronda_addr_format(&settings->place.addr, addr));
}

struct http *http_start(const struct http_settings *settings, struct ronda_error *error)
{
	struct http *http;

	if (refuse_the_open(settings, error) < 0)
		return NULL;
	http = calloc(1, sizeof *http);
	if (!http || wall_init(&http->wall, settings->zone) < 0) {
		ronda_fail(error, -ENOMEM, "cannot start the web server: memory is short");
		free(http);
		return NULL;
	}
	init_locks(http);
	http->settings = *settings;
	http->routes = (struct routes){ &http->settings.archive, newest_view, remembered_history, http };
	http->server = start_server(http, error);
	if (http->server && pthread_create(&http->renderer, NULL, render, http) == 0)
		return http;
	if (http->server)
		ronda_fail(error, -EAGAIN, "cannot start the web server: there is no thread to be had");
	server_stop(http->server);
	destroy(http);
	return NULL;
}

uint16_t http_port(const struct http *http)
{
	return server_port(http->server);
}

void http_take(struct http *http, const struct ronda_summary *picture, bool whole)
{
	if (!http)
		return;
	pthread_mutex_lock(&http->lock);
	wall_take(&http->wall, picture, whole);
	http->fresh = true;
	pthread_cond_signal(&http->changed);
	pthread_mutex_unlock(&http->lock);
}

void http_remember_hour(struct http *http, uint64_t start_ns, const struct digest *hour)
{
	if (!http)
		return;
	pthread_mutex_lock(&http->lock);
	wall_remember_hour(&http->wall, start_ns, hour, clock_ns());
	pthread_mutex_unlock(&http->lock);
}

void http_remember_today(struct http *http, const struct ronda_summary *today)
{
	if (!http)
		return;
	pthread_mutex_lock(&http->lock);
	day_add(&http->wall.day, today);
	pthread_mutex_unlock(&http->lock);
}

void http_stop(struct http *http)
{
	if (!http)
		return;
	pthread_mutex_lock(&http->lock);
	http->stop = true;
	pthread_cond_signal(&http->changed);
	pthread_mutex_unlock(&http->lock);
	pthread_join(http->renderer, NULL);
	server_stop(http->server);
	destroy(http);
}
