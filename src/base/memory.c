/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

static size_t whole_pages(size_t bytes)
{
	return (bytes + HUGE_PAGE_BYTES - 1) & ~(HUGE_PAGE_BYTES - 1);
}

/* Maps one page too many and gives back what lies outside the aligned part. */
void *memory_map(size_t bytes)
{
	size_t size = whole_pages(bytes);
	uint8_t *map = mmap(NULL, size + HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (map == MAP_FAILED)
		return NULL;

	size_t before = (size_t)(-(uintptr_t)map & (HUGE_PAGE_BYTES - 1));

	if (before)
		munmap(map, before);
	if (before < HUGE_PAGE_BYTES)
		munmap(map + before + size, HUGE_PAGE_BYTES - before);
	map += before;
	madvise(map, size, MADV_HUGEPAGE); /* a wish: ordinary pages serve too, at some cost */
	return map;
}

void memory_unmap(void *memory, size_t bytes)
{
	if (memory)
		munmap(memory, whole_pages(bytes));
}
