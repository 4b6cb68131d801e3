/* SPDX-License-Identifier: BSD-2-Clause */
/* words_console.h - the messages of `ronda top`: X(NAME, "English", "Indonesian"). */
#pragma once

#define WORDS_CONSOLE(X)                                                                           \
	X(C_ATTEMPTS, "Attempts", "Percobaan")                                                     \
	X(C_FROM, "From", "Asal")                                                                  \
	X(C_TRAFFIC, "Traffic", "Trafik")                                                          \
	X(C_PER_SECOND, "{1}/s", "{1}/dtk")                                                        \
	X(C_LAST_HOUR, "last hour {1}", "1 jam {1}")                                               \
	X(C_TODAY, "today {1}", "hari ini {1}")                                                    \
	X(C_SINCE, "since {2} {1}", "sejak {2} {1}")                                               \
	X(C_IN_ALL, "in all {1}", "total {1}")                                                     \
	X(C_PROVEN, "proven {1}", "terbukti {1}")                                                  \
	X(C_PACKETS, "{1} packets/s", "{1} paket/dtk")                                             \
	X(C_BITS, "{1}bit/s", "{1}bit/dtk")                                                        \
	X(C_DROPS, "drops {1}", "hilang {1}")                                                      \
	X(C_COVERAGE, "coverage {1}", "kelengkapan {1}")                                           \
	X(C_SOURCES_SEEN, "sources {1}", "sumber {1}")                                             \
	X(C_PEAK, "peak {1}/s", "puncak {1}/dtk")                                                  \
	X(C_LIVE, "live", "langsung")                                                              \
	X(C_REPLAY, "replay", "putar ulang")                                                       \
	X(C_REPLAY_ENDED, "replay: at the end", "putar ulang: selesai")                            \
	X(C_PAUSED, "PAUSED", "JEDA")                                                              \
	X(C_WAITING, "Waiting for the sensor's first picture ...", "Menunggu gambaran pertama dari sensor ...") \
	X(C_TOO_SMALL, "too small", "terlalu kecil")                                               \
	X(C_IS_QUIET, "Quiet: no attempt in the last ten seconds.",                                \
		"Tenang: tidak ada percobaan dalam sepuluh detik terakhir.")                       \
	X(C_IS_ENDED, "The capture is at its end, and all that was pending is decided.",           \
		"Rekaman sudah habis, dan semua yang tertunda sudah diputuskan.")                  \
	X(C_IS_BUSY, "Busiest now: {1} ({2}), {3}/s, {4}", "Tersibuk kini: {1} ({2}), {3}/dtk, {4}") \
	X(C_IS_FLOODED, "FLOOD: {1} on {2}, up to {3} packets/s", "BANJIR: {1} ke {2}, sampai {3} paket/dtk") \
	X(C_IS_FLOODED_MORE, "FLOOD: {1} on {2}, up to {3} packets/s, and {4} more",               \
		"BANJIR: {1} ke {2}, sampai {3} paket/dtk, dan {4} lagi")                          \
	X(C_IS_SURGING, "SURGE since {1}: {2} attempts in its full hours, {3} are usual",           \
		"LONJAKAN sejak {1}: {2} percobaan dalam jam penuhnya, biasanya {3}")              \
	X(C_IS_STALE, "SENSOR DEGRADED: the capture does not answer; figures are old",             \
		"SENSOR TERGANGGU: perekaman tidak menjawab; angka sudah lama")                    \
	X(C_IS_DOWN, "SENSOR DEGRADED: no packets can be had; is the interface up?",               \
		"SENSOR TERGANGGU: paket tidak dapat diambil; apakah antarmuka aktif?")            \
	X(C_IS_DROPPING, "SENSOR DEGRADED: packets are being lost; see --ring and the manual",     \
		"SENSOR TERGANGGU: paket hilang; lihat --ring dan manual")                         \
	X(C_IS_ONE_WAY, "SENSOR DEGRADED: only one direction is seen; outcomes are unknown",       \
		"SENSOR TERGANGGU: hanya satu arah terlihat; hasil tidak diketahui")               \
	X(C_IS_GONE, "THE SENSOR HAS ENDED; trying to reach it again ...",                         \
		"SENSOR BERHENTI; mencoba menghubungi lagi ...")                                   \
	X(C_NO_PLACES, "No country database: origins are unknown (see --geoip).",                  \
		"Tanpa basis data negara: asal tidak diketahui (lihat --geoip).")                  \
	X(C_NOTHING_YET, "Nothing to show yet.", "Belum ada yang ditampilkan.")                    \
	X(C_NOTHING_MATCHES, "Nothing matches the filter. Esc clears it.",                         \
		"Tidak ada yang cocok. Esc menghapus saringan.")                                   \
	X(C_FILTERED, "{1} of {2}", "{1} dari {2}")                                                \
	X(C_FILTER, "Filter: ", "Saring: ")                                                        \
                                                                                                   \
	X(C_TAB_SOURCES, "Sources", "Sumber")                                                      \
	X(C_TAB_COUNTRIES, "Countries", "Negara")                                                  \
	X(C_TAB_SITES, "Sites", "Situs")                                                           \
	X(C_TAB_CLASSES, "Classes", "Jenis")                                                       \
	X(C_TAB_NETWORKS, "Networks", "Jaringan")                                                  \
	X(C_TAB_FLOODS, "Floods", "Banjir")                                                        \
	X(C_TAB_REVIEW, "Look first", "Periksa")                                                   \
                                                                                                   \
	X(C_C_SOURCE, "SOURCE", "SUMBER")                                                          \
	X(C_C_COUNTRY, "CC", "NEG")                                                                \
	X(C_C_RATE, "PER S", "/DTK")                                                               \
	X(C_C_HOUR, "HOUR", "1 JAM")                                                               \
	X(C_C_TODAY, "TODAY", "HR INI")                                                            \
	X(C_C_MIX, "TRIED", "JENIS")                                                               \
	X(C_C_OUTCOME, "CAME BACK", "JAWABAN")                                                     \
	X(C_C_SITE, "SITE", "SITUS")                                                               \
	X(C_C_LAST, "LAST", "AKHIR")                                                               \
	X(C_C_PROVEN, "PROVEN", "BUKTI")                                                           \
	X(C_C_TARGETS, "TARGETS", "SASARAN")                                                       \
	X(C_C_PORTS, "PORTS", "PORT")                                                              \
	X(C_C_NETWORK_NAME, "WHOSE NETWORK", "MILIK JARINGAN")                                     \
	X(C_C_PACKETS, "PACKETS", "PAKET")                                                         \
	X(C_C_NAME, "COUNTRY", "NEGARA")                                                           \
	X(C_C_SHARE, "SHARE", "BAGIAN")                                                            \
	X(C_C_NETWORK, "NETWORK", "JARINGAN")                                                      \
	X(C_C_SOURCES, "SOURCES", "SUMBER")                                                        \
	X(C_C_GROUP, "WHAT", "HAL")                                                                \
	X(C_C_KIND, "KIND", "JENIS")                                                               \
	X(C_C_TARGET, "TARGET", "SASARAN")                                                         \
	X(C_C_STATE, "STATE", "KEADAAN")                                                           \
	X(C_C_START, "START", "MULAI")                                                             \
	X(C_C_LASTED, "LASTED", "LAMA")                                                            \
	X(C_C_PEAK, "PEAK/S", "PUNCAK/DTK")                                                        \
	X(C_C_PEAK_BITS, "PEAK BIT/S", "BIT/DTK")                                                  \
	X(C_C_SPOOFED, "FORGED", "PALSU")                                                          \
	X(C_C_TIME, "TIME", "WAKTU")                                                               \
	X(C_C_RULE, "RULE", "ATURAN")                                                              \
	X(C_C_STATUS, "STATUS", "STATUS")                                                          \
	X(C_C_BYTES, "BYTES", "BITA")                                                              \
	X(C_C_REQUEST, "REQUEST", "PERMINTAAN")                                                    \
	X(C_C_CLASS, "TRIED", "JENIS")                                                             \
	X(C_C_WHY, "WHY IT COUNTS", "MENGAPA DIHITUNG")                                            \
                                                                                                   \
	X(C_G_CLASS, "tried", "dicoba")                                                            \
	X(C_G_OUTCOME, "came back", "jawaban")                                                     \
	X(C_G_ORIGIN, "from", "asal")                                                              \
	X(C_G_PROOF, "address", "alamat")                                                          \
	X(C_G_ASIDE, "aside", "terpisah")                                                          \
	X(C_VERIFIED, "proven by a handshake", "terbukti jabat tangan")                            \
	X(C_UNVERIFIED, "unproven, may be forged", "belum terbukti, bisa palsu")                   \
	X(C_RESEARCH, "of which research scanners", "di antaranya pemindai riset")                 \
	X(C_OUTBOUND, "outbound, from our addresses", "keluar, dari alamat kita")                  \
	X(C_INTERNAL, "between our addresses", "antar alamat kita")                                \
	X(C_BACKSCATTER, "backscatter, in packets", "hamburan balik, dalam paket")                 \
	X(C_YES, "yes", "ya")                                                                      \
	X(C_NO, "no", "tidak")                                                                     \
	X(C_ONGOING, "going on", "berlangsung")                                                    \
	X(C_OVER, "over", "selesai")                                                               \
	X(C_OTHER, "other sites", "situs lain")                                                    \
	X(C_UNKNOWN, "unknown", "tak dikenal")                                                     \
	X(C_LOCAL, "local", "lokal")                                                               \
                                                                                                   \
                                                                                                   \
                                                                                                   \
	X(C_DETAIL_SEEN, "first {1}   last {2}", "pertama {1}   terakhir {2}")                     \
	X(C_DETAIL_SPREAD, "targets {1}   ports {2}   packets {3}", "sasaran {1}   port {2}   paket {3}") \
	X(C_DETAIL_PROVEN, "address proven by a handshake", "alamat terbukti lewat jabat tangan")  \
	X(C_DETAIL_UNPROVEN, "address unproven: it may be forged", "alamat belum terbukti: bisa palsu") \
	X(C_DETAIL_TRIED, "tried today: {1}", "dicoba hari ini: {1}")                              \
	X(C_DETAIL_GONE, "not among the sources shown now", "tidak di antara sumber yang tampil")  \
	X(C_DETAIL_ACTS, "Its latest acts, {1} of those that are kept", "Tindakan terakhirnya, {1} yang tersimpan") \
	X(C_DETAIL_NO_ACTS, "None of its acts is kept any more: others were louder since.",        \
		"Tindakannya tidak tersimpan lagi: yang lain lebih ramai sesudahnya.")             \
                                                                                                   \
	X(C_K_HELP, "Help", "Bantuan")                                                             \
	X(C_K_FILTER, "Filter", "Saring")                                                          \
	X(C_K_SORT, "Sort", "Urut")                                                                \
	X(C_K_PAUSE, "Pause", "Jeda")                                                              \
	X(C_K_DETAILS, "Details", "Rincian")                                                       \
	X(C_K_NEXT, "Next view", "Tampilan")                                                       \
	X(C_K_QUIT, "Quit", "Keluar")                                                              \
	X(C_K_BACK, "Back", "Kembali")                                                             \
	X(C_K_DONE, "Done", "Selesai")                                                             \
	X(C_K_CLEAR, "Clear", "Hapus")                                                             \
	X(C_K_FILTER_WORDS, "address  10.0.0.0/8  ID  login  foreign  verified  !not",             \
		"alamat  10.0.0.0/8  ID  login  asing  terbukti  !bukan")                          \
                                                                                                   \
	X(C_HELP_TITLE, "ronda top: attempts as they are counted. Any key goes back.",             \
		"ronda top: percobaan saat dihitung. Sembarang tombol untuk kembali.")             \
	X(C_HELP_KEYS, "Keys", "Tombol")                                                           \
	X(C_HELP_VIEWS, "Tab, 1 to 7    another view", "Tab, 1 - 7     tampilan lain")             \
	X(C_HELP_MOVE, "arrows, PgUp   another row; wheel and click do, too",                      \
		"panah, PgUp    baris lain; roda dan klik juga bisa")                              \
	X(C_HELP_ENTER, "Enter          all about a source; the sources of a country, site or network", \
		"Enter          semua tentang satu sumber; sumber dari negara, situs, jaringan")   \
	X(C_HELP_SORT, "s or >, S or < sort by the next column, or the one before; r turns it around", \
		"s atau >, S, < urutkan menurut kolom berikut atau sebelumnya; r membalik")        \
	X(C_HELP_FILTER, "/              only what matches: 10.0.0.0/8 ID login foreign verified .go.id", \
		"/              hanya yang cocok: 10.0.0.0/8 ID login asing terbukti .go.id")      \
	X(C_HELP_FILTER_MORE, "               words are joined by and; !word is not",              \
		"               semua kata harus cocok; !kata berarti bukan")                      \
	X(C_HELP_PAUSE, "Space          hold the picture still; counting goes on",                 \
		"Spasi          menahan gambar; penghitungan jalan terus")                         \
	X(C_HELP_QUIT, "q, Esc         quit; one step back",                                       \
		"q, Esc         keluar; satu langkah kembali")                                     \
	X(C_HELP_COLUMNS, "What the columns say", "Arti kolom")                                    \
	X(C_HELP_RATE, "PER S          attempts a second over the last ten seconds",               \
		"/DTK           percobaan per detik dalam sepuluh detik terakhir")                 \
	X(C_HELP_TODAY, "TODAY          since midnight or the sensor's start; of a source at least", \
		"HR INI         sejak tengah malam atau sensor mulai; per sumber: sedikitnya")     \
	X(C_HELP_MIX, "TRIED          P probe  S stealth  L log-in  W web  T TLS  X exploit, by share", \
		"JENIS          P pindai  S selubung  L masuk  W web  T TLS  X eksploitasi")       \
	X(C_HELP_OUTCOME, "CAME BACK      what its last act got; SERVED is an answer, no break-in", \
		"JAWABAN        balasan tindakan terakhir; DILAYANI berarti dijawab saja")      \
	X(C_HELP_PROVEN, "PROVEN         yes: a handshake proved the address; no: it may be forged", \
		"BUKTI          ya: alamat terbukti jabat tangan; tidak: bisa palsu")              \
	X(C_HELP_LAST, "An attempt is what was tried, by definition {1}, not what it led to.",     \
		"Percobaan adalah yang dicoba, menurut definisi {1}, bukan hasilnya.")
