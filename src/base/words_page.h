/* SPDX-License-Identifier: BSD-2-Clause */
/* words_page.h - the messages of the dashboard, which gets them as JSON by their names in small letters: X(NAME,
 * "English", "Indonesian"). */
#pragma once

#define WORDS_PAGE(X)                                                                              \
	X(P_WATCHING, "watching", "mengawasi")                                                     \
	X(P_ANY, "every address", "semua alamat")                                                  \
	X(P_THEME, "Light or dark", "Terang atau gelap")                                           \
	X(P_LIVE, "live", "langsung")                                                              \
	X(P_POLLING, "asking each few seconds", "menanya tiap beberapa detik")                     \
	X(P_CONNECTING, "connecting", "menyambung")                                                \
	X(P_LOST, "No connection to the sensor since {1}. All figures below are of that moment.",  \
		"Tidak ada sambungan ke sensor sejak {1}. Semua angka di bawah adalah keadaan saat itu.") \
                                                                                                   \
	X(P_WAITING, "Waiting", "Menunggu")                                                        \
	X(P_QUIET, "Quiet", "Tenang")                                                              \
	X(P_BUSY, "Busy", "Ramai")                                                                 \
	X(P_ATTACK, "Under attack", "Sedang diserang")                                             \
	X(P_DEGRADED, "Sensor degraded", "Sensor terganggu")                                       \
	X(P_WHY_WAITING, "The first figures come with the first packets.",                         \
		"Angka pertama muncul bersama paket pertama.")                                     \
	X(P_WHY_QUIET, "{1} attempts in the last ten minutes.",                                    \
		"{1} percobaan dalam sepuluh menit terakhir.")                                     \
	X(P_WHY_QUIET_USUAL, "{1} attempts in the last ten minutes; {2} are usual.",               \
		"{1} percobaan dalam sepuluh menit terakhir; biasanya {2}.")                       \
	X(P_WHY_BUSY, "{1} attempts in the last ten minutes.",                                     \
		"{1} percobaan dalam sepuluh menit terakhir.")                                     \
	X(P_WHY_BUSY_USUAL, "{1} attempts in the last ten minutes, where {2} are usual.",          \
		"{1} percobaan dalam sepuluh menit terakhir, padahal biasanya {2}.")               \
	X(P_WHY_FLOOD, "{1} on {2} since {3}, {4}.", "{1} ke {2} sejak {3}, {4}.")                 \
	X(P_WHY_FLOODS_MANY, "{1} floods under way.", "{1} banjir paket sedang berlangsung.")      \
	X(P_WHY_SURGE, "A surge since {1}: {2} attempts, where {3} are usual.",                    \
		"Lonjakan sejak {1}: {2} percobaan, padahal biasanya {3}.")                        \
	X(P_WHY_DEGRADED, "Figures may be too low until this is repaired.",                        \
		"Angka bisa terlalu rendah sampai ini diperbaiki.")                                \
                                                                                                   \
	X(P_TODAY, "Attempts today", "Percobaan hari ini")                                         \
	X(P_SINCE, "counted since {1}", "dihitung sejak {1}")                                      \
	X(P_AGAINST, "{1} last {2} by this time ({3})", "{1} {2} lalu pada jam yang sama ({3})")   \
	X(P_AGAINST_NONE, "no {1} before this one is known yet", "{1} sebelumnya belum diketahui") \
	X(P_MORE, "{1} more than", "{1} lebih banyak dari")                                        \
	X(P_FEWER, "{1} fewer than", "{1} lebih sedikit dari")                                     \
	X(P_SAME, "as many as", "sama dengan")                                                     \
	X(P_OTHERS, "domestic and other", "dalam negeri dan lain")                                 \
                                                                                                   \
	X(P_PACE, "Pace", "Laju")                                                                  \
	X(P_NOW_RATE, "attempts a minute", "percobaan per menit")                                  \
	X(P_HOUR, "in the last hour", "dalam sejam terakhir")                                      \
	X(P_DAY24, "in 24 hours", "dalam 24 jam")                                                  \
	X(P_ATTACKERS, "attacking sources", "sumber penyerang")                                    \
	X(P_PACKETS, "packets a second", "paket per detik")                                        \
	X(P_COVERAGE, "coverage", "kelengkapan")                                                   \
	X(P_LOSTP, "packets lost", "paket hilang")                                                 \
	X(P_INCIDENTS, "incidents", "insiden")                                                     \
                                                                                                   \
	X(P_TRIED, "What was tried", "Yang dicoba")                                                \
	X(P_CAME, "What came back", "Jawaban yang terlihat")                                       \
                                                                                                   \
	X(P_STRIP, "The last 24 hours", "24 jam terakhir")                                         \
	X(P_UNWATCHED, "not watched", "tidak diawasi")                                             \
	X(P_MOST, "most: {1} in {2} min", "terbanyak: {1} dalam {2} mnt")                          \
	X(P_STRIP_LABEL, "Attempts in each quarter of an hour; the most were {1} at {2}.",         \
		"Percobaan tiap seperempat jam; terbanyak {1} pada {2}.")                          \
	X(P_COLUMN, "{1}: {2} attempts, {3} foreign", "{1}: {2} percobaan, {3} dari luar negeri")  \
	X(P_COLUMN_NONE, "{1}: not watched", "{1}: tidak diawasi")                                 \
                                                                                                   \
	X(P_SOURCES, "Top sources today", "Sumber teratas hari ini")                               \
	X(P_SOURCE, "source", "sumber")                                                            \
	X(P_COUNTRY, "country", "negara")                                                          \
	X(P_WHAT, "what", "apa")                                                                   \
	X(P_PROVEN, "proven", "terbukti")                                                          \
	X(P_LAST, "last", "terakhir")                                                              \
	X(P_ATTEMPTS, "attempts", "percobaan")                                                     \
	X(P_PROVEN_YES, "proven by a handshake", "terbukti oleh handshake")                        \
	X(P_PROVEN_NO, "may be forged", "mungkin palsu")                                           \
	X(P_COUNTRIES, "Countries", "Negara")                                                      \
	X(P_SITES, "Sites", "Situs")                                                               \
	X(P_OTHER, "other sites", "situs lain")                                                    \
	X(P_NONE, "None today.", "Tidak ada hari ini.")                                            \
	X(P_NO_SOURCES, "Nobody has attacked today.", "Belum ada yang menyerang hari ini.")        \
                                                                                                   \
	X(P_FLOODS, "Floods and surges", "Banjir paket dan lonjakan")                              \
	X(P_SURGE, "surge of attempts", "lonjakan percobaan")                                      \
	X(P_SURGE_SIZE, "{1} attempts, {2} usual", "{1} percobaan, biasanya {2}")                  \
	X(P_SYN, "SYN flood", "banjir SYN")                                                        \
	X(P_UDP, "UDP flood", "banjir UDP")                                                        \
	X(P_ICMP, "ICMP flood", "banjir ICMP")                                                     \
	X(P_REFLECTION, "reflection", "pantulan")                                                  \
	X(P_HTTP, "HTTP flood", "banjir HTTP")                                                     \
	X(P_SLOW, "slow connections", "koneksi lambat")                                            \
	X(P_GOING, "under way", "berlangsung")                                                     \
	X(P_FROM_TO, "{1} to {2}", "{1} sampai {2}")                                               \
	X(P_FROM, "since {1}", "sejak {1}")                                                        \
	X(P_PEAK, "peak {1}/s", "puncak {1}/dtk")                                                  \
	X(P_PEAK_SLOW, "peak {1} connections", "puncak {1} koneksi")                               \
	X(P_SENDERS, "{1} senders", "{1} pengirim")                                                \
	X(P_SPOOFED, "forged senders", "pengirim palsu")                                           \
	X(P_REVIEW, "Look at these first", "Periksa ini dulu")                                     \
	X(P_REVIEW_NONE, "No server answered such a request today.",                               \
		"Hari ini tidak ada permintaan seperti itu yang dijawab server.")                  \
	X(P_STATUS, "status {1}", "status {1}")                                                    \
                                                                                                   \
	X(P_TAP, "Definition " RONDA_DEFINITION ". A tap sees what was tried and what came back, not what it led to.", \
		"Definisi " RONDA_DEFINITION ". Sensor melihat yang dicoba dan jawabannya, bukan akibatnya.") \
	X(P_PLACES, "Countries: {1}.", "Negara: {1}.")                                             \
	X(P_PLACES_NONE, "No country database.", "Tanpa basis data negara.")                       \
	X(P_REPORTS, "Reports", "Laporan")
