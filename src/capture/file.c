/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/file.h"

#include "capture/rows.h"
#include "capture/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct capture_file {
	char *path;
	struct stream *stream;
	FILE *plain;             /* until libpcap owns it */
	pcap_t *pcap;
	struct rows rows;
	int link;
	uint64_t frames, first_ns;
	capture_deliver *deliver;
	void *context;
};

static int set_filter(struct capture_file *file, const char *filter, struct ronda_error *error)
{
	struct bpf_program program;

	if (!filter)
		return 0;
	file->rows.usable = false; /* libpcap filters what it reads itself */
	if (pcap_compile(file->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) < 0)
		return ronda_fail(error, CAPTURE_BAD_FILTER, "the filter \"%s\" is not understood: %s", filter,
			pcap_geterr(file->pcap));

	int failed = pcap_setfilter(file->pcap, &program);

	pcap_freecode(&program);
	return failed ? ronda_fail(error, -EINVAL, "cannot use the filter \"%s\": %s", filter,
		pcap_geterr(file->pcap)) : 0;
}

static int open_pcap(struct capture_file *file, struct ronda_error *error)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	uint8_t header[ROWS_HEADER];
	size_t size;
	const uint8_t *begin = stream_peek(file->stream, sizeof header, &size);

	if (size > sizeof header)
		size = sizeof header;
	memcpy(header, begin, size);
	file->pcap = pcap_fopen_offline_with_tstamp_precision(file->plain, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!file->pcap) {
		const char *trouble = stream_trouble(file->stream);

		return ronda_fail(error, -EINVAL, "\"%s\" is not a capture that can be read: %s; a pcap or pcapng "
			"file was expected, plain or compressed with gzip or zstd", file->path, trouble ? trouble : why);
	}
	file->plain = NULL;
	file->link = pcap_datalink(file->pcap);
	rows_begin(&file->rows, header, size, file->pcap);
	return 0;
}

int capture_file_open(struct capture_file **made, const char *path, const char *filter,
	struct ronda_error *error)
{
	struct capture_file *file = calloc(1, sizeof *file);
	int failed = -ENOMEM;

	if (file)
		file->path = strdup(path);
	if (!file || !file->path)
		ronda_fail(error, failed, "cannot open \"%s\": memory is short", path);
	else if ((failed = stream_open(&file->stream, &file->plain, path, error)) == 0 &&
		(failed = open_pcap(file, error)) == 0)
		failed = set_filter(file, filter, error);
	if (failed) {
		capture_file_close(file);
		return failed;
	}
	*made = file;
	return 0;
}

void capture_file_close(struct capture_file *file)
{
	if (!file)
		return;
	if (file->pcap)
		pcap_close(file->pcap);
	if (file->plain)
		fclose(file->plain);
	stream_destroy(file->stream);
	free(file->path);
	free(file);
}

static void deliver(struct capture_file *file, const struct ronda_frame *frames, size_t count)
{
	if (file->frames == 0)
		file->first_ns = frames->time_ns;
	file->frames += count;
	file->deliver(file->context, frames, count);
}

static void handle(uint8_t *user, const struct pcap_pkthdr *header, const uint8_t *data)
{
	struct capture_file *file = (struct capture_file *)user;
	struct ronda_frame frame = capture_frame(header, data, file->link);

	deliver(file, &frame, 1);
}

/* The plain records up to the next that is not, at most `most`. How many there were. */
static size_t read_rows(struct capture_file *file, size_t most)
{
	enum { ROW = 64 };
	struct ronda_frame frames[ROW];
	size_t read = 0, count, bytes;

	while (read < most &&
		(count = rows_read(&file->rows, file->stream, frames, most - read < ROW ? most - read : ROW, &bytes))) {
		deliver(file, frames, count);
		stream_take(file->stream, bytes);
		read += count;
	}
	return read;
}

static int broken(const struct capture_file *file, struct ronda_error *error)
{
	const char *trouble = stream_trouble(file->stream);

	ronda_fail(error, -EIO, "\"%s\" cannot be read beyond frame %llu: %s", file->path,
		(unsigned long long)file->frames, trouble ? trouble : pcap_geterr(file->pcap));
	return CAPTURE_BROKEN;
}

int capture_file_read(struct capture_file *file, size_t most, capture_deliver *whom, void *context,
	struct ronda_error *error)
{
	file->deliver = whom;
	file->context = context;
	if (file->rows.usable && read_rows(file, most) > 0)
		return CAPTURE_MORE;

	int got = pcap_dispatch(file->pcap, file->rows.usable ? 1 : (int)most, handle, (uint8_t *)file);

	return got < 0 ? broken(file, error) : got == 0 ? CAPTURE_END : CAPTURE_MORE;
}

uint64_t capture_file_first_ns(const struct capture_file *file)
{
	return file->first_ns;
}
