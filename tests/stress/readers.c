/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One writer turns over a small table of sources as fast as it can; two readers look at every slot all the
 * time. What a source sends in bytes follows from its address, and so do its stamps: a copy that mixes two
 * sources is seen. Worth most under -Db_sanitize=thread.
 */
#include "base/hash.h"
#include "count/sources.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { READERS = 2, TABLE_BYTES = 32 << 10, PACKETS = 3000000, SOURCES = 4000, COPIES = 10000 };

struct stage {
	struct sources sources;
	_Atomic bool over;
};

struct reader {
	struct stage *stage;
	_Atomic uint64_t copies;
	uint64_t torn_keys, torn_bytes, torn_stamps, torn_attempts;
};

static struct ronda_addr key_of(uint64_t number)
{
	return (struct ronda_addr){ .halves = { number, hash_number(number, 1) } };
}

/* Of each packet; odd and mostly coprime, so that a multiple of one is hardly one of another. */
static uint32_t bytes_of(const struct ronda_addr *key)
{
	return (uint32_t)(2 * key->halves[0] + 10007);
}

static void send_one(struct sources *sources, uint64_t number, uint64_t round)
{
	struct ronda_addr key = key_of(number);
	struct source_place place = sources_place(sources->sets, hash_addr(&key, 0));
	int way = sources_find(sources, place, &key);
	struct source *source;
	uint32_t dossier;

	if (way < 0)
		way = sources_claim(sources, place, &key, &dossier);
	source = sources_slot(sources, place, way);
	sources_count(&sources->set[place.set].weight[way], source, round * bytes_of(&key), bytes_of(&key));
	if (number % 5 == 0 && !source_is(source, SOURCE_VERIFIED))
		sources_verify(sources, place, source);
	if (number % 7 == 0)
		atomic_store_explicit(&source->attempts, bytes_of(&key), memory_order_relaxed);
}

static void check(struct reader *reader, const struct source_copy *copy)
{
	struct ronda_addr whole = key_of(copy->key.halves[0]);
	uint32_t bytes = bytes_of(&copy->key);

	atomic_fetch_add_explicit(&reader->copies, 1, memory_order_relaxed);
	reader->torn_keys += !ronda_addr_equal(&whole, &copy->key);
	reader->torn_bytes += copy->bytes % bytes != 0;
	reader->torn_stamps += copy->first_ns % bytes != 0 || copy->last_ns % bytes != 0;
	reader->torn_attempts += copy->attempts != 0 && copy->attempts != bytes;
}

static void *read_all(void *context)
{
	struct reader *reader = context;
	struct sources *sources = &reader->stage->sources;
	struct source_copy copy;

	while (!atomic_load_explicit(&reader->stage->over, memory_order_relaxed))
		for (size_t i = 0; i < sources_used(sources); i++)
			if (sources_read(sources, i, &copy))
				check(reader, &copy);
	return NULL;
}

static bool have_seen_enough(const struct reader *readers)
{
	for (unsigned i = 0; i < READERS; i++)
		if (atomic_load_explicit(&readers[i].copies, memory_order_relaxed) < COPIES)
			return false;
	return true;
}

/* On a loaded machine the readers may begin late: so long as it takes. */
static void write_all(struct stage *stage, const struct reader *readers)
{
	for (uint64_t i = 1; i <= PACKETS || !have_seen_enough(readers); i++) {
		uint64_t chance = hash_number(i, 2);

		send_one(&stage->sources, 1 + (chance & 3 ? chance >> 32 : (chance >> 32) % 40) % SOURCES, i);
		if (i % (PACKETS / 8) == 0)
			sources_begin_period(&stage->sources);
	}
	atomic_store_explicit(&stage->over, true, memory_order_relaxed);
}

static bool is_whole(const struct reader *reader)
{
	printf("%llu copies; torn keys %llu, bytes %llu, stamps %llu, attempts %llu\n",
		(unsigned long long)reader->copies, (unsigned long long)reader->torn_keys,
		(unsigned long long)reader->torn_bytes, (unsigned long long)reader->torn_stamps,
		(unsigned long long)reader->torn_attempts);
	return reader->copies && !reader->torn_keys && !reader->torn_bytes && !reader->torn_stamps &&
		!reader->torn_attempts;
}

int main(void)
{
	static struct stage stage;
	struct reader readers[READERS] = { { .stage = &stage }, { .stage = &stage } };
	pthread_t threads[READERS];
	bool whole = true;

	if (sources_init(&stage.sources, TABLE_BYTES) < 0)
		return EXIT_FAILURE;
	for (unsigned i = 0; i < READERS; i++)
		if (pthread_create(&threads[i], NULL, read_all, &readers[i]))
			return EXIT_FAILURE;
	write_all(&stage, readers);
	for (unsigned i = 0; i < READERS; i++) {
		pthread_join(threads[i], NULL);
		whole = is_whole(&readers[i]) && whole;
	}
	sources_finish(&stage.sources);
	return whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
