/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/peephole.h"

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
	bool silent;             /* it closed its side: it says nothing more, and may still look on */
	time_t moved_s;          /* when it last took something, or had nothing to take */
	bool watching;
	struct ronda_addr watched;
	char said[PROTOCOL_LINE];
	size_t said_bytes;
	time_t said_s;           /* lines in this second */
	unsigned said_lines;
};

struct peephole {
	pthread_t thread;
	struct hub *hub;
	int listening, pictures, stop;
	char path[PEEPHOLE_PATH];
	struct client client[PEEPHOLE_CLIENTS];
	unsigned clients;
	struct line *common;     /* the latest picture, as most are sent it */
	uint64_t serial;         /* of that */
};

/* ---- where ---- */

static bool write_path(char path[PEEPHOLE_PATH], const char *dir, const char *between, const char *sensor)
{
	int length = snprintf(path, PEEPHOLE_PATH, "%s%s/%s.sock", dir, between, sensor);

	for (char *at = path + strlen(dir) + strlen(between) + 1; *at; at++)
		if (*at == '/' || (unsigned char)*at < ' ')
			*at = '_';
	return length > 0 && length < PEEPHOLE_PATH;
}

bool peephole_usual_path(const char *sensor, char path[PEEPHOLE_PATH])
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
	char dir[PEEPHOLE_PATH];
	char *slash;

	snprintf(dir, sizeof dir, "%s", path);
	slash = strrchr(dir, '/');
	if (slash && slash != dir) {
		*slash = '\0';
		mkdir(dir, 0755); /* if that fails, bind() says why */
	}
}

int peephole_open(const char *path, struct ronda_error *error)
{
	struct sockaddr_un address = address_of(path);
	int fd, failed;
	mode_t mask;

	if (strlen(path) >= PEEPHOLE_PATH)
		return ronda_fail(error, -ENAMETOOLONG, "cannot make the socket \"%.60s...\": a path of at most %d bytes was "
			"expected", path, PEEPHOLE_PATH - 1);
	make_directory(path);
	failed = make_way(path, error);
	if (failed)
		return failed;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(0117);
	failed = fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, PEEPHOLE_CLIENTS) < 0 ?
		-errno : 0;
	umask(mask);
	if (!failed)
		return fd;
	if (fd >= 0)
		close(fd);
	return ronda_fail(error, failed, "cannot make the socket \"%s\": %s", path, strerror(-failed));
}

void peephole_close(int listening, const char *path)
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

static void drop_client(struct peephole *peephole, unsigned i)
{
	close(peephole->client[i].fd);
	drop_line(peephole->client[i].line);
	peephole->client[i] = peephole->client[--peephole->clients];
}

/* The line it is to be sent next: the greeting, then the latest picture as it wants it. */
static struct line *next_line(struct peephole *peephole, struct client *client)
{
	const struct ronda_picture *picture;
	struct line *line;

	if (!client->greeted) {
		client->greeted = client->behind = true;
		return line_of(protocol_greeting(RONDA_VERSION));
	}
	client->behind = false;
	picture = hub_picture(peephole->hub);
	if (!picture)
		return NULL;
	if (client->watching) {
		line = picture_line(picture, client);
	} else {
		if (!peephole->common || peephole->serial != picture->serial) {
			drop_line(peephole->common);
			peephole->common = picture_line(picture, NULL);
			peephole->serial = picture->serial;
		}
		line = peephole->common;
		if (line)
			line->holders++;
	}
	hub_release(picture);
	return line;
}

/* As much as it takes at once. False: it is gone. */
static bool serve(struct peephole *peephole, struct client *client)
{
	for (;;) {
		ssize_t sent;

		if (!client->line && (client->behind || !client->greeted)) {
			client->line = next_line(peephole, client);
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

	client->silent = got == 0;
	if (got <= 0)
		return got == 0 || errno == EAGAIN || errno == EINTR;
	client->said_bytes += (size_t)got;
	return heed_lines(client);
}

static void let_in(struct peephole *peephole)
{
	int fd = accept4(peephole->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL); /* no more files, perhaps: not at once again */
		return;
	}
	if (peephole->clients == PEEPHOLE_CLIENTS) {
		close(fd);
		return;
	}
	peephole->client[peephole->clients++] = (struct client){ .fd = fd, .moved_s = now_s() };
}

static void attend(struct peephole *peephole, const struct pollfd *wait, bool fresh)
{
	for (unsigned i = peephole->clients; i-- > 0;) {
		struct client *client = &peephole->client[i];

		client->behind |= fresh;
		if (wait[i].revents & (POLLHUP | POLLERR) || (wait[i].revents & POLLIN && !listen_to(client)) || !serve(peephole, client) ||
			now_s() - client->moved_s > SILENCE_S)
			drop_client(peephole, i);
	}
}

static struct pollfd wait_of(const struct peephole *peephole, unsigned i)
{
	const struct client *client = &peephole->client[i];

	if (i >= peephole->clients)
		return (struct pollfd){ .fd = -1 };
	return (struct pollfd){ client->fd, (short)((client->silent ? 0 : POLLIN) | (client->line ? POLLOUT : 0)), 0 };
}

static void *serve_all(void *context)
{
	enum { STOP = PEEPHOLE_CLIENTS, PICTURES, LISTENING, WAITS };
	struct peephole *peephole = context;

	for (;;) {
		struct pollfd wait[WAITS];
		eventfd_t ignored;
		bool fresh;

		for (unsigned i = 0; i < PEEPHOLE_CLIENTS; i++)
			wait[i] = wait_of(peephole, i);
		wait[STOP] = (struct pollfd){ peephole->stop, POLLIN, 0 };
		wait[PICTURES] = (struct pollfd){ peephole->pictures, POLLIN, 0 };
		wait[LISTENING] = (struct pollfd){ peephole->listening, POLLIN, 0 };
		if (poll(wait, WAITS, SILENCE_S * 1000) < 0 && errno != EINTR)
			break;
		if (wait[STOP].revents)
			break;
		fresh = wait[PICTURES].revents && eventfd_read(peephole->pictures, &ignored) == 0;
		attend(peephole, wait, fresh);
		if (wait[LISTENING].revents) {
			let_in(peephole);
			if (peephole->clients && !serve(peephole, &peephole->client[peephole->clients - 1]))
				drop_client(peephole, peephole->clients - 1);
		}
	}
	return NULL;
}

struct peephole *peephole_start(int listening, const char *path, struct hub *hub)
{
	struct peephole *peephole = calloc(1, sizeof *peephole);

	if (!peephole)
		return NULL;
	peephole->hub = hub;
	peephole->listening = listening;
	snprintf(peephole->path, sizeof peephole->path, "%s", path);
	peephole->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	peephole->pictures = hub_watch(hub);
	if (peephole->stop >= 0 && peephole->pictures >= 0 &&
		pthread_create(&peephole->thread, NULL, serve_all, peephole) == 0)
		return peephole;
	if (peephole->stop >= 0)
		close(peephole->stop);
	hub_unwatch(hub, peephole->pictures);
	free(peephole);
	return NULL;
}

void peephole_stop(struct peephole *peephole)
{
	if (!peephole)
		return;
	eventfd_write(peephole->stop, 1);
	pthread_join(peephole->thread, NULL);
	while (peephole->clients)
		drop_client(peephole, peephole->clients - 1);
	drop_line(peephole->common);
	hub_unwatch(peephole->hub, peephole->pictures);
	peephole_close(peephole->listening, peephole->path);
	close(peephole->stop);
	free(peephole);
}
