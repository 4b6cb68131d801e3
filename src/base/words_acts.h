/* SPDX-License-Identifier: BSD-2-Clause */
/* words_acts.h - the messages of `ronda explain` and of the console's acts: X(NAME, "English", "Indonesian"). */
#pragma once

#define WORDS_ACTS(X)                                                                              \
	X(ACT_COUNTS, "counts: ", "dihitung: ")                                                    \
	X(ACT_STEALTH, "counts: a segment no stack sends, for no known connection",                \
		"dihitung: segmen yang tidak dikirim sistem mana pun, tanpa koneksi yang dikenal") \
	X(ACT_BARE, "counts: one of {1} bare acknowledgements in {2} s; {3} held before it count too", \
		"dihitung: satu dari {1} ACK tanpa data dalam {2} detik; {3} sebelumnya ikut dihitung") \
	X(ACT_REFUSED_CREDITED, "counts: {1}, refused {2} times in {3} min; the {4} before it count too", \
		"dihitung: {1}, ditolak {2} kali dalam {3} menit; {4} sebelumnya ikut dihitung")   \
	X(ACT_REFUSED, "counts: {1}, refused {2} times or tried {3} in {4} min",                   \
		"dihitung: {1}, ditolak {2} kali atau dicoba {3} kali dalam {4} menit")            \
	X(ACT_MISSING, "counts: beyond {1} paths answered 4xx, less one each {2} s",               \
		"dihitung: lebih dari {1} alamat dijawab 4xx, kurang satu tiap {2} detik")         \
	X(ACT_RULE, "counts: matches rule {1}", "dihitung: cocok dengan aturan {1}")               \
	X(ACT_TLS, "counts: a scanner's handshake that named no host, or failed",                  \
		"dihitung: jabat tangan pemindai tanpa nama host, atau gagal")                     \
	X(ACT_TLS_BY, "counts: a scanner's handshake that named no host, or failed; by JA4 {1}",   \
		"dihitung: jabat tangan pemindai tanpa nama host, atau gagal; menurut JA4 {1}")    \
	X(ACT_VERDICT, "VERDICT: a scanner from here on; this act and {1} held before it count",   \
		"PUTUSAN: pemindai sejak ini; tindakan ini dan {1} sebelumnya dihitung")           \
	X(ACT_SCANNER, "counts: its source is a scanner", "dihitung: sumbernya pemindai")          \
                                                                                                   \
	X(ACT_MONITOR, "a declared monitor: counted under monitors, outside the total",            \
		"pemantau terdaftar: dihitung tersendiri, di luar jumlah")                         \
	X(ACT_OUTBOUND, "from a protected address to elsewhere: counted under outbound",           \
		"dari alamat yang dilindungi ke luar: dihitung sebagai percobaan ke luar")         \
	X(ACT_INTERNAL, "between protected addresses: counted under internal",                     \
		"antara alamat yang dilindungi: dihitung sebagai percobaan internal")              \
	X(ACT_TRANSIT, "neither end is protected: not counted", "kedua ujungnya tidak dilindungi: tidak dihitung") \
	X(ACT_HELD_BARE, "held: a bare acknowledgement counts among {1} to different pairs in {2} s", \
		"ditunda: ACK tanpa data dihitung bila ada {1} ke pasangan berbeda dalam {2} detik") \
	X(ACT_HELD_LOGIN, "held: {1}, counts from {2} refusals or {3} connections in {4} min",     \
		"ditunda: {1}, dihitung mulai {2} penolakan atau {3} koneksi dalam {4} menit")     \
	X(ACT_HELD_MISSING, "no attempt: answered 4xx, which counts beyond {1} paths, less one each {2} s", \
		"bukan percobaan: dijawab 4xx, dihitung bila lebih dari {1} alamat, kurang satu tiap {2} detik") \
	X(ACT_HELD, "held: counts if the score reaches +{1} or enough pairs fail",                 \
		"ditunda: dihitung bila skor mencapai +{1} atau cukup banyak pasangan gagal")      \
	X(ACT_HELD_AGAIN, "held: counts if the score reaches +{1} or enough pairs fail; a repeated contact does not move the score", \
		"ditunda: dihitung bila skor mencapai +{1} atau cukup banyak pasangan gagal; kontak ulang tidak mengubah skor") \
	X(ACT_USEFUL, "no attempt: answered, and the source sent data", "bukan percobaan: dijawab, dan sumbernya mengirim data") \
	X(ACT_BEYOND, "no attempt: beyond {1} probes of this target in {2} s, a flood packet",     \
		"bukan percobaan: lebih dari {1} pindaian ke sasaran ini dalam {2} detik, paket banjir") \
	X(ACT_NO_TARGET, "no attempt: multicast, broadcast or impossible address",                 \
		"bukan percobaan: alamat multicast, broadcast atau yang mustahil")                 \
	X(ACT_UNDECIDED, "undecided: under 3 s old at the end of the sensor, outside the total",    \
		"belum diputuskan: kurang dari 3 detik saat sensor berhenti, di luar jumlah")      \
	X(ACT_LOST, "lost: its source or connection had to give up its place, outside the total",  \
		"hilang: tempat sumber atau koneksinya terpaksa dilepas, di luar jumlah")          \
                                                                                                   \
	X(ACT_COL_FIRST, "first packet, {1}", "paket pertama, {1}")                                \
	X(ACT_COL_HOW, "how", "cara")                                                              \
	X(ACT_COL_CLASS, "class", "jenis")                                                         \
	X(ACT_COL_OUTCOME, "outcome", "jawaban")                                                   \
	X(ACT_COL_SCORE, "score", "skor")                                                          \
	X(ACT_COL_VERDICT, "verdict", "putusan")                                                   \
	X(ACT_NOTHING, "{1} began nothing in these files: no SYN, no datagram to a new tuple, no echo.", \
		"{1} tidak memulai apa pun dalam berkas ini: tanpa SYN, tanpa datagram ke pasangan baru, tanpa echo.") \
	X(ACT_SUM, "{1}: {2} acts decided, {3} attempts counted in the total, by definition {4}",  \
		"{1}: {2} tindakan diputuskan, {3} percobaan masuk jumlah, menurut definisi {4}")  \
	X(ACT_SCORE_NOTE, "A scanner is a source whose failed first contacts less its useful ones reach {1}, or with {2} distinct failed pairs in {3} minutes; the score is shown before>after.", \
		"Pemindai adalah sumber yang kontak pertamanya yang gagal, dikurangi yang berguna, mencapai {1}, atau dengan {2} pasangan gagal berbeda dalam {3} menit; skor ditulis sebelum>sesudah.")
