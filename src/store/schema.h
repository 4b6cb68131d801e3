/* SPDX-License-Identifier: BSD-2-Clause */
/* schema.h - the tables, and how older ones become these. */
#pragma once
#include "store/db.h"

enum { SCHEMA_ID = 0x726f6e64 }; /* "rond": SQLite's application_id of a store */

/* The newest version, which a store that is written to is brought to. */
int schema_version(void);

/* Makes the tables, or brings older ones to the newest version, each step a transaction of its own. */
void schema_upgrade(struct db *db);

/* Fails the handle when the file is no store, or one of a newer ronda; older ones may be read from `oldest`. */
void schema_examine(struct db *db, bool to_write);
