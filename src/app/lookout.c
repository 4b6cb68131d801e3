/* SPDX-License-Identifier: BSD-2-Clause */
#include "app/lookout.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SOURCES_SENT = 400, ACTS_SENT = 60, ACTS_OF_ONE = 200, SILENCE_S = 10, LINES_A_SECOND = 5 };

/* A line that several clients are sent. */
struct line {
	unsigned holders;
	size_t size;
	char *text;
};

struct client {
	int fd;
	struct line *line;       /* being sent; NULL: nothing is */
	size_t sent;
	bool behind;             /* a newer picture came meanwhile */
	bool greeted;
	time_t moved_s;          /* when it last took something, or had nothing to take */
	bool watching;
	struct ronda_addr watched;
	char said[PROTOCOL_LINE];
	size_t said_bytes;
	time_t said_s;           /* lines in this second */
	unsigned said_lines;
};

struct lookout {
	pthread_t thread;
	struct hub *hub;
	int listening, pictures, stop;
	char path[LOOKOUT_PATH];
	struct client client[LOOKOUT_CLIENTS];
	unsigned clients;
	struct line *common;     /* the latest picture, as most are sent it */
	uint64_t serial;         /* of that */
};

/* ---- where ---- */

static bool write_path(char path[LOOKOUT_PATH], const char *dir, const char *between, const char *sensor)
{
	int length = snprintf(path, LOOKOUT_PATH, "%s%s/%s.sock", dir, between, sensor);

	for (char *at = path + strlen(dir) + strlen(between) + 1; *at; at++)
		if (*at == '/' || (unsigned char)*at < ' ')
			*at = '_';
	return length > 0 && length < LOOKOUT_PATH;
}

bool lookout_usual_path(const char *sensor, char path[LOOKOUT_PATH])
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (geteuid() == 0 || access("/run/ronda", W_OK) == 0)
		return write_path(path, "/run", "/ronda", sensor);
	return runtime && *runtime == '/' && write_path(path, runtime, "/ronda", sensor);
}

static struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	return address;
}

/* Something is there already: a socket nobody answers at goes. */
static int make_way(const char *path, struct ronda_error *error)
{
	struct sockaddr_un address = address_of(path);
	struct stat there;
	int fd, answers;

	if (lstat(path, &there) < 0)
		return 0;
	if (!S_ISSOCK(there.st_mode))
		return ronda_fail(error, -EEXIST, "cannot make the socket \"%s\": there is another file of that name", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	answers = fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN);
	if (fd >= 0)
		close(fd);
	if (answers)
		return ronda_fail(error, -EADDRINUSE, "another ronda answers at \"%s\"; give this one another name with "
			"--sensor, or another place with --socket", path);
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}

static void make_directory(const char *path)
{
	char dir[LOOKOUT_PATH];
	char *slash;

	snprintf(dir, sizeof dir, "%s", path);
	slash = strrchr(dir, '/');
	if (slash && slash != dir) {
		*slash = '\0';
		mkdir(dir, 0755); /* if that fails, bind() says why */
	}
}

int lookout_open(const char *path, struct ronda_error *error)
{
	struct sockaddr_un address = address_of(path);
	int fd, failed;
	mode_t mask;

	if (strlen(path) >= LOOKOUT_PATH)
		return ronda_fail(error, -ENAMETOOLONG, "cannot make the socket \"%.60s...\": a path of at most %d bytes was "
			"expected", path, LOOKOUT_PATH - 1);
	make_directory(path);
	failed = make_way(path, error);
	if (failed)
		return failed;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(0117);
	failed = fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, LOOKOUT_CLIENTS) < 0 ?
		-errno : 0;
	umask(mask);
	if (!failed)
		return fd;
	if (fd >= 0)
		close(fd);
	return ronda_fail(error, failed, "cannot make the socket \"%s\": %s", path, strerror(-failed));
}

void lookout_close(int listening, const char *path)
{
	unlink(path);
	close(listening);
}

/* ---- lines ---- */

static struct line *line_of(char *text)
{
	struct line *line = text ? malloc(sizeof *line) : NULL;
	size_t size = text ? strlen(text) : 0;
	char *ended = line ? realloc(text, size + 2) : NULL;

	if (!ended) {
		free(line);
		free(text);
		return NULL;
	}
	ended[size] = '\n';
	*line = (struct line){ .holders = 1, .size = size + 1, .text = ended };
	return line;
}

static void drop_line(struct line *line)
{
	if (!line || --line->holders)
		return;
	free(line->text);
	free(line);
}

static struct line *picture_line(const struct ronda_picture *picture, const struct client *client)
{
	const struct ronda_addr *watched = client && client->watching ? &client->watched : NULL;

	return line_of(picture_to_json(picture, SOURCES_SENT, watched, watched ? ACTS_OF_ONE : ACTS_SENT));
}

/* ---- clients ---- */

static time_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void drop_client(struct lookout *lookout, unsigned i)
{
	close(lookout->client[i].fd);
	drop_line(lookout->client[i].line);
	lookout->client[i] = lookout->client[--lookout->clients];
}

/* The line it is to be sent next: the greeting, then the latest picture as it wants it. */
static struct line *next_line(struct lookout *lookout, struct client *client)
{
	const struct ronda_picture *picture;
	struct line *line;

	if (!client->greeted) {
		client->greeted = client->behind = true;
		return line_of(protocol_greeting(RONDA_VERSION));
	}
	client->behind = false;
	picture = hub_picture(lookout->hub);
	if (!picture)
		return NULL;
	if (client->watching) {
		line = picture_line(picture, client);
	} else {
		if (!lookout->common || lookout->serial != picture->serial) {
			drop_line(lookout->common);
			lookout->common = picture_line(picture, NULL);
			lookout->serial = picture->serial;
		}
		line = lookout->common;
		if (line)
			line->holders++;
	}
	hub_release(picture);
	return line;
}

/* As much as it takes at once. False: it is gone. */
static bool serve(struct lookout *lookout, struct client *client)
{
	for (;;) {
		ssize_t sent;

		if (!client->line && (client->behind || !client->greeted)) {
			client->line = next_line(lookout, client);
			client->sent = 0;
		}
		if (!client->line) {
			client->moved_s = now_s();
			return true;
		}
		sent = send(client->fd, client->line->text + client->sent, client->line->size - client->sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0)
			return errno == EAGAIN || errno == EINTR;
		client->moved_s = now_s();
		client->sent += (size_t)sent;
		if (client->sent == client->line->size) {
			drop_line(client->line);
			client->line = NULL;
		}
	}
}

/* Whole lines of what was said so far. False: it is no line, or too many. */
static bool heed_lines(struct client *client)
{
	char *end;

	while ((end = memchr(client->said, '\n', client->said_bytes))) {
		size_t bytes = (size_t)(end - client->said);
		time_t now = now_s();

		client->said_lines = client->said_s == now ? client->said_lines + 1 : 1;
		client->said_s = now;
		if (client->said_lines > LINES_A_SECOND ||
			protocol_heed(client->said, bytes, &client->watching, &client->watched) < 0)
			return false;
		client->behind = true; /* it sees what it asked for at once */
		client->said_bytes -= bytes + 1;
		memmove(client->said, end + 1, client->said_bytes);
	}
	return client->said_bytes < sizeof client->said;
}

/* False: it is gone, or not worth keeping. */
static bool listen_to(struct client *client)
{
	ssize_t got = recv(client->fd, client->said + client->said_bytes, sizeof client->said - client->said_bytes,
		MSG_DONTWAIT);

	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	client->said_bytes += (size_t)got;
	return heed_lines(client);
}

static void let_in(struct lookout *lookout)
{
	int fd = accept4(lookout->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (lookout->clients == LOOKOUT_CLIENTS) {
		close(fd);
		return;
	}
	lookout->client[lookout->clients++] = (struct client){ .fd = fd, .moved_s = now_s() };
}

static void attend(struct lookout *lookout, const struct pollfd *wait, bool fresh)
{
	for (unsigned i = lookout->clients; i-- > 0;) {
		struct client *client = &lookout->client[i];

		client->behind |= fresh;
		if ((wait[i].revents & (POLLIN | POLLHUP | POLLERR) && !listen_to(client)) || !serve(lookout, client) ||
			now_s() - client->moved_s > SILENCE_S)
			drop_client(lookout, i);
	}
}

static void *serve_all(void *context)
{
	enum { STOP = LOOKOUT_CLIENTS, PICTURES, LISTENING, WAITS };
	struct lookout *lookout = context;

	for (;;) {
		struct pollfd wait[WAITS];
		eventfd_t ignored;
		bool fresh;

		for (unsigned i = 0; i < LOOKOUT_CLIENTS; i++)
			wait[i] = (struct pollfd){ i < lookout->clients ? lookout->client[i].fd : -1,
				(short)(POLLIN | (i < lookout->clients && lookout->client[i].line ? POLLOUT : 0)), 0 };
		wait[STOP] = (struct pollfd){ lookout->stop, POLLIN, 0 };
		wait[PICTURES] = (struct pollfd){ lookout->pictures, POLLIN, 0 };
		wait[LISTENING] = (struct pollfd){ lookout->listening, POLLIN, 0 };
		if (poll(wait, WAITS, SILENCE_S * 1000) < 0 && errno != EINTR)
			break;
		if (wait[STOP].revents)
			break;
		fresh = wait[PICTURES].revents && eventfd_read(lookout->pictures, &ignored) == 0;
		attend(lookout, wait, fresh);
		if (wait[LISTENING].revents) {
			let_in(lookout);
			if (lookout->clients && !serve(lookout, &lookout->client[lookout->clients - 1]))
				drop_client(lookout, lookout->clients - 1);
		}
	}
	return NULL;
}

struct lookout *lookout_start(int listening, const char *path, struct hub *hub)
{
	struct lookout *lookout = calloc(1, sizeof *lookout);

	if (!lookout)
		return NULL;
	lookout->hub = hub;
	lookout->listening = listening;
	snprintf(lookout->path, sizeof lookout->path, "%s", path);
	lookout->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	lookout->pictures = hub_watch(hub);
	if (lookout->stop >= 0 && lookout->pictures >= 0 &&
		pthread_create(&lookout->thread, NULL, serve_all, lookout) == 0)
		return lookout;
	if (lookout->stop >= 0)
		close(lookout->stop);
	hub_unwatch(hub, lookout->pictures);
	free(lookout);
	return NULL;
}

void lookout_stop(struct lookout *lookout)
{
	if (!lookout)
		return;
	eventfd_write(lookout->stop, 1);
	pthread_join(lookout->thread, NULL);
	while (lookout->clients)
		drop_client(lookout, lookout->clients - 1);
	drop_line(lookout->common);
	hub_unwatch(lookout->hub, lookout->pictures);
	lookout_close(lookout->listening, lookout->path);
	close(lookout->stop);
	free(lookout);
}
