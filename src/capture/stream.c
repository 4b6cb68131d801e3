/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { INPUT_BYTES = 1 << 18, OUTPUT_BYTES = 1 << 18, MAGIC_BYTES = 4 };

struct stream {
	int fd;
	const char *trouble;
	size_t begin, end;          /* of what was read and not yet taken */
	bool ended;                 /* the file has no more */
	bool between;               /* compressed: no member or frame is open */
	z_stream gzip;
	ZSTD_DStream *zstd;
	uint8_t input[INPUT_BYTES];
};

/* At least one more byte of input; false at the end or on an error. */
static bool fill(struct stream *stream)
{
	ssize_t got;

	if (stream->begin < stream->end)
		return true;
	if (stream->ended)
		return false;
	do
		got = read(stream->fd, stream->input, sizeof stream->input);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		stream->trouble = strerror(errno);
	if (got <= 0) {
		stream->ended = true;
		return false;
	}
	stream->begin = 0;
	stream->end = (size_t)got;
	return true;
}

static ssize_t fail(struct stream *stream, const char *trouble)
{
	if (!stream->trouble)
		stream->trouble = trouble;
	errno = EIO;
	return -1;
}

static ssize_t read_plain(void *cookie, char *out, size_t size)
{
	struct stream *stream = cookie;
	size_t here = stream->end - stream->begin;

	if (!fill(stream))
		return stream->trouble ? fail(stream, NULL) : 0;
	here = stream->end - stream->begin;
	if (here > size)
		here = size;
	memcpy(out, stream->input + stream->begin, here);
	stream->begin += here;
	return (ssize_t)here;
}

/* Members may follow one another, as `cat a.gz b.gz` leaves them. */
static ssize_t read_gzip(void *cookie, char *out, size_t size)
{
	struct stream *stream = cookie;
	z_stream *gzip = &stream->gzip;

	gzip->next_out = (uint8_t *)out;
	gzip->avail_out = (uInt)size;
	while (gzip->avail_out == size) {
		if (!fill(stream))
			return stream->between && !stream->trouble ? 0 : fail(stream, "the gzip data ends too early");
		gzip->next_in = stream->input + stream->begin;
		gzip->avail_in = (uInt)(stream->end - stream->begin);
		stream->between = false;

		int status = inflate(gzip, Z_NO_FLUSH);

		stream->begin = stream->end - gzip->avail_in;
		if (status == Z_STREAM_END) {
			stream->between = true;
			inflateReset(gzip);
		} else if (status != Z_OK && status != Z_BUF_ERROR) {
			return fail(stream, "the gzip data is broken");
		}
	}
	return (ssize_t)(size - gzip->avail_out);
}

static ssize_t read_zstd(void *cookie, char *out, size_t size)
{
	struct stream *stream = cookie;
	ZSTD_outBuffer output = { out, size, 0 };

	while (output.pos == 0) {
		if (!fill(stream))
			return stream->between && !stream->trouble ? 0 : fail(stream, "the zstd data ends too early");

		ZSTD_inBuffer input = { stream->input, stream->end, stream->begin };
		size_t hint = ZSTD_decompressStream(stream->zstd, &output, &input);

		stream->begin = input.pos;
		stream->between = hint == 0;
		if (ZSTD_isError(hint))
			return fail(stream, "the zstd data is broken");
	}
	return (ssize_t)output.pos;
}

/* How the file is to be read, by its first bytes. */
static cookie_read_function_t *reader_for(struct stream *stream)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b }, zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
	const uint8_t *magic = stream->input;

	if (stream->end >= sizeof gzip && memcmp(magic, gzip, sizeof gzip) == 0)
		return inflateInit2(&stream->gzip, 15 + 16) == Z_OK ? read_gzip : NULL;
	if (stream->end >= sizeof zstd && memcmp(magic, zstd, sizeof zstd) == 0) {
		stream->zstd = ZSTD_createDStream();
		return stream->zstd ? read_zstd : NULL;
	}
	return read_plain;
}

/* A pipe may hand over its first bytes one at a time. */
static void read_magic(struct stream *stream)
{
	while (stream->end < MAGIC_BYTES) {
		ssize_t got = read(stream->fd, stream->input + stream->end, sizeof stream->input - stream->end);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			stream->trouble = strerror(errno);
		if (got <= 0) {
			stream->ended = true;
			return;
		}
		stream->end += (size_t)got;
	}
}

/* A plain file needs no layer of ours, and stdio copies faster without one. */
static bool rewind_whole(const struct stream *stream)
{
	return lseek(stream->fd, -(off_t)stream->end, SEEK_CUR) >= 0;
}

static int open_path(const char *path, struct ronda_error *error)
{
	struct stat status;
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return ronda_fail(error, -errno, "cannot open \"%s\": %s", path, strerror(errno));
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		close(fd);
		return ronda_fail(error, -EISDIR, "\"%s\" is a directory; name the capture files in it, such as %s/*.pcap",
			path, path);
	}
	return fd;
}

int stream_open(struct stream **made, FILE **file, const char *path, struct ronda_error *error)
{
	struct stream *stream = calloc(1, sizeof *stream);
	cookie_read_function_t *reader = NULL;

	if (!stream)
		return ronda_fail(error, -ENOMEM, "cannot open \"%s\": memory is short", path);
	stream->fd = open_path(path, error);
	if (stream->fd < 0) {
		int failed = stream->fd;

		free(stream);
		return failed;
	}
	stream->between = true;
	read_magic(stream);
	reader = reader_for(stream);
	*file = !reader ? NULL : reader == read_plain && rewind_whole(stream) ? fdopen(dup(stream->fd), "r") :
		fopencookie(stream, "r", (cookie_io_functions_t){ .read = reader });
	if (!*file) {
		stream_destroy(stream);
		return ronda_fail(error, -ENOMEM, "cannot open \"%s\": memory is short", path);
	}
	setvbuf(*file, NULL, _IOFBF, OUTPUT_BYTES);
	__fsetlocking(*file, FSETLOCKING_BYCALLER); /* one thread reads it: no lock for each packet */
	*made = stream;
	return 0;
}

void stream_destroy(struct stream *stream)
{
	if (!stream)
		return;
	inflateEnd(&stream->gzip);
	ZSTD_freeDStream(stream->zstd);
	close(stream->fd);
	free(stream);
}

const char *stream_trouble(const struct stream *stream)
{
	return stream->trouble;
}
