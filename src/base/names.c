/* SPDX-License-Identifier: BSD-2-Clause */
/* The lists of attack.h and packet.h as arrays of names. */
#include <ronda/attack.h>
#include <ronda/packet.h>

#include <assert.h>

#define SPELL(NAME, name, meaning) name,
#define NAMES(function, type, LIST, COUNT)                                                         \
	const char *function(type value)                                                           \
	{                                                                                          \
		static const char *const names[] = { LIST(SPELL) };                                \
                                                                                                   \
		assert(value < COUNT);                                                             \
		return names[value];                                                               \
	}

NAMES(ronda_class_name, enum ronda_class, RONDA_CLASSES, RONDA_CLASS_COUNT)
NAMES(ronda_outcome_name, enum ronda_outcome, RONDA_OUTCOMES, RONDA_OUTCOME_COUNT)
NAMES(ronda_origin_name, enum ronda_origin, RONDA_ORIGINS, RONDA_ORIGIN_COUNT)
NAMES(ronda_fate_name, enum ronda_fate, RONDA_FATES, RONDA_FATE_COUNT)
NAMES(ronda_direction_name, enum ronda_direction, RONDA_DIRECTIONS, RONDA_DIRECTION_COUNT)
NAMES(ronda_flood_name, enum ronda_flood_kind, RONDA_FLOODS, RONDA_FLOOD_COUNT)
NAMES(ronda_reason_name, enum ronda_reason, RONDA_REASONS, RONDA_REASON_COUNT)

const char *ronda_service_name(enum ronda_service service)
{
	static const char *const names[] = { NULL, RONDA_SERVICES(SPELL) };

	assert(service < RONDA_SERVICE_COUNT);
	return names[service];
}
