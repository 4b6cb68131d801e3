/* SPDX-License-Identifier: BSD-2-Clause */
/* claim.h - cmocka with the headers it needs but does not include. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
