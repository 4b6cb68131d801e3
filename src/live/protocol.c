/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/protocol.h"

#include "summary/picture.h"

#include <jansson.h>

#include <errno.h>
#include <stdio.h>

char *protocol_greeting(const char *version)
{
	char *text;

	return asprintf(&text, "{\"ronda\":%d,\"version\":\"%s\",\"definition\":\"%s\",\"schema\":\"%s\"}",
		PROTOCOL_VERSION, version, RONDA_DEFINITION, PICTURE_SCHEMA) < 0 ? NULL : text;
}

bool protocol_is_greeting(const char *line, size_t bytes)
{
	json_t *greeting = json_loadb(line, bytes, 0, NULL);
	json_int_t protocol = json_integer_value(json_object_get(greeting, "ronda"));

	json_decref(greeting);
	return protocol == PROTOCOL_VERSION;
}

size_t protocol_wish(const struct ronda_addr *watched, char line[PROTOCOL_LINE])
{
	char addr[RONDA_ADDR_TEXT];

	return (size_t)(watched ? snprintf(line, PROTOCOL_LINE, "{\"watch\":\"%s\"}\n", ronda_addr_format(watched, addr)) :
		snprintf(line, PROTOCOL_LINE, "{\"watch\":null}\n"));
}

int protocol_heed(const char *line, size_t bytes, bool *watching, struct ronda_addr *watched)
{
	json_t *said = json_loadb(line, bytes, JSON_REJECT_DUPLICATES, NULL);
	const json_t *watch = json_object_get(said, "watch");
	int failed = -EINVAL;

	if (json_is_object(said) && json_object_size(said) == 1) {
		*watching = json_is_string(watch);
		if (json_is_null(watch))
			failed = 0;
		else if (json_is_string(watch))
			failed = ronda_addr_parse(watched, json_string_value(watch), NULL);
	}
	json_decref(said);
	return failed;
}
