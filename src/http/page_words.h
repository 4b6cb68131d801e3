/* SPDX-License-Identifier: BSD-2-Clause */
/* page_words.h - the page's words, from the tables that all others have theirs from. */
#pragma once

/* /words.js: WORDS, an object by language, then by name; for the caller to free(). NULL when memory is short. */
char *page_words(void);
