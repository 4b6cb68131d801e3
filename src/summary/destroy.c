/* SPDX-License-Identifier: BSD-2-Clause */
#include <ronda/summary.h>

#include <stdlib.h>

static void finish_rows(struct ronda_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->row[i].name);
	free(rows->row);
}

void ronda_summary_destroy(struct ronda_summary *summary)
{
	if (!summary)
		return;
	free(summary->sensor);
	for (size_t i = 0; i < summary->scope_count; i++)
		free(summary->scope[i]);
	free(summary->scope);
	for (size_t i = 0; i < summary->settings_count; i++) {
		free(summary->settings[i].name);
		free(summary->settings[i].value);
	}
	free(summary->settings);
	for (size_t i = 0; i < summary->parts_count; i++)
		free(summary->parts[i].sensor);
	free(summary->parts);
	free(summary->geoip.file);
	free(summary->geoip.type);
	free(summary->capture.error);
	finish_rows(&summary->attempts.by_country);
	finish_rows(&summary->attempts.by_site);
	finish_rows(&summary->attempts.by_hour);
	for (size_t i = 0; i < summary->floods_count; i++)
		free(summary->floods[i].sensor);
	free(summary->floods);
	free(summary->sources.top);
	free(summary);
}
