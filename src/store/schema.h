/* SPDX-License-Identifier: BSD-2-Clause */
/* schema.h - the tables, and how older ones become these. */
#pragma once
#include "store/db.h"

enum { SCHEMA_ID = 0x726f6e64 }; /* "rond": SQLite's application_id of a store */

/* The newest version, which a store that is written to is brought to. */
int schema_version(void);

/* Makes the tables, or brings older ones to the newest version, each step a transaction of its own. */
void schema_upgrade(struct db *db);

/* The same by other steps: script[n] leads from version n to n + 1, up to `newest`. A step that fails leaves the file as
 * the one before it did, and fails the handle. */
void schema_climb(struct db *db, const char *const script[], int newest);

/* Fails the handle when the file is no store, or one of a newer ronda; one of an older, unless it is to be written. */
void schema_examine(struct db *db, bool to_write);
