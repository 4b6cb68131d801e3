/* SPDX-License-Identifier: BSD-2-Clause */
#include "mmdb.h"
#include "geoip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t file_most = INT64_C(2) << 30;
static const uint64_t year_10000 = UINT64_C(253402300800);

int places_index(struct ronda_places *places, ronda_country country)
{
	for (int i = 0; i < RONDA_PLACE_COUNTRIES; i++) {
		if (i > 0 && !places->countries[i])
			places->countries[i] = country;
		if (places->countries[i] == country)
			return i;
	}
	return -E2BIG;
}

/* Names go into JSON and onto terminals: printable ASCII, anything else as '?'. */
static void keep_name(char *to, size_t size, const char *from)
{
	size_t i = 0;

	for (; from && from[i] && i + 1 < size; i++)
		to[i] = from[i] >= ' ' && from[i] <= '~' ? from[i] : '?';
	to[i] = '\0';
}

/*
 * The file as it is now, in memory that only this process has. libmaxminddb maps what it opens,
 * and a mapped file that somebody cuts kills its reader (SIGBUS).
 */

static int open_file(const char *file, struct stat *stat, struct ronda_error *error)
{
	/* Not blocking: a pipe would wait for its writer. */
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why = NULL;

	if (fd < 0 || fstat(fd, stat) < 0) {
		int status = -errno;

		if (fd >= 0)
			close(fd);
		return ronda_fail(error, status,
			"cannot read the GeoIP database \"%s\": %s; name an MMDB of "
			"countries, such as GeoLite2-Country.mmdb",
			file, strerror(-status));
	}
	if (!S_ISREG(stat->st_mode))
		why = S_ISDIR(stat->st_mode) ? "it is a directory; name the .mmdb file in it"
					     : "it is not a file; name an .mmdb file";
	else if (stat->st_size == 0)
		why = "it is empty; fetch it again";
	else if (stat->st_size > file_most)
		why = "it is over 2 GiB; name a database of countries or cities";
	if (!why)
		return fd;
	close(fd);
	return ronda_fail(error, -EINVAL, "cannot read the GeoIP database \"%s\": %s", file, why);
}

static int write_all(int fd, const char *bytes, size_t count)
{
	while (count) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		count -= (size_t)written;
	}
	return 0;
}

/* 0, or a negative errno; -ESTALE when the file is not what `before` says. */
static int copy(int to, int from, const struct stat *before)
{
	static const size_t chunk = 1 << 16;
	char buffer[1 << 16];
	struct stat after;
	int64_t total = 0;

	for (;;) {
		ssize_t count = read(from, buffer, chunk);
		int status;

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		total += count;
		if (total > before->st_size)
			return -ESTALE;
		status = write_all(to, buffer, (size_t)count);
		if (status < 0)
			return status;
	}
	if (fstat(from, &after) < 0)
		return -errno;
	if (total != before->st_size || after.st_size != before->st_size ||
		after.st_mtim.tv_sec != before->st_mtim.tv_sec ||
		after.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
		return -ESTALE;
	return 0;
}

/* A descriptor of the private copy, or a negative errno. */
static int private_copy(const char *file, struct ronda_error *error)
{
	struct stat stat;
	int from = open_file(file, &stat, error), to, status;

	if (from < 0)
		return from;
	to = memfd_create("ronda-geoip", MFD_CLOEXEC);
	status = to < 0 ? -errno : copy(to, from, &stat);
	close(from);
	if (status == 0)
		return to;
	if (to >= 0)
		close(to);
	if (status == -ESTALE)
		return ronda_fail(error, -EINVAL,
			"the GeoIP database \"%s\" was changed while it was read; try "
			"again, and replace it by renaming a whole one over it",
			file);
	return ronda_fail(error, status == -ENOMEM || status == -ENOSPC ? -ENOMEM : -EINVAL,
		"cannot copy the GeoIP database \"%s\" into memory: %s", file, strerror(-status));
}

/* The search tree, walked once, in the order of addresses. */

struct walk {
	const char *file;
	const MMDB_s *mmdb;
	struct ronda_places *places;
	struct ranges *out;
	uint8_t last;   /* the place appended latest */
	unsigned width; /* bits of an address: 32 or 128 */
	uint64_t visits_left;
	uint8_t *known; /* by offset of the data: place + 1; 0: not yet looked at */
	bool names_countries;
	struct ronda_error *error;
};

static int damaged(const struct walk *walk, const char *why)
{
	return ronda_fail(walk->error, -EINVAL,
		"the GeoIP database \"%s\" is damaged: %s; fetch it again", walk->file, why);
}

/* Whether the database has a code here; copies it. */
static bool is_code(const MMDB_entry_data_s *data, char code[3])
{
	if (!data->has_data || data->type != MMDB_DATA_TYPE_UTF8_STRING || data->data_size != 2)
		return false;
	memcpy(code, data->utf8_string, 2);
	return ronda_country_parse(code) != 0;
}

/* The place of one record, or a negative errno. */
static int look(struct walk *walk, MMDB_entry_s *entry)
{
	/* The first that holds two letters decides. */
	static const char *const paths[][3] = {
		{ "country", "iso_code" },
		{ "country_code" },
		{ "country" },
		{ "registered_country", "iso_code" },
	};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		MMDB_entry_data_s data;
		int status = MMDB_aget_value(entry, &data, paths[i]);
		char code[3] = "";

		if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR)
			continue;
		if (status != MMDB_SUCCESS)
			return damaged(walk, MMDB_strerror(status));
		if (!is_code(&data, code))
			continue;
		walk->names_countries = true;
		return places_index(walk->places, geoip_country(code));
	}
	return 0;
}

/* The same, looked up once for each record. */
static int place_of(struct walk *walk, uint32_t offset)
{
	MMDB_entry_s entry = { .mmdb = walk->mmdb, .offset = offset };
	int place;

	if (walk->known[offset])
		return walk->known[offset] - 1;
	place = look(walk, &entry);
	if (place >= 0)
		walk->known[offset] = (uint8_t)(place + 1);
	return place;
}

static int append(struct walk *walk, number first, uint8_t place)
{
	if (walk->out->count && place == walk->last)
		return 0;
	walk->last = place;

	int status = ranges_append(walk->out, first, place);

	if (status == -E2BIG)
		return damaged(walk, "it has over 16 million ranges");
	return status;
}

/* Where an IPv6 tree keeps IPv4 or leads back to it: not to be walked as if it were IPv6. */
static inline bool is_v4_again(const struct walk *walk, number first, unsigned depth)
{
	if (walk->width != 128 || depth % 16)
		return false;
	return (depth == 96 && first == 0)                          /* ::/96, where IPv4 is kept */
		|| (depth == 96 && first == (number)0xffff << 32)   /* ::ffff:0:0/96, mapped */
		|| (depth == 32 && first == (number)0x2001 << 112)  /* 2001::/32, Teredo */
		|| (depth == 16 && first == (number)0x2002 << 112); /* 2002::/16, 6to4 */
}

/*
 * What the two sides of a node lead to: below the number of nodes to another node, at it to nothing, beyond it to data.
 * Read here rather than by the library, which is asked a million times what size a record has.
 */
struct node {
	uint32_t left, right;
};

static uint32_t number3(const uint8_t *at)
{
	return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static uint32_t number4(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | number3(at + 1);
}

static struct node node_at(const MMDB_s *mmdb, uint32_t number_of)
{
	const uint8_t *at = mmdb->file_content + (size_t)number_of * mmdb->full_record_byte_size;

	switch (mmdb->full_record_byte_size) {
	case 6:
		return (struct node){ number3(at), number3(at + 3) };
	case 7: /* the middle byte has the upper bits of both */
		return (struct node){ (uint32_t)(at[3] >> 4) << 24 | number3(at), (at[3] & 0xfu) << 24 | number3(at + 4) };
	default:
		return (struct node){ number4(at), number4(at + 4) };
	}
}

static int read_node(struct walk *walk, uint32_t number_of, struct node *node)
{
	/* In a sound tree each node has one parent, but for a few aliases. */
	if (walk->visits_left == 0)
		return damaged(walk, "its search tree leads to the same nodes again and again");
	walk->visits_left--;
	*node = node_at(walk->mmdb, number_of);
	return 0;
}

/* The place of a record that leads to data, which begins behind the tree and a separator. */
static int place_at(struct walk *walk, uint32_t record)
{
	enum { SEPARATOR = 16 };
	uint32_t beyond = record - walk->mmdb->metadata.node_count;

	if (beyond < SEPARATOR || beyond - SEPARATOR >= walk->mmdb->data_section_size)
		return damaged(walk, "a record of its search tree points outside it");
	return place_of(walk, beyond - SEPARATOR);
}

/* Appends the block of addresses that begins at `first` and has `depth` bits in common. */
static int descend(struct walk *walk, uint32_t record, number first, unsigned depth)
{
	uint32_t nodes = walk->mmdb->metadata.node_count;
	struct node node;
	int status;

	if (is_v4_again(walk, first, depth) || record == nodes)
		return append(walk, first, 0);
	if (record > nodes) {
		status = place_at(walk, record);
		return status < 0 ? status : append(walk, first, (uint8_t)status);
	}
	if (depth == walk->width)
		return damaged(walk, "its search tree is deeper than an address is long");
	status = read_node(walk, record, &node);
	if (status == 0)
		status = descend(walk, node.left, first, depth + 1);
	if (status == 0)
		status = descend(walk, node.right, first | (number)1 << (walk->width - 1 - depth), depth + 1);
	return status;
}

/* Where IPv4 hangs in an IPv6 tree: 96 zeros down, or where the tree ends before that. */
static int find_v4(struct walk *walk, uint32_t *record)
{
	struct node node;

	for (unsigned depth = 0; depth < 96 && *record < walk->mmdb->metadata.node_count; depth++) {
		int status = read_node(walk, *record, &node);

		if (status < 0)
			return status;
		*record = node.left;
	}
	return 0;
}

static int walk_both(struct walk *walk, struct ranges *v4, struct ranges *v6)
{
	uint32_t root = 0, v4_root = root;
	bool has_v6 = walk->mmdb->metadata.ip_version == 6;
	int status = has_v6 ? find_v4(walk, &v4_root) : 0;

	walk->out = v4;
	walk->width = 32;
	if (status == 0)
		status = descend(walk, v4_root, 0, 0);
	walk->out = v6;
	walk->width = 128;
	if (status == 0)
		status = has_v6 ? descend(walk, root, 0, 0) : append(walk, 0, 0);
	return status;
}

/* A tree has one leaf more than nodes. */
static int make_room(const struct walk *walk, struct ranges *v4, struct ranges *v6)
{
	size_t most = (size_t)walk->mmdb->metadata.node_count + 1;
	int status = ranges_reserve(v4, most);

	return status < 0 ? status : ranges_reserve(v6, most);
}

static int check_metadata(const struct walk *walk)
{
	const MMDB_metadata_s *metadata = &walk->mmdb->metadata;

	if (metadata->ip_version != 4 && metadata->ip_version != 6)
		return damaged(walk, "its IP version is neither 4 nor 6");
	if (metadata->build_epoch >= year_10000)
		return damaged(walk, "its build date is beyond the year 9999");
	return 0;
}

static int read_open(struct walk *walk, struct ranges *v4, struct ranges *v6)
{
	const MMDB_s *mmdb = walk->mmdb;
	int status = check_metadata(walk);

	if (status < 0)
		return status;
	/* One byte for each byte of data; calloc() costs only the pages that are touched. */
	walk->known = calloc((size_t)mmdb->data_section_size + 1, 1);
	if (!walk->known)
		return -ENOMEM;
	walk->visits_left = UINT64_C(2) * mmdb->metadata.node_count + 1024;
	keep_name(walk->places->file, sizeof walk->places->file, walk->file);
	keep_name(walk->places->type, sizeof walk->places->type, mmdb->metadata.database_type);
	walk->places->built_seconds = mmdb->metadata.build_epoch;
	status = make_room(walk, v4, v6);
	if (status == 0)
		status = walk_both(walk, v4, v6);
	free(walk->known);
	if (status == 0 && !walk->names_countries)
		return ronda_fail(walk->error, -EINVAL,
			"the GeoIP database \"%s\" names no country, its type is \"%s\"; "
			"one of countries or cities was expected, such as GeoLite2-Country.mmdb",
			walk->file, walk->places->type);
	return status;
}

int mmdb_open(MMDB_s *mmdb, const char *file, struct ronda_error *error)
{
	int fd = private_copy(file, error), status;
	char path[40];

	if (fd < 0)
		return fd;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	status = MMDB_open(path, MMDB_MODE_MMAP, mmdb);
	close(fd);
	if (status == MMDB_FILE_OPEN_ERROR)
		return ronda_fail(error, -EINVAL,
			"cannot open the copy of the GeoIP database \"%s\" as %s; is /proc "
			"there?",
			file, path);
	if (status == MMDB_OUT_OF_MEMORY_ERROR)
		return -ENOMEM;
	if (status != MMDB_SUCCESS)
		return ronda_fail(error, -EINVAL,
			"the GeoIP database \"%s\" is not an MMDB, or is damaged or cut "
			"short (%s); fetch it again",
			file, MMDB_strerror(status));
	return 0;
}

int mmdb_read(struct ronda_places *places, struct ranges *v4, struct ranges *v6, const char *file,
	struct ronda_error *error)
{
	MMDB_s mmdb;
	struct walk walk = { .file = file, .mmdb = &mmdb, .places = places, .error = error };
	int status = mmdb_open(&mmdb, file, error);

	if (status < 0)
		return status;
	status = read_open(&walk, v4, v6);
	MMDB_close(&mmdb);
	return status;
}
