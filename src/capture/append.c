/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

int append_open(struct append *append, int dir, const char *name)
{
	*append = (struct append){ .fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600) };
	if (append->fd < 0)
		return -errno;
	append->stream = open_memstream(&append->memory, &append->size);
	return append->stream ? 0 : -ENOMEM;
}

static int write_whole(struct append *append)
{
	for (size_t done = 0; done < append->size;) {
		ssize_t wrote = write(append->fd, append->memory + done, append->size - done);
		int failed = wrote < 0 ? errno : 0;

		if (failed && failed != EINTR)
			return ftruncate(append->fd, (off_t)append->written) < 0 ? -EIO : -failed;
		done += failed ? 0 : (size_t)wrote;
	}
	return 0;
}

int append_flush(struct append *append)
{
	bool short_of_memory = fflush(append->stream) != 0 || ferror(append->stream);
	int failed = short_of_memory ? -ENOMEM : write_whole(append);

	append->written += failed ? 0 : append->size;
	rewind(append->stream);
	return failed;
}

uint64_t append_bytes(const struct append *append)
{
	long piece = append->stream ? ftell(append->stream) : 0;

	return append->written + (piece > 0 ? (uint64_t)piece : 0);
}

void append_close(struct append *append)
{
	if (append->stream)
		fclose(append->stream);
	if (append->fd >= 0)
		close(append->fd);
	free(append->memory);
	*append = (struct append){ .fd = -1 };
}
