/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sound store of which some bytes are changed: a place in three bytes, then a value. Whatever it then holds, every
 * question has an answer or a sentence.
 */
#include "unit/summaries.h"

#include "store/store.h"

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char path[64];
static uint8_t *sound;
static size_t sound_size;

static void remove_files(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char name[80];

	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

static void write_file(const uint8_t *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(bytes, 1, size, file) != size)
		abort();
	fclose(file);
}

/* A few summaries with all that a summary may have, as one file. */
static void make_sound(void)
{
	struct store_note note = { 0, 1657670400 * STAMP_SECOND_NS, 1657670400 * STAMP_SECOND_NS, NULL, "incident", "text" };
	struct ronda_error error;
	struct store *store;
	int64_t id;
	FILE *file;

	snprintf(path, sizeof path, "%s/ronda-fuzz-%d.db", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
	atexit(remove_files);
	setenv("TZ", "UTC", 1);
	if (store_open(&store, path, STORE_WRITE, &error) < 0)
		abort();
	for (unsigned i = 0; i < 4; i++) {
		struct ronda_summary *summary = random_summary(100 + i, i);

		if (store_add(store, summary, &error) < 0)
			abort();
		ronda_summary_destroy(summary);
	}
	store_note_add(store, &note, &id, &error);
	store_close(store);
	file = fopen(path, "rb");
	sound = malloc(1 << 20);
	sound_size = file ? fread(sound, 1, 1 << 20, file) : 0;
	if (!sound_size)
		abort();
	fclose(file);
}

static int drop(void *context, struct ronda_summary *summary)
{
	char *json = ronda_summary_to_json(summary, SIZE_MAX, false);

	(void)context;
	free(json);
	ronda_summary_destroy(summary);
	return 0;
}

static void ignore(void *context, const char *text)
{
	(void)context;
	if (!text)
		abort();
}

static void ask(struct store *store)
{
	static const struct store_query query = { .top = 50 };
	struct store_lookup what = { 0 };
	struct ronda_error error = { "" };
	struct store_result *result;
	struct store_sighting *sighting;
	struct store_info info;

	if (store_read(store, &query, &result, &error) == 0) {
		free(ronda_summary_to_json(result->summary, SIZE_MAX, false));
		store_result_destroy(result);
	} else if (!error.text[0]) {
		abort();
	}
	if (store_look(store, &query, &what, &sighting, &error) == 0)
		store_sighting_destroy(sighting);
	store_info(store, &info, &error);
	store_check(store, ignore, NULL, &error);
	store_export(store, &query, drop, NULL, &error);
}

static void add(void)
{
	struct ronda_error error;
	struct store *store;
	struct ronda_summary *summary;

	if (store_open(&store, path, STORE_WRITE, &error) < 0)
		return;
	summary = random_summary(7, 9);
	store_add(store, summary, &error);
	ronda_summary_destroy(summary);
	store_close(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint8_t *changed;
	struct ronda_error error = { "" };
	struct store *store;

	if (!sound)
		make_sound();
	changed = malloc(sound_size);
	memcpy(changed, sound, sound_size);
	for (size_t i = 0; i + 4 <= size && i < 400; i += 4)
		changed[(bytes[i] | bytes[i + 1] << 8 | (size_t)bytes[i + 2] << 16) % sound_size] = bytes[i + 3];
	remove_files();
	write_file(changed, sound_size);
	free(changed);
	if (store_open(&store, path, STORE_READ, &error) == 0) {
		ask(store);
		store_close(store);
	} else if (!error.text[0]) {
		abort();
	}
	add();
	return 0;
}
