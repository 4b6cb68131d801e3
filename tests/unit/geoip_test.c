/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * geoip_test SAMPLES [DATABASE]
 *
 * SAMPLES is a directory that geoip/sample-mmdb filled; DATABASE the default country.mmdb, for the
 * comparison with libmaxminddb, which is skipped without it.
 */
#include "claim.h"

#include <asn.h>
#include <geoip.h>

#include <errno.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID RONDA_COUNTRY('I', 'D')
#define SG RONDA_COUNTRY('S', 'G')
#define MY RONDA_COUNTRY('M', 'Y')
#define US RONDA_COUNTRY('U', 'S')

#define FILE_PATH 512

/* libmaxminddb 1.7.1 loses some memory of its own when metadata is broken; that is not ours to
 * find. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

static const char *samples, *database;
static char scratch[] = "/tmp/ronda-places-XXXXXX";

static const char *sample(const char *name)
{
	static char path[FILE_PATH];

	snprintf(path, sizeof path, "%s/%s.mmdb", samples, name);
	return path;
}

static ronda_country country(const struct ronda_places *places, const char *text)
{
	struct ronda_addr addr;

	assert_int_equal(ronda_addr_parse(&addr, text, NULL), 0);
	return ronda_places_country(places, &addr);
}

static struct ronda_places *open_with(const char *file, const char *list)
{
	struct geoip_overrides overrides = { 0 };
	struct ronda_places *places;
	struct ronda_error error;

	if (*list) {
		FILE *stream = fmemopen((void *)list, strlen(list), "r");

		if (geoip_overrides_read(&overrides, stream, "list", &error) < 0)
			fail_msg("%s", error.text);
		fclose(stream);
	}
	if (geoip_open(&places, file, &overrides, &error) < 0)
		fail_msg("%s", error.text);
	geoip_overrides_finish(&overrides);
	return places;
}

/* Whether opening `file` fails with `code` and a sentence that has `words` in it. */
static void refused(const char *file, int code, const char *words)
{
	struct ronda_places *places;
	struct ronda_error error = { "" };

	assert_int_equal(geoip_open(&places, file, NULL, &error), code);
	assert_null(places);
	if (!strstr(error.text, words) || !strstr(error.text, file))
		fail_msg("\"%s\" and \"%s\" were expected in: %s", words, file, error.text);
}

static size_t read_file(const char *path, uint8_t **bytes)
{
	FILE *stream = fopen(path, "rb");
	struct stat stat;
	size_t count;

	assert_non_null(stream);
	assert_int_equal(fstat(fileno(stream), &stat), 0);
	*bytes = malloc((size_t)stat.st_size);
	assert_non_null(*bytes);
	count = fread(*bytes, 1, (size_t)stat.st_size, stream);
	assert_int_equal(count, stat.st_size);
	fclose(stream);
	return count;
}

static const char *write_file(const void *bytes, size_t count)
{
	FILE *stream = fopen(scratch, "wb");

	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, count, stream), count);
	assert_int_equal(fclose(stream), 0);
	return scratch;
}

static void every_kind_of_country_database_gives_the_same_answers(void **state)
{
	static const char *const kinds[] = {
		"country",
		"wide28",
		"wide32",
		"unaliased",
		"city",
		"registered",
		"code",
		"flat",
		"ipv4",
	};

	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct ronda_places *places = open_with(sample(kinds[i]), "");

		print_message("  %s, which calls itself %s\n", kinds[i], places->type);
		assert_int_equal(country(places, "203.0.111.255"), 0);
		assert_int_equal(country(places, "203.0.112.0"), ID);
		assert_int_equal(country(places, "203.0.112.255"), ID);
		assert_int_equal(country(places, "203.0.113.0"), 0);
		assert_int_equal(country(places, "198.50.255.255"), 0);
		assert_int_equal(country(places, "198.51.0.0"), SG);
		assert_int_equal(country(places, "198.51.255.255"), SG);
		assert_int_equal(country(places, "198.52.0.0"), 0);
		assert_int_equal(country(places, "1.2.3.4"), 0);
		assert_int_equal(country(places, "::ffff:203.0.112.1"), ID);
		assert_int_equal(country(places, "2002:cb00:7001::1"), ID);
		assert_int_equal(country(places, "2001:0:c633:1::34ff:8ffe"), ID);
		assert_int_equal(places->built_seconds, 1700000000);
		assert_string_equal(places->file, sample(kinds[i]));
		ronda_places_destroy(places);
	}
}

static void a_24_divided_in_the_database_is_divided_in_the_table(void **state)
{
	struct ronda_places *places = open_with(sample("country"), "");

	(void)state;
	assert_int_equal(country(places, "198.51.99.255"), SG);
	assert_int_equal(country(places, "198.51.100.127"), SG);
	assert_int_equal(country(places, "198.51.100.128"), MY);
	assert_int_equal(country(places, "198.51.100.255"), MY);
	assert_int_equal(country(places, "198.51.101.0"), SG);
	ronda_places_destroy(places);
}

static void an_ipv6_range_ends_where_the_database_says(void **state)
{
	struct ronda_places *places = open_with(sample("country"), "");

	(void)state;
	assert_int_equal(country(places, "2400:fff:ffff:ffff:ffff:ffff:ffff:ffff"), 0);
	assert_int_equal(country(places, "2400:1000::"), ID);
	assert_int_equal(country(places, "2400:1000:7fff:ffff:ffff:ffff:ffff:ffff"), ID);
	assert_int_equal(country(places, "2400:1000:8000::"), US);
	assert_int_equal(country(places, "2400:1000:8000:ffff:ffff:ffff:ffff:ffff"), US);
	assert_int_equal(country(places, "2400:1000:8001::"), ID);
	assert_int_equal(country(places, "2400:1000:ffff:ffff:ffff:ffff:ffff:ffff"), ID);
	assert_int_equal(country(places, "2400:1001::"), 0);
	ronda_places_destroy(places);
}

static void the_longest_override_wins_and_any_wins_over_the_database(void **state)
{
	struct ronda_places *places = open_with(sample("country"),
		"198.51.100.192/32 US\n"
		"198.51.0.0/16 ID\n"
		"198.51.100.0/25 local\n"
		"203.0.112.0/30 SG\n"
		"2400:1000:8000::/47 MY\n");

	(void)state;
	assert_int_equal(country(places, "198.50.255.255"), 0);
	assert_int_equal(country(places, "198.51.0.0"), ID);
	assert_int_equal(country(places, "198.51.100.0"), RONDA_COUNTRY_LOCAL);
	assert_int_equal(country(places, "198.51.100.127"), RONDA_COUNTRY_LOCAL);
	assert_int_equal(country(places, "198.51.100.128"), ID);
	assert_int_equal(country(places, "198.51.100.191"), ID);
	assert_int_equal(country(places, "198.51.100.192"), US);
	assert_int_equal(country(places, "198.51.100.193"), ID);
	assert_int_equal(country(places, "198.51.255.255"), ID);
	assert_int_equal(country(places, "198.52.0.0"), 0);
	assert_int_equal(country(places, "203.0.112.3"), SG);
	assert_int_equal(country(places, "203.0.112.4"), ID);
	assert_int_equal(country(places, "2400:1000:8001:ffff::"), MY);
	assert_int_equal(country(places, "2400:1000:8002::"), ID);
	ronda_places_destroy(places);
}

static void overrides_alone_make_a_table(void **state)
{
	struct ronda_places *places =
		open_with(NULL, "0.0.0.0/0 SG\n::/0 US\n255.255.255.255 ID\n2002:a00::/24 local\n");

	(void)state;
	assert_int_equal(country(places, "0.0.0.0"), SG);
	assert_int_equal(country(places, "255.255.255.254"), SG);
	assert_int_equal(country(places, "255.255.255.255"), ID);
	assert_int_equal(country(places, "1::"), US);
	assert_int_equal(country(places, "2002:101:101::1"), SG);
	assert_int_equal(country(places, "2002:a01:101::1"), RONDA_COUNTRY_LOCAL);
	assert_int_equal(places->built_seconds, 0);
	assert_string_equal(places->file, "");
	ronda_places_destroy(places);
}

static void multicast_is_in_no_country_whoever_says_so(void **state)
{
	struct ronda_places *places = open_with(NULL, "0.0.0.0/0 SG\n::/0 US\n");

	(void)state;
	assert_int_equal(country(places, "223.255.255.255"), SG);
	assert_int_equal(country(places, "224.0.0.0"), 0);
	assert_int_equal(country(places, "239.255.255.255"), 0);
	assert_int_equal(country(places, "240.0.0.0"), SG);
	assert_int_equal(country(places, "feff::"), US);
	assert_int_equal(country(places, "ff02::1"), 0);
	assert_int_equal(country(places, "ffff::"), 0);
	ronda_places_destroy(places);
}

/* The answer by definition: each override asked in turn. */
static ronda_country asked_in_turn(
	const struct geoip_overrides *overrides, const struct ronda_addr *addr)
{
	const struct geoip_override *best = NULL;

	for (size_t i = 0; i < overrides->count; i++)
		if (ronda_prefix_contains(&overrides->override[i].prefix, addr) &&
			(!best || overrides->override[i].prefix.bits > best->prefix.bits))
			best = &overrides->override[i];
	return best ? best->country : 0;
}

/* Close together, so that they nest, touch and share borders. */
static struct ronda_addr crowded(bool v4)
{
	uint8_t bytes[16] = { 0x24 };

	bytes[v4 ? 0 : 13] = 100;
	bytes[v4 ? 2 : 14] = (uint8_t)(random() & 3);
	bytes[v4 ? 3 : 15] = (uint8_t)random();
	return v4 ? ronda_addr_v4(bytes) : ronda_addr_v6(bytes);
}

static void a_thousand_nested_overrides_answer_as_if_each_was_asked(void **state)
{
	enum { COUNT = 1000, LOOKUPS = 20000 };
	struct geoip_override list[COUNT];
	struct geoip_overrides overrides = { list, 0 };
	struct ronda_places *places;

	(void)state;
	srandom(1);
	while (overrides.count < COUNT) {
		struct geoip_override *new = &list[overrides.count];
		struct ronda_addr addr = crowded(random() & 1);
		bool seen = false;

		new->prefix.bits = (uint8_t)(112 + random() % 17);
		new->prefix.addr = ronda_addr_mask(addr, new->prefix.bits);
		new->country = RONDA_COUNTRY('A' + random() % 10, 'A' + random() % 10);
		for (size_t i = 0; i < overrides.count; i++)
			seen |= list[i].prefix.bits ==
				new->prefix.bits &&ronda_addr_equal(
					&list[i].prefix.addr, &new->prefix.addr);
		overrides.count += !seen;
	}
	assert_int_equal(geoip_open(&places, NULL, &overrides, NULL), 0);
	for (int i = 0; i < LOOKUPS; i++) {
		struct ronda_addr addr = crowded(random() & 1);

		assert_int_equal(
			ronda_places_country(places, &addr), asked_in_turn(&overrides, &addr));
	}
	ronda_places_destroy(places);
}

static void a_list_may_have_comments_blanks_and_windows_line_ends(void **state)
{
	static const char text[] = "\xef\xbb\xbf# ours\r\n\r\n  10.0.0.0/8\tLOCAL # the office\r\n"
				   "103.94.188.0/22 id\n103.94.188.0/22 ID\n   \n2001:db8::1 SG";
	FILE *stream = fmemopen((void *)text, sizeof text - 1, "r");
	struct geoip_overrides overrides = { 0 };
	struct ronda_error error = { "" };

	(void)state;
	if (geoip_overrides_read(&overrides, stream, "list", &error) < 0)
		fail_msg("%s", error.text);
	fclose(stream);
	assert_int_equal(overrides.count, 3);
	geoip_overrides_finish(&overrides);
	assert_int_equal(overrides.count, 0);
}

static void a_mistake_in_a_list_is_told_with_its_line_and_what_was_meant(void **state)
{
	static const struct {
		const char *text, *told, *also;
	} mistakes[] = {
		{ "10.0.0.0/8 local\n10.1.2.3/8 ID\n", "list:2: ", "10.0.0.0/8" },
		{ "# x\n\noffice ID\n", "list:3: ", "192.0.2.0/24" },
		{ "10.0.0.0/8\n", "list:1: ", "has no country" },
		{ "10.0.0.0/8 Indonesia\n", "list:1: \"Indonesia\"", "two letters" },
		{ "10.0.0.0/8 ZZ\n", "list:1: \"ZZ\" is not a country", "ID" },
		{ "10.0.0.0/8 I1\n", "list:1: \"I1\"", "local" },
		{ "10.0.0.0/8 ID SG\n", "list:1: \"SG\"", "too many" },
		{ "10.0.0.0/8 ID\n\n10.0.0.0/8 SG\n", "list:3: \"10.0.0.0/8\" is SG",
			"ID on line 1" },
		{ "224.0.0.0/24 ID\n", "list:1: ", "multicast" },
		{ "ff02::/16 ID\n", "list:1: ", "multicast" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		FILE *stream = fmemopen((void *)mistakes[i].text, strlen(mistakes[i].text), "r");
		struct geoip_overrides overrides = { 0 };
		struct ronda_error error = { "" };

		assert_int_equal(geoip_overrides_read(&overrides, stream, "list", &error), -EINVAL);
		fclose(stream);
		assert_int_equal(overrides.count, 0);
		if (strncmp(error.text, mistakes[i].told, strlen(mistakes[i].told)) ||
			!strstr(error.text, mistakes[i].also))
			fail_msg("%s and %s were expected in: %s", mistakes[i].told,
				mistakes[i].also, error.text);
	}
}

static void a_list_that_is_not_text_is_refused(void **state)
{
	struct geoip_overrides overrides = { 0 };
	struct ronda_error error = { "" };
	char line[3000];

	(void)state;
	assert_int_equal(
		geoip_overrides_load(&overrides, write_file("10.0.0.0/8\0 ID\n", 15), &error),
		-EINVAL);
	assert_non_null(strstr(error.text, ":1: this is not text"));
	memset(line, ' ', sizeof line);
	assert_int_equal(
		geoip_overrides_load(&overrides, write_file(line, sizeof line), &error), -EINVAL);
	assert_non_null(strstr(error.text, ":1: this is not text"));
	assert_int_equal(geoip_overrides_load(&overrides, "/nonexistent/list", &error), -ENOENT);
	assert_non_null(strstr(error.text, "\"/nonexistent/list\""));
	assert_int_equal(geoip_overrides_load(&overrides, "/tmp", &error), -EIO);
}

static void a_database_without_countries_is_named_by_its_type(void **state)
{
	(void)state;
	refused(sample("asn"), -EINVAL, "GeoLite2-ASN");
}

static void what_is_no_database_is_refused_in_words(void **state)
{
	char text[70000];

	(void)state;
	memset(text, 'a', sizeof text);
	refused("/nonexistent/country.mmdb", -ENOENT, "No such file");
	refused("/tmp", -EINVAL, "directory");
	refused("/dev/null", -EINVAL, "not a file");
	refused(write_file("", 0), -EINVAL, "empty");
	refused(write_file("countries\n", 10), -EINVAL, "not an MMDB");
	refused(write_file(text, sizeof text), -EINVAL, "not an MMDB");
}

static void a_pipe_is_refused_and_not_waited_for(void **state)
{
	char path[FILE_PATH];

	(void)state;
	snprintf(path, sizeof path, "%s.pipe", scratch);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused(path, -EINVAL, "not a file");
	unlink(path);
}

static void a_database_over_two_gib_is_refused_unread(void **state)
{
	(void)state;
	write_file("", 0);
	assert_int_equal(truncate(scratch, (off_t)3 << 30), 0);
	refused(scratch, -EINVAL, "over 2 GiB");
}

static void a_search_tree_that_leads_back_into_itself_is_refused(void **state)
{
	static const char *const kinds[] = { "country", "ipv4" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint8_t *bytes;
		size_t count = read_file(sample(kinds[i]), &bytes);

		/* All records of the tree are node 0; the data begins with a zero too, which is
		 * harmless. */
		for (size_t j = 0; j < count && bytes[j] != 'i'; j++)
			bytes[j] = 0;
		refused(write_file(bytes, count), -EINVAL, "damaged");
		free(bytes);
	}
}

/* Both sides of each node are the next node: 2^32 ways through 32 nodes. */
static void a_search_tree_that_would_take_for_ever_is_refused(void **state)
{
	const char *file = sample("ipv4");
	uint8_t *bytes;
	size_t count = read_file(file, &bytes);
	uint32_t nodes;
	MMDB_s mmdb;

	(void)state;
	assert_int_equal(MMDB_open(file, MMDB_MODE_MMAP, &mmdb), MMDB_SUCCESS);
	nodes = mmdb.metadata.node_count;
	MMDB_close(&mmdb);
	assert_in_range(nodes, 32, 255);
	for (uint32_t node = 0; node < 32; node++) {
		uint8_t next = (uint8_t)(node < 31 ? node + 1 : nodes); /* `nodes` is: empty */

		memcpy(bytes + 6 * node, (uint8_t[]){ 0, 0, next, 0, 0, next }, 6);
	}
	refused(write_file(bytes, count), -EINVAL, "again and again");
	free(bytes);
}

/* Opens a file that may be broken: a sentence, or a table that answers. */
static bool opens(const char *file)
{
	static const char *const asked[] = { "0.0.0.0", "198.51.100.200", "255.255.255.255",
		"2400:1000::1", "::", "ffff::" };
	struct ronda_places *places;
	struct ronda_error error = { "" };
	int status = geoip_open(&places, file, NULL, &error);

	if (status < 0) {
		assert_null(places);
		assert_non_null(strstr(error.text, file));
		return false;
	}
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		(void)country(places, asked[i]);
	ronda_places_destroy(places);
	return true;
}

static void a_database_cut_anywhere_is_refused_or_answers(void **state)
{
	uint8_t *bytes;
	size_t count = read_file(sample("country"), &bytes);

	(void)state;
	for (size_t i = 0; i < 50; i++)
		assert_false(opens(write_file(bytes, count * i / 50)));
	assert_true(opens(write_file(bytes, count)));
	free(bytes);
}

static void a_database_with_any_byte_flipped_is_refused_or_answers(void **state)
{
	static const char *const kinds[] = { "country", "city", "ipv4" };
	unsigned opened = 0, tried = 0;

	(void)state;
	srandom(2);
	for (size_t kind = 0; kind < 3; kind++) {
		uint8_t *bytes;
		size_t count = read_file(sample(kinds[kind]), &bytes);

		for (size_t i = 0; i < 300; i++, tried++) {
			size_t at = (size_t)random() % count;
			uint8_t was = bytes[at];

			bytes[at] ^= (uint8_t)(1 + random() % 255);
			opened += opens(write_file(bytes, count));
			bytes[at] = was;
		}
		free(bytes);
	}
	print_message("  %u of %u still opened\n", opened, tried);
	assert_in_range(opened, 1, tried - 1);
}

/* The metadata is the last part of the file, after a marker. */
static void broken_metadata_is_refused_or_answers(void **state)
{
	static const char marker[] = "\xab\xcd\xefMaxMind.com";
	static const char *const keys[] = { "node_count", "record_size", "ip_version",
		"database_type", "build_epoch" };
	uint8_t *bytes;
	size_t count = read_file(sample("country"), &bytes);
	uint8_t *metadata = memmem(bytes, count, marker, sizeof marker - 1);

	(void)state;
	assert_non_null(metadata);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		uint8_t *key = memmem(
			metadata, count - (size_t)(metadata - bytes), keys[i], strlen(keys[i]));

		assert_non_null(key);
		*key ^= 1; /* a key of another name: the value is missing */
		refused(write_file(bytes, count), -EINVAL, "not an MMDB");
		*key ^= 1;
	}
	for (uint8_t *at = metadata; at < bytes + count; at++)
		for (unsigned value = 0; value < 256; value += 51) {
			uint8_t was = *at;

			*at = (uint8_t)value;
			opens(write_file(bytes, count));
			*at = was;
		}
	free(bytes);
}

static void a_table_outlives_its_file(void **state)
{
	struct ronda_places *places;
	uint8_t *bytes;
	size_t count = read_file(sample("country"), &bytes);

	(void)state;
	places = open_with(write_file(bytes, count), "");
	assert_int_equal(truncate(scratch, 0), 0);
	assert_int_equal(country(places, "203.0.112.1"), ID);
	assert_int_equal(country(places, "2400:1000:8000::1"), US);
	ronda_places_destroy(places);
	free(bytes);
}

static size_t lines_of_maps_with(const char *words)
{
	FILE *stream = fopen("/proc/self/maps", "r");
	char line[1000];
	size_t count = 0;

	assert_non_null(stream);
	while (fgets(line, sizeof line, stream))
		count += strstr(line, words) != NULL;
	fclose(stream);
	return count;
}

/* Of whole files and broken ones: a descriptor more would have the next number. */
static void nothing_of_a_file_stays_open_or_mapped(void **state)
{
	int before = dup(0), after;
	uint8_t *bytes;
	size_t count = read_file(sample("country"), &bytes);

	(void)state;
	close(before);
	assert_true(opens(write_file(bytes, count)));
	assert_false(opens(write_file(bytes, count / 2)));
	assert_false(opens(sample("asn")));
	assert_false(opens(write_file("", 0)));
	memset(bytes, 0, 100);
	assert_false(opens(write_file(bytes, count)));
	free(bytes);
	after = dup(0);
	close(after);
	assert_int_equal(after, before);
	assert_int_equal(lines_of_maps_with("ronda-geoip"), 0);
}

static void the_first_candidate_that_exists_is_taken(void **state)
{
	const char *const candidates[] = { "/nonexistent/a.mmdb", scratch, "/tmp", NULL };
	const char *const none[] = { "/nonexistent/a.mmdb", NULL };

	(void)state;
	write_file("", 0);
	assert_string_equal(geoip_find(candidates), scratch);
	assert_null(geoip_find(none));
	assert_non_null(geoip_usual_files[0]);
}

/* Codes in the default data that are no countries of ours, but one. */
static ronda_country as_a_country(const char *code)
{
	static const char *const none[] = { "AB", "AP", "OS", "SU", "UN", "ZZ" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (strcmp(code, none[i]) == 0)
			return 0;
	return ronda_country_parse(strcmp(code, "UK") == 0 ? "GB" : code);
}

static ronda_country as_libmaxminddb(const MMDB_s *mmdb, const struct ronda_addr *addr)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	bool is_v4 = ronda_addr_is_v4(addr);
	MMDB_lookup_result_s result;
	MMDB_entry_data_s data;
	char text[3] = "";
	int error;

	memcpy(&v4.sin_addr, &addr->words[3], 4);
	memcpy(&v6.sin6_addr, addr->bytes, 16);
	result = MMDB_lookup_sockaddr(
		mmdb, is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6, &error);
	assert_int_equal(error, MMDB_SUCCESS);
	if (!result.found_entry)
		return 0;
	assert_int_equal(
		MMDB_get_value(&result.entry, &data, "country", "iso_code", NULL), MMDB_SUCCESS);
	assert_int_equal(data.data_size, 2);
	memcpy(text, data.utf8_string, 2);
	return as_a_country(text);
}

/* Half of each family anywhere in what is given out, half on a border of the table or just before.
 */
static struct ronda_addr random_v4(const struct ronda_places *places)
{
	uint32_t at = (uint32_t)random() << 1 ^ (uint32_t)random(), number;

	if (random() & 1)
		at = places->ranges4[at % places->ranges4_count].first - (uint32_t)(random() & 1);
	number = htonl(at);
	return ronda_addr_v4((const uint8_t *)&number);
}

static struct ronda_addr random_v6(const struct ronda_places *places)
{
	static const uint8_t regions[] = { 0x20, 0x24, 0x26, 0x28, 0x2a, 0x2c };
	uint8_t bytes[16];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)random();
	if (random() & 1) {
		const struct ronda_place_range6 *range =
			&places->ranges6[(size_t)random() % places->ranges6_count];
		bool before = random() & 1;
		uint64_t low = range->low - before, high = range->high - (before && !range->low);

		for (size_t i = 0; i < 8; i++) {
			bytes[i] = (uint8_t)(high >> (56 - 8 * i));
			bytes[i + 8] = (uint8_t)(low >> (56 - 8 * i));
		}
	} else {
		bytes[0] = regions[(size_t)random() % sizeof regions];
		bytes[1] &= 0x0f;
	}
	return ronda_addr_v6(bytes);
}

/* Where the two differ on purpose: ::/96 is not IPv4 to us, and Teredo is its client, not its
 * server. */
static bool is_comparable(const struct ronda_addr *addr)
{
	static const uint8_t teredo[4] = { 0x20, 0x01 };
	static const uint8_t compatible[12];

	return memcmp(addr->bytes, teredo, 4) != 0 && memcmp(addr->bytes, compatible, 12) != 0;
}

static void the_table_agrees_with_libmaxminddb(void **state)
{
	enum { LOOKUPS = 200000 };
	struct ronda_places *places;
	unsigned compared[2] = { 0 }, known[2] = { 0 };
	MMDB_s mmdb;

	(void)state;
	if (!database)
		skip();
	places = open_with(database, "");
	assert_int_equal(MMDB_open(database, MMDB_MODE_MMAP, &mmdb), MMDB_SUCCESS);
	srandom(3);
	for (int i = 0; i < LOOKUPS; i++) {
		struct ronda_addr addr = i & 1 ? random_v4(places) : random_v6(places);
		bool v4 = ronda_addr_is_v4(&addr);
		ronda_country ours = ronda_places_country(places, &addr);
		char text[RONDA_ADDR_TEXT], is[8], expected[8];

		if (!is_comparable(&addr))
			continue;
		if (ours != as_libmaxminddb(&mmdb, &addr))
			fail_msg("%s is %s, not %s", ronda_addr_format(&addr, text),
				ronda_country_format(ours, is),
				ronda_country_format(as_libmaxminddb(&mmdb, &addr), expected));
		compared[v4]++;
		known[v4] += ours != 0;
	}
	print_message("  IPv4: %u of %u known, IPv6: %u of %u known\n", known[1], compared[1],
		known[0], compared[0]);
	for (int i = 0; i < 2; i++) {
		assert_true(compared[i] > LOOKUPS / 2 - 1000);
		assert_in_range(known[i], compared[i] / 4, compared[i] - 1);
	}
	MMDB_close(&mmdb);
	ronda_places_destroy(places);
}

/* ---- networks ---- */

static bool network(const struct geoip_networks *networks, const char *text, char name[GEOIP_NETWORK_TEXT])
{
	struct ronda_addr addr;

	assert_int_equal(ronda_addr_parse(&addr, text, NULL), 0);
	return geoip_network(networks, &addr, name);
}

static void a_network_has_a_number_and_a_name_in_plain_letters(void **state)
{
	static const struct { const char *file, *name; } kinds[] = {
		{ "network", "AS64497 Jaring Contoh ??" }, { "asn", "AS64496 EXAMPLE" },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct geoip_networks *networks;
		struct ronda_error error = { "" };
		char name[GEOIP_NETWORK_TEXT];

		assert_int_equal(geoip_networks_open(&networks, sample(kinds[i].file), &error), 0);
		assert_true(network(networks, "198.51.100.9", name));
		assert_string_equal(name, kinds[i].name);
		assert_true(network(networks, "2400:1000::1", name));
		assert_false(network(networks, "192.0.2.1", name));
		assert_string_equal(name, "");
		geoip_networks_close(networks);
	}
}

static void a_database_of_something_else_is_no_database_of_networks(void **state)
{
	struct geoip_networks *networks;
	struct ronda_error error = { "" };

	(void)state;
	assert_int_equal(geoip_networks_open(&networks, sample("country"), &error), -EINVAL);
	assert_null(networks);
	assert_non_null(strstr(error.text, "GeoLite2-Country"));
	assert_int_equal(geoip_networks_open(&networks, "/nowhere.mmdb", &error), -ENOENT);
}

static void networks_with_any_byte_flipped_are_refused_or_answer(void **state)
{
	uint8_t *bytes;
	size_t count = read_file(sample("network"), &bytes);
	unsigned opened = 0;

	(void)state;
	srandom(3);
	for (size_t i = 0; i < 300; i++) {
		size_t at = (size_t)random() % count;
		struct geoip_networks *networks;
		char name[GEOIP_NETWORK_TEXT];
		uint8_t was = bytes[at];

		bytes[at] ^= (uint8_t)(1 + random() % 255);
		if (geoip_networks_open(&networks, write_file(bytes, count), NULL) == 0) {
			opened++;
			network(networks, "198.51.100.9", name);
			network(networks, "2400:1000::1", name);
			for (const char *letter = name; *letter; letter++)
				assert_in_range(*letter, ' ', '~');
			geoip_networks_close(networks);
		}
		bytes[at] = was;
	}
	free(bytes);
	assert_in_range(opened, 1, 299);
}

static int make_scratch(void **state)
{
	int fd = mkstemp(scratch);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_scratch(void **state)
{
	(void)state;
	return unlink(scratch);
}

int main(int count, char **args)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_country_database_gives_the_same_answers),
		cmocka_unit_test(a_24_divided_in_the_database_is_divided_in_the_table),
		cmocka_unit_test(an_ipv6_range_ends_where_the_database_says),
		cmocka_unit_test(the_longest_override_wins_and_any_wins_over_the_database),
		cmocka_unit_test(overrides_alone_make_a_table),
		cmocka_unit_test(multicast_is_in_no_country_whoever_says_so),
		cmocka_unit_test(a_thousand_nested_overrides_answer_as_if_each_was_asked),
		cmocka_unit_test(a_list_may_have_comments_blanks_and_windows_line_ends),
		cmocka_unit_test(a_mistake_in_a_list_is_told_with_its_line_and_what_was_meant),
		cmocka_unit_test(a_list_that_is_not_text_is_refused),
		cmocka_unit_test(a_database_without_countries_is_named_by_its_type),
		cmocka_unit_test(what_is_no_database_is_refused_in_words),
		cmocka_unit_test(a_pipe_is_refused_and_not_waited_for),
		cmocka_unit_test(a_database_over_two_gib_is_refused_unread),
		cmocka_unit_test(a_search_tree_that_leads_back_into_itself_is_refused),
		cmocka_unit_test(a_search_tree_that_would_take_for_ever_is_refused),
		cmocka_unit_test(a_database_cut_anywhere_is_refused_or_answers),
		cmocka_unit_test(a_database_with_any_byte_flipped_is_refused_or_answers),
		cmocka_unit_test(broken_metadata_is_refused_or_answers),
		cmocka_unit_test(a_table_outlives_its_file),
		cmocka_unit_test(nothing_of_a_file_stays_open_or_mapped),
		cmocka_unit_test(the_first_candidate_that_exists_is_taken),
		cmocka_unit_test(the_table_agrees_with_libmaxminddb),
		cmocka_unit_test(a_network_has_a_number_and_a_name_in_plain_letters),
		cmocka_unit_test(a_database_of_something_else_is_no_database_of_networks),
		cmocka_unit_test(networks_with_any_byte_flipped_are_refused_or_answer),
	};

	if (count < 2) {
		fprintf(stderr, "usage: geoip_test SAMPLES [DATABASE]\n");
		return 2;
	}
	samples = args[1];
	database = count > 2 ? args[2] : NULL;
	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
