/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/attach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_MOST = 8 << 20, FOUND_MOST = 32 };

struct attach {
	int fd;
	bool greeted;
	char *text;              /* what came, not yet taken */
	size_t size, room;
};

/* The sockets that somebody answers at. */
struct found {
	char path[FOUND_MOST][PEEPHOLE_PATH];
	size_t count;
	bool forbidden;          /* one is there, but not for us */
};

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;

	int failed = -errno;

	if (fd >= 0)
		close(fd);
	return failed;
}

static bool is_socket_name(const char *name)
{
	size_t length = strlen(name);

	return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".sock") == 0;
}

static void look_in(struct found *found, const char *dir)
{
	DIR *open = opendir(dir);
	const struct dirent *entry;

	found->forbidden |= !open && errno == EACCES;
	while (open && (entry = readdir(open)) && found->count < FOUND_MOST) {
		char *path = found->path[found->count];
		int fd;

		if (!is_socket_name(entry->d_name) ||
			snprintf(path, PEEPHOLE_PATH, "%.80s/%.100s", dir, entry->d_name) >= PEEPHOLE_PATH)
			continue;
		fd = connect_to(path);
		found->forbidden |= fd == -EACCES;
		if (fd < 0)
			continue;
		close(fd);
		found->count++;
	}
	if (open)
		closedir(open);
}

static void look_around(struct found *found)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char dir[PEEPHOLE_PATH];

	*found = (struct found){ 0 };
	look_in(found, "/run/ronda");
	if (runtime && snprintf(dir, sizeof dir, "%s/ronda", runtime) < (int)sizeof dir)
		look_in(found, dir);
}

static void name_of(const char *path, char name[PEEPHOLE_PATH])
{
	const char *slash = strrchr(path, '/');

	snprintf(name, PEEPHOLE_PATH, "%s", slash ? slash + 1 : path);
	name[strlen(name) - 5] = '\0';
}

static int tell_several(const struct found *found, struct ronda_error *error)
{
	char names[RONDA_ERROR_TEXT / 2] = "", name[PEEPHOLE_PATH];

	for (size_t i = 0; i < found->count; i++) {
		size_t length = strlen(names);

		name_of(found->path[i], name);
		snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "", name);
	}
	return ronda_fail(error, -EINVAL, "several sensors run here; choose one with --sensor: %s", names);
}

static int choose(char path[PEEPHOLE_PATH], const char *sensor, struct ronda_error *error)
{
	struct found found;
	char name[PEEPHOLE_PATH];

	look_around(&found);
	for (size_t i = 0; i < found.count; i++) {
		name_of(found.path[i], name);
		if (sensor ? strcmp(name, sensor) == 0 : found.count == 1) {
			strcpy(path, found.path[i]);
			return 0;
		}
	}
	if (found.count)
		return sensor ? ronda_fail(error, -ENOENT, "no sensor called \"%.64s\" runs here; without --sensor, ronda top "
			"lists those that do", sensor) : tell_several(&found, error);
	return ronda_fail(error, -ENOENT, found.forbidden ?
		"a sensor runs here, but you may not look on: be root, or of its socket's group" :
		"no sensor runs here: start one (ronda run -i IFACE), or look at an interface (ronda top -i IFACE) or a "
		"capture (ronda top FILE)");
}

int attach_open(struct attach **attach, const char *path, const char *sensor, struct ronda_error *error)
{
	char chosen[PEEPHOLE_PATH];
	int fd;

	*attach = NULL;
	if (!path) {
		int failed = choose(chosen, sensor, error);

		if (failed)
			return failed;
		path = chosen;
	}
	fd = connect_to(path);
	if (fd < 0)
		return ronda_fail(error, fd, "cannot look on at \"%.100s\": %s", path, fd == -ECONNREFUSED ?
			"no sensor answers there" : strerror(-fd));
	*attach = calloc(1, sizeof **attach);
	if (!*attach) {
		close(fd);
		return ronda_fail(error, -ENOMEM, "memory is short");
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	(*attach)->fd = fd;
	return 0;
}

void attach_close(struct attach *attach)
{
	if (!attach)
		return;
	close(attach->fd);
	free(attach->text);
	free(attach);
}

int attach_fd(const struct attach *attach)
{
	return attach->fd;
}

static int make_room(struct attach *attach)
{
	size_t room = attach->room ? 2 * attach->room : 1 << 16;
	char *text;

	if (attach->size < attach->room)
		return 0;
	if (room > LINE_MOST)
		return -EMSGSIZE;
	text = realloc(attach->text, room);
	if (!text)
		return -ENOMEM;
	attach->text = text;
	attach->room = room;
	return 0;
}

/* All that is there. */
static int receive(struct attach *attach)
{
	for (;;) {
		int failed = make_room(attach);
		ssize_t got;

		if (failed)
			return failed;
		got = recv(attach->fd, attach->text + attach->size, attach->room - attach->size, MSG_DONTWAIT);
		if (got == 0)
			return -EPIPE;
		if (got < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		attach->size += (size_t)got;
	}
}

static int greet(struct attach *attach, const char *line, size_t bytes, struct ronda_error *error)
{
	attach->greeted = true;
	return protocol_is_greeting(line, bytes) ? 0 : ronda_fail(error, -EPROTO, "what answers there is no ronda of this "
		"version; restart the sensor after an update");
}

int attach_take(struct attach *attach, struct ronda_picture **picture, struct ronda_error *error)
{
	int gone = receive(attach), failed = 0;
	char *start = attach->text, *stop = start + attach->size, *last = NULL, *last_end = NULL, *end;

	*picture = NULL;
	while (!failed && start && (end = memchr(start, '\n', (size_t)(stop - start)))) {
		if (!attach->greeted) {
			failed = greet(attach, start, (size_t)(end - start), error);
		} else {
			last = start; /* of several the latest will do */
			last_end = end;
		}
		start = end + 1;
	}
	if (!failed && last) {
		*picture = picture_from_json(last, (size_t)(last_end - last), error);
		failed = *picture ? 1 : -EPROTO;
	}
	attach->size = (size_t)(stop - start);
	if (attach->size)
		memmove(attach->text, start, attach->size);
	if (failed)
		return failed;
	if (gone == -EPIPE)
		return ronda_fail(error, gone, "the sensor has ended");
	return gone ? ronda_fail(error, gone, "what the sensor sends cannot be read: %s", strerror(-gone)) : 0;
}

void attach_watch(struct attach *attach, const struct ronda_addr *source)
{
	char line[PROTOCOL_LINE];

	send(attach->fd, line, protocol_wish(source, line), MSG_NOSIGNAL | MSG_DONTWAIT);
}
