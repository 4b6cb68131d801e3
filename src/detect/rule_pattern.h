/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule_pattern.h - which regular expressions a rule may hold: those that every matcher reads alike.
 *
 *	abc  .  ^  $  |  (a|b)  (?i:a)  [a-f]  [^a-f]  \d \D \w \W \s \S \b \B \A \z \t \n \r \f
 *	\x1f  \.  a* a+ a? a{2} a{2,} a{2,5}  and their lazy forms, which mean the same here
 *
 * Left out is what an automaton cannot do (looking around, back references) and what the engines spell
 * differently. A literal brace is \{.
 */
#pragma once
#include <ronda/error.h>

#include <stdbool.h>

enum {
	PATTERN_BYTES_MOST = 1000,
	PATTERN_REPEAT_MOST = 1024, /* in braces */
};

/* 0, or -EINVAL and the reason. With `lower` an upper-case letter is a reason, too: the text is lower case
 * before it is looked at, so it would never match. */
int rule_pattern_check(const char *pattern, bool lower, struct ronda_error *why);
