/* SPDX-License-Identifier: BSD-2-Clause */
/* words_ask.h - the messages of `ronda lookup`, `block`, `note` and `store`: X(NAME, "English", "Indonesian"). */
#pragma once

#define WORDS_ASK(X)                                                                               \
	X(A_LOOKUP, "{1}: {2} attempts", "{1}: {2} percobaan")                                     \
	X(A_LOOKUP_ONE, "{1}: 1 attempt", "{1}: 1 percobaan")                                      \
	X(A_LOOKUP_MOST, "{1}: attempts listed {2}; {3} more at most, on days whose list was full", \
		"{1}: percobaan tercatat {2}; paling banyak {3} lagi, pada hari yang daftarnya penuh") \
	X(A_LOOKUP_NONE, "The store lists no attempt of it in this time. It keeps the {1} busiest sources of each day and sensor.", \
		"Tidak ada percobaannya yang tercatat pada waktu ini. Yang disimpan adalah {1} sumber tersibuk tiap hari dan sensor.") \
	X(A_COL_CLASSES, "of these, by listed sources", "di antaranya, oleh sumber tercatat")      \
	X(A_AT_LEAST, "+  at least this many: a day lists a bounded number of sources",            \
		"+  sedikitnya sebanyak ini: jumlah sumber yang dicatat tiap hari dibatasi")       \
	X(A_UNPROVEN, "An address that is not proven may have been forged by somebody else.",      \
		"Alamat yang tidak terbukti mungkin dipalsukan orang lain.")                       \
                                                                                                   \
	X(A_LIST, "{1} sources of at least {2} attempts that took a completed handshake, {3} to {4}", \
		"{1} sumber dengan sedikitnya {2} percobaan lewat handshake lengkap, {3} sampai {4}") \
	X(A_LIST_ONE, "1 source of at least {1} attempts that took a completed handshake, {2} to {3}", \
		"1 sumber dengan sedikitnya {1} percobaan lewat handshake lengkap, {2} sampai {3}") \
	X(A_LEFT_DOMESTIC, "left out: {1} domestic (--also domestic)", "tidak disertakan: {1} dalam negeri (--also domestic)") \
	X(A_LEFT_RESEARCH, "left out: {1} known research scanners (--also research)",              \
		"tidak disertakan: {1} pemindai riset dikenal (--also research)")                  \
	X(A_FROM_TO, "{1} to {2}", "{1} sampai {2}")                                               \
                                                                                                   \
	X(A_NOTE_ADDED, "note {1} added", "catatan {1} ditambahkan")                               \
	X(A_NOTE_REMOVED, "note {1} removed", "catatan {1} dihapus")                               \
	X(A_NOTES_NONE, "no notes", "tidak ada catatan")                                           \
                                                                                                   \
	X(A_SCHEMA, "schema", "skema")                                                             \
	X(A_FILE, "file", "berkas")                                                                \
	X(A_FREE, "of it free", "di antaranya kosong")                                             \
	X(A_AT_MOST, "at most", "paling besar")                                                    \
	X(A_SPAN, "periods from", "periode dari")                                                  \
	X(A_PERIODS, "periods", "periode")                                                         \
	X(A_PERIODS_OF, "{1}, sensors {2}", "{1}, sensor {2}")                                     \
	X(A_SOURCES, "sources", "sumber")                                                          \
	X(A_ROWS, "rows {1}", "baris {1}")                                                         \
	X(A_REVIEWS, "reviews", "perlu diperiksa")                                                 \
	X(A_NOTES, "notes", "catatan")                                                             \
	X(A_MINUTES, "minutes", "menit")                                                           \
	X(A_HOURS, "hours", "jam")                                                                 \
	X(A_DAYS, "days", "hari")                                                                  \
	X(A_KEPT, "kept for {1} days", "disimpan {1} hari")                                        \
	X(A_KEPT_FROM, "kept for {1} days, there from {2}", "disimpan {1} hari, ada sejak {2}")    \
	X(A_MIDNIGHT, "its days", "harinya")                                                       \
	X(A_MIDNIGHT_AT, "begin at midnight, UTC{1}", "mulai tengah malam, UTC{1}")                \
	X(A_MIB, "{1} MiB", "{1} MiB")                                                             \
	X(A_COMPACTED, "{1} MiB, before {2} MiB", "{1} MiB, sebelumnya {2} MiB")                   \
	X(A_SOUND, "sound: the file is whole, and its sums agree", "baik: berkas utuh, dan jumlah-jumlahnya cocok") \
	X(A_FAULT, "fault: {1}", "cacat: {1}")                                                     \
	X(A_MEND, "Keep a copy of the file. What it holds can be had again from the summaries or captures it was made of:", \
		"Simpan salinan berkas ini. Isinya dapat dibuat lagi dari ringkasan atau tangkapan asalnya:") \
	X(A_EXPORTED, "summaries: {1}", "ringkasan: {1}")
