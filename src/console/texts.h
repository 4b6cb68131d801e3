/* SPDX-License-Identifier: BSD-2-Clause */
/* texts.h - what the console says, in both languages. "{1}" is the place of an argument, as in base/words.h. */
#pragma once
#include "base/words.h"

/* X(NAME, "English", "Indonesian") */
#define CONSOLE_TEXTS(X)                                                                           \
	X(ATTEMPTS, "Attempts", "Percobaan")                                                       \
	X(FROM, "From", "Asal")                                                                    \
	X(TRAFFIC, "Traffic", "Trafik")                                                            \
	X(PER_SECOND, "{1}/s", "{1}/dtk")                                                          \
	X(LAST_HOUR, "last hour {1}", "1 jam {1}")                                                 \
	X(TODAY, "today {1}", "hari ini {1}")                                                      \
	X(SINCE, "since {2} {1}", "sejak {2} {1}")                                                 \
	X(IN_ALL, "in all {1}", "total {1}")                                                       \
	X(PROVEN, "proven {1}", "terbukti {1}")                                                    \
	X(PACKETS, "{1} packets/s", "{1} paket/dtk")                                               \
	X(BITS, "{1}bit/s", "{1}bit/dtk")                                                          \
	X(DROPS, "drops {1}", "hilang {1}")                                                        \
	X(COVERAGE, "coverage {1}", "kelengkapan {1}")                                             \
	X(SOURCES_SEEN, "sources {1}", "sumber {1}")                                               \
	X(PEAK, "peak {1}/s", "puncak {1}/dtk")                                                    \
	X(LIVE, "live", "langsung")                                                                \
	X(REPLAY, "replay", "putar ulang")                                                         \
	X(REPLAY_ENDED, "replay: at the end", "putar ulang: selesai")                              \
	X(PAUSED, "PAUSED", "JEDA")                                                                \
	X(WAITING, "Waiting for the sensor's first picture ...", "Menunggu gambaran pertama dari sensor ...") \
	X(TOO_SMALL, "too small", "terlalu kecil")                                                 \
	X(IS_QUIET, "Quiet: no attempt in the last ten seconds.",                                  \
		"Tenang: tidak ada percobaan dalam sepuluh detik terakhir.")                       \
	X(IS_ENDED, "The capture is at its end, and all that was pending is decided.",             \
		"Rekaman sudah habis, dan semua yang tertunda sudah diputuskan.")                  \
	X(IS_BUSY, "Busiest now: {1} ({2}), {3}/s, {4}", "Tersibuk kini: {1} ({2}), {3}/dtk, {4}") \
	X(IS_FLOODED, "FLOOD: {1} on {2}, up to {3} packets/s", "BANJIR: {1} ke {2}, sampai {3} paket/dtk") \
	X(IS_FLOODED_MORE, "FLOOD: {1} on {2}, up to {3} packets/s, and {4} more",                 \
		"BANJIR: {1} ke {2}, sampai {3} paket/dtk, dan {4} lagi")                          \
	X(IS_STALE, "SENSOR DEGRADED: the capture does not answer; figures are old",               \
		"SENSOR TERGANGGU: perekaman tidak menjawab; angka sudah lama")                    \
	X(IS_DOWN, "SENSOR DEGRADED: no packets can be had; is the interface up?",                 \
		"SENSOR TERGANGGU: paket tidak dapat diambil; apakah antarmuka aktif?")            \
	X(IS_DROPPING, "SENSOR DEGRADED: packets are being lost; see --ring and the manual",       \
		"SENSOR TERGANGGU: paket hilang; lihat --ring dan manual")                         \
	X(IS_ONE_WAY, "SENSOR DEGRADED: only one direction is seen; outcomes are unknown",         \
		"SENSOR TERGANGGU: hanya satu arah terlihat; hasil tidak diketahui")               \
	X(IS_GONE, "THE SENSOR HAS ENDED; trying to reach it again ...",                           \
		"SENSOR BERHENTI; mencoba menghubungi lagi ...")                                   \
	X(NO_PLACES, "No country database: origins are unknown (see --geoip).",                    \
		"Tanpa basis data negara: asal tidak diketahui (lihat --geoip).")                  \
	X(NOTHING_YET, "Nothing to show yet.", "Belum ada yang ditampilkan.")                      \
	X(NOTHING_MATCHES, "Nothing matches the filter. Esc clears it.",                           \
		"Tidak ada yang cocok. Esc menghapus saringan.")                                   \
	X(FILTERED, "{1} of {2}", "{1} dari {2}")                                                  \
	X(FILTER, "Filter: ", "Saring: ")                                                          \
                                                                                                   \
	X(TAB_SOURCES, "Sources", "Sumber")                                                        \
	X(TAB_COUNTRIES, "Countries", "Negara")                                                    \
	X(TAB_SITES, "Sites", "Situs")                                                             \
	X(TAB_CLASSES, "Classes", "Jenis")                                                         \
	X(TAB_NETWORKS, "Networks", "Jaringan")                                                    \
	X(TAB_FLOODS, "Floods", "Banjir")                                                          \
	X(TAB_REVIEW, "Look first", "Periksa")                                                     \
                                                                                                   \
	X(C_SOURCE, "SOURCE", "SUMBER")                                                            \
	X(C_COUNTRY, "CC", "NEG")                                                                  \
	X(C_RATE, "PER S", "/DTK")                                                                 \
	X(C_HOUR, "HOUR", "1 JAM")                                                                 \
	X(C_TODAY, "TODAY", "HR INI")                                                              \
	X(C_MIX, "TRIED", "JENIS")                                                                 \
	X(C_OUTCOME, "CAME BACK", "JAWABAN")                                                       \
	X(C_SITE, "SITE", "SITUS")                                                                 \
	X(C_LAST, "LAST", "AKHIR")                                                                 \
	X(C_PROVEN, "PROVEN", "BUKTI")                                                            \
	X(C_TARGETS, "TARGETS", "SASARAN")                                                         \
	X(C_PORTS, "PORTS", "PORT")                                                                \
	X(C_PACKETS, "PACKETS", "PAKET")                                                           \
	X(C_NAME, "COUNTRY", "NEGARA")                                                             \
	X(C_SHARE, "SHARE", "BAGIAN")                                                              \
	X(C_NETWORK, "NETWORK", "JARINGAN")                                                        \
	X(C_SOURCES, "SOURCES", "SUMBER")                                                          \
	X(C_GROUP, "WHAT", "HAL")                                                                  \
	X(C_KIND, "KIND", "JENIS")                                                                 \
	X(C_TARGET, "TARGET", "SASARAN")                                                           \
	X(C_STATE, "STATE", "KEADAAN")                                                             \
	X(C_START, "START", "MULAI")                                                               \
	X(C_LASTED, "LASTED", "LAMA")                                                              \
	X(C_PEAK, "PEAK/S", "PUNCAK/DTK")                                                          \
	X(C_PEAK_BITS, "PEAK BIT/S", "BIT/DTK")                                                    \
	X(C_SPOOFED, "FORGED", "PALSU")                                                            \
	X(C_TIME, "TIME", "WAKTU")                                                                 \
	X(C_RULE, "RULE", "ATURAN")                                                                \
	X(C_STATUS, "STATUS", "STATUS")                                                            \
	X(C_BYTES, "BYTES", "BITA")                                                                \
	X(C_REQUEST, "REQUEST", "PERMINTAAN")                                                      \
	X(C_CLASS, "TRIED", "JENIS")                                                               \
	X(C_WHY, "WHY IT COUNTS", "MENGAPA DIHITUNG")                                              \
                                                                                                   \
	X(G_CLASS, "tried", "dicoba")                                                              \
	X(G_OUTCOME, "came back", "jawaban")                                                       \
	X(G_ORIGIN, "from", "asal")                                                                \
	X(G_PROOF, "address", "alamat")                                                            \
	X(G_ASIDE, "aside", "terpisah")                                                            \
	X(VERIFIED, "proven by a handshake", "terbukti jabat tangan")                              \
	X(UNVERIFIED, "unproven, may be forged", "belum terbukti, bisa palsu")                     \
	X(RESEARCH, "of which research scanners", "di antaranya pemindai riset")                   \
	X(OUTBOUND, "outbound, from our addresses", "keluar, dari alamat kita")                    \
	X(INTERNAL, "between our addresses", "antar alamat kita")                                  \
	X(BACKSCATTER, "backscatter, in packets", "hamburan balik, dalam paket")                   \
	X(YES, "yes", "ya")                                                                        \
	X(NO, "no", "tidak")                                                                       \
	X(ONGOING, "going on", "berlangsung")                                                      \
	X(OVER, "over", "selesai")                                                                 \
	X(OTHER, "other sites", "situs lain")                                                      \
	X(UNKNOWN, "unknown", "tak dikenal")                                                       \
	X(LOCAL, "local", "lokal")                                                                 \
                                                                                                   \
                                                                                                   \
                                                                                                   \
	X(DETAIL_SEEN, "first {1}   last {2}", "pertama {1}   terakhir {2}")                       \
	X(DETAIL_SPREAD, "targets {1}   ports {2}   packets {3}", "sasaran {1}   port {2}   paket {3}") \
	X(DETAIL_PROVEN, "address proven by a handshake", "alamat terbukti lewat jabat tangan")    \
	X(DETAIL_UNPROVEN, "address unproven: it may be forged", "alamat belum terbukti: bisa palsu") \
	X(DETAIL_TRIED, "tried today: {1}", "dicoba hari ini: {1}")                                \
	X(DETAIL_GONE, "not among the sources shown now", "tidak di antara sumber yang tampil")    \
	X(DETAIL_ACTS, "Its latest acts, {1} of those that are kept", "Tindakan terakhirnya, {1} yang tersimpan") \
	X(DETAIL_NO_ACTS, "None of its acts is kept any more: others were louder since.",          \
		"Tindakannya tidak tersimpan lagi: yang lain lebih ramai sesudahnya.")             \
                                                                                                   \
	X(K_HELP, "Help", "Bantuan")                                                               \
	X(K_FILTER, "Filter", "Saring")                                                            \
	X(K_SORT, "Sort", "Urut")                                                                  \
	X(K_PAUSE, "Pause", "Jeda")                                                                \
	X(K_DETAILS, "Details", "Rincian")                                                         \
	X(K_NEXT, "Next view", "Tampilan")                                                         \
	X(K_QUIT, "Quit", "Keluar")                                                                \
	X(K_BACK, "Back", "Kembali")                                                               \
	X(K_DONE, "Done", "Selesai")                                                               \
	X(K_CLEAR, "Clear", "Hapus")                                                               \
	X(K_FILTER_WORDS, "address  10.0.0.0/8  ID  login  foreign  verified  !not",               \
		"alamat  10.0.0.0/8  ID  login  asing  terbukti  !bukan")                          \
                                                                                                   \
	X(HELP_TITLE, "ronda top: attempts as they are counted. Any key goes back.",               \
		"ronda top: percobaan saat dihitung. Sembarang tombol untuk kembali.")             \
	X(HELP_KEYS, "Keys", "Tombol")                                                             \
	X(HELP_VIEWS, "Tab, 1 to 7    another view", "Tab, 1 - 7     tampilan lain")               \
	X(HELP_MOVE, "arrows, PgUp   another row; wheel and click do, too",                        \
		"panah, PgUp    baris lain; roda dan klik juga bisa")                              \
	X(HELP_ENTER, "Enter          all about a source; the sources of a country, site or network", \
		"Enter          semua tentang satu sumber; sumber dari negara, situs, jaringan")   \
	X(HELP_SORT, "s or >, S or < sort by the next column, or the one before; r turns it around", \
		"s atau >, S, < urutkan menurut kolom berikut atau sebelumnya; r membalik")        \
	X(HELP_FILTER, "/              only what matches: 10.0.0.0/8 ID login foreign verified .go.id", \
		"/              hanya yang cocok: 10.0.0.0/8 ID login asing terbukti .go.id")      \
	X(HELP_FILTER_MORE, "               words are joined by and; !word is not",                \
		"               semua kata harus cocok; !kata berarti bukan")                      \
	X(HELP_PAUSE, "Space          hold the picture still; counting goes on",                   \
		"Spasi          menahan gambar; penghitungan jalan terus")                         \
	X(HELP_QUIT, "q, Esc         quit; one step back",                                         \
		"q, Esc         keluar; satu langkah kembali")                                     \
	X(HELP_COLUMNS, "What the columns say", "Arti kolom")                                      \
	X(HELP_RATE, "PER S          attempts a second over the last ten seconds",                 \
		"/DTK           percobaan per detik dalam sepuluh detik terakhir")                 \
	X(HELP_TODAY, "TODAY          since midnight or the sensor's start; of a source at least", \
		"HR INI         sejak tengah malam atau sensor mulai; per sumber: sedikitnya")     \
	X(HELP_MIX, "TRIED          P probe  S stealth  L log-in  W web  T TLS  X exploit, by share", \
		"JENIS          P pindai  S selubung  L masuk  W web  T TLS  X eksploitasi")       \
	X(HELP_OUTCOME, "CAME BACK      what its last act got; SERVED is an answer, no break-in", \
		"JAWABAN        balasan tindakan terakhir; DILAYANI berarti dijawab saja")      \
	X(HELP_PROVEN, "PROVEN         yes: a handshake proved the address; no: it may be forged", \
		"BUKTI          ya: alamat terbukti jabat tangan; tidak: bisa palsu")              \
	X(HELP_LAST, "An attempt is what was tried, by definition {1}, not what it led to.",       \
		"Percobaan adalah yang dicoba, menurut definisi {1}, bukan hasilnya.")

#define CONSOLE_NAME(NAME, en, id) T_##NAME,
enum console_text { CONSOLE_TEXTS(CONSOLE_NAME) CONSOLE_TEXT_COUNT };
#undef CONSOLE_NAME

const char *console_text(enum words_lang lang, enum console_text text);
/* With its arguments put in. `text` has room for `size` bytes; returns it. */
const char *console_fill(enum words_lang lang, enum console_text which, const char *const arguments[], char *text, size_t size);
#define CONSOLE_FILL(lang, which, text, ...) \
	console_fill(lang, which, (const char *const[]){ __VA_ARGS__, NULL }, text, sizeof text)
