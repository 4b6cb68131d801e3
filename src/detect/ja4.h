/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ja4.h - JA4: a short text that names the software a ClientHello came from, by what it offers.
 *
 *	t13d1516h2_8daaf6152771_e5627efa2ab1
 *
 * By the public description of JA4 (FoxIO, technical_details/JA4.md): transport, version, whether it named
 * a server, how many ciphers and extensions, first and last character of the first ALPN protocol; hash of
 * the sorted ciphers; hash of the sorted extensions (without server name and ALPN) and of the signature
 * algorithms in their order. Hashes are the first 12 digits of SHA-256.
 *
 * Pure; allocates nothing.
 */
#pragma once
#include "detect/hello.h"

enum { JA4_SIZE = 37 }; /* with the final NUL */

/* Writes the fingerprint of a whole hello. Of one that is cut, broken, crowded or of SSL 2.0's form there is
 * none: `text` becomes empty, and the answer is false. */
bool ja4_format(const struct hello *hello, char text[static JA4_SIZE]);
