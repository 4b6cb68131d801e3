/* SPDX-License-Identifier: BSD-2-Clause */
/* parts.h - the sections of a report, each made from the story into the picture. Within src/report only. */
#pragma once
#include "base/network_names.h"
#include "report/picture.h"
#include "store/store.h"

/* One range of the store, and how much of it was watched. */
struct story {
	const struct stamp_zone *zone;
	const struct store_result *result;
	const char *site;
	const struct network_names *networks;
	uint64_t asked_from_ns, asked_to_ns;
	uint64_t until_ns;                   /* the end of what was asked, or now */
	uint64_t known_from_ns, known_to_ns; /* the records of these sensors begin and end; both 0: there are none */
	uint64_t start_ns, end_ns;           /* what is told of */
	uint64_t up_seconds, due_seconds;    /* over all sensors: without loss; from when each is known on */
	uint64_t drop_packets;
	uint64_t total, total_by_hour;       /* the latter of a site alone */
	uint64_t watched_millidays, a_day_tenths;
};

/* Whether anything was watched: if not, there is no number, and what is not listed may have been all the same. */
static inline bool story_is_known(const struct story *story)
{
	return story->up_seconds || story->total;
}

/* Seconds in which sensors were to be there, over all of them. */
uint64_t story_due_seconds(const struct story *story, uint64_t start_ns, uint64_t end_ns);
/* The same of one sensor in the whole of the story; 0: it was not in service. */
uint64_t story_due_of(const struct story *story, const struct store_sensor *sensor);

/* Answered requests that the story can list. */
uint64_t story_reviews(const struct story *story);

/* parts_time.c */
void part_days(struct picture *picture, const struct story *story);
void part_hours(struct picture *picture, const struct story *story); /* of a few days only */
void part_week(struct picture *picture, const struct story *story);
void part_surges(struct picture *picture, const struct story *story, const struct store_result *wider);

/* parts_count.c */
void part_compare(struct picture *picture, const struct story *story, const struct story *before);
void part_classes(struct picture *picture, const struct story *story);
void part_outcomes(struct picture *picture, const struct story *story);
void part_origins(struct picture *picture, const struct story *story);
void part_countries(struct picture *picture, const struct story *story);
void part_sites(struct picture *picture, const struct story *story);
void part_beside(struct picture *picture, const struct story *story);

/* parts_list.c */
void part_floods(struct picture *picture, const struct story *story);
void part_review(struct picture *picture, const struct story *story);
void part_names(struct picture *picture, const struct story *story);
void part_sources(struct picture *picture, const struct story *story);
void part_sensors(struct picture *picture, const struct story *story);
void part_notes(struct picture *picture, const struct story *story);
void part_method(struct picture *picture, const struct story *story);
