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

enum { MAGIC_BYTES = 4 };

/* Some of the file, and how much of that was read. */
struct buffer {
	size_t begin, end;
	uint8_t bytes[STREAM_PEEK_MOST];
};

struct stream;
/* Adds bytes to the output; none at the end, false when it cannot. */
typedef bool unwrap(struct stream *stream);

struct stream {
	int fd;
	const char *trouble;
	bool ended;                 /* the file has no more */
	bool between;               /* compressed: no member or frame is open */
	unwrap *unwrap;
	z_stream gzip;
	ZSTD_DStream *zstd;
	struct buffer input;        /* compressed bytes */
	struct buffer output;
};

/* Reads more of the file behind what is there. */
static void read_file(struct stream *stream, struct buffer *buffer)
{
	ssize_t got;

	do
		got = read(stream->fd, buffer->bytes + buffer->end, sizeof buffer->bytes - buffer->end);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		stream->trouble = strerror(errno);
	if (got <= 0)
		stream->ended = true;
	else
		buffer->end += (size_t)got;
}

/* At least one more byte of compressed input; false at the end or on an error. */
static bool fill(struct stream *stream)
{
	struct buffer *input = &stream->input;

	if (input->begin < input->end)
		return true;
	input->begin = input->end = 0;
	if (!stream->ended)
		read_file(stream, input);
	return input->begin < input->end;
}

static bool fail(struct stream *stream, const char *trouble)
{
	if (!stream->trouble)
		stream->trouble = trouble;
	return false;
}

static bool unwrap_plain(struct stream *stream)
{
	if (!stream->ended)
		read_file(stream, &stream->output);
	return !stream->trouble;
}

/* Members may follow one another, as `cat a.gz b.gz` leaves them. */
static bool unwrap_gzip(struct stream *stream)
{
	z_stream *gzip = &stream->gzip;
	struct buffer *input = &stream->input, *output = &stream->output;
	size_t room = sizeof output->bytes - output->end;

	gzip->next_out = output->bytes + output->end;
	gzip->avail_out = (uInt)room;
	while (gzip->avail_out == room) {
		if (!fill(stream))
			return (stream->between && !stream->trouble) || fail(stream, "the gzip data ends too early");
		gzip->next_in = input->bytes + input->begin;
		gzip->avail_in = (uInt)(input->end - input->begin);
		stream->between = false;

		int status = inflate(gzip, Z_NO_FLUSH);

		input->begin = input->end - gzip->avail_in;
		if (status == Z_STREAM_END) {
			stream->between = true;
			inflateReset(gzip);
		} else if (status != Z_OK && status != Z_BUF_ERROR) {
			return fail(stream, "the gzip data is broken");
		}
	}
	output->end = sizeof output->bytes - gzip->avail_out;
	return true;
}

static bool unwrap_zstd(struct stream *stream)
{
	struct buffer *input = &stream->input, *output = &stream->output;
	ZSTD_outBuffer out = { output->bytes, sizeof output->bytes, output->end };

	while (out.pos == output->end) {
		if (!fill(stream))
			return (stream->between && !stream->trouble) || fail(stream, "the zstd data ends too early");

		ZSTD_inBuffer in = { input->bytes, input->end, input->begin };
		size_t hint = ZSTD_decompressStream(stream->zstd, &out, &in);

		input->begin = in.pos;
		stream->between = hint == 0;
		if (ZSTD_isError(hint))
			return fail(stream, "the zstd data is broken");
	}
	output->end = out.pos;
	return true;
}

const uint8_t *stream_peek(struct stream *stream, size_t least, size_t *size)
{
	struct buffer *output = &stream->output;
	size_t before = SIZE_MAX;

	if (output->end - output->begin < least) {
		memmove(output->bytes, output->bytes + output->begin, output->end - output->begin);
		output->end -= output->begin;
		output->begin = 0;
	}
	while (output->end - output->begin < least && output->end != before) {
		before = output->end;
		if (!stream->unwrap(stream))
			break;
	}
	*size = output->end - output->begin;
	return output->bytes + output->begin;
}

void stream_take(struct stream *stream, size_t size)
{
	stream->output.begin += size;
}

/* libpcap's way in. */
static ssize_t read_cookie(void *cookie, char *out, size_t size)
{
	struct stream *stream = cookie;
	size_t here;
	const uint8_t *bytes = stream_peek(stream, 1, &here);

	if (!here && stream->trouble) {
		errno = EIO;
		return -1;
	}
	if (here > size)
		here = size;
	memcpy(out, bytes, here);
	stream_take(stream, here);
	return (ssize_t)here;
}

/* The first bytes were read as they are; if they are compressed ones, they are input. */
static void compressed(struct stream *stream, unwrap *how)
{
	stream->input.end = stream->output.end;
	memcpy(stream->input.bytes, stream->output.bytes, stream->output.end);
	stream->output.end = 0;
	stream->between = true;
	stream->unwrap = how;
}

/* How the file is to be read, by its first bytes. A pipe may hand them over one at a time. */
static bool choose(struct stream *stream)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b }, zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };
	size_t size;

	stream->unwrap = unwrap_plain;

	const uint8_t *magic = stream_peek(stream, MAGIC_BYTES, &size);

	if (size >= sizeof gzip && memcmp(magic, gzip, sizeof gzip) == 0) {
		compressed(stream, unwrap_gzip);
		return inflateInit2(&stream->gzip, 15 + 16) == Z_OK;
	}
	if (size >= sizeof zstd && memcmp(magic, zstd, sizeof zstd) == 0) {
		compressed(stream, unwrap_zstd);
		return (stream->zstd = ZSTD_createDStream()) != NULL;
	}
	return true;
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

	if (!stream)
		return ronda_fail(error, -ENOMEM, "cannot open \"%s\": memory is short", path);
	stream->fd = open_path(path, error);
	if (stream->fd < 0) {
		int failed = stream->fd;

		free(stream);
		return failed;
	}
	*file = choose(stream) ? fopencookie(stream, "r", (cookie_io_functions_t){ .read = read_cookie }) : NULL;
	if (!*file) {
		stream_destroy(stream);
		return ronda_fail(error, -ENOMEM, "cannot open \"%s\": memory is short", path);
	}
	setvbuf(*file, NULL, _IONBF, 0);            /* it takes what it is asked for, no more */
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
