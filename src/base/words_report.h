/* SPDX-License-Identifier: BSD-2-Clause */
/* words_report.h - the messages of `ronda report`, as words.h has those of a summary: X(NAME, "English", "Indonesian"). */
#pragma once

#define WORDS_REPORT(X)                                                                            \
	X(R_TITLE, "Attack attempts", "Percobaan serangan")                                        \
	X(R_NAME, "Report of the night watch", "Laporan ronda")                                    \
	X(R_MANY, "{1} attack attempts {2}.", "{1} percobaan serangan {2}.")                       \
	X(R_ONE, "1 attack attempt {2}.", "1 percobaan serangan {2}.")                             \
	X(R_NONE, "No attack attempts {2}.", "Tidak ada percobaan serangan {2}.")                  \
	X(R_MANY_AT, "{1} attack attempts on {3} {2}.", "{1} percobaan serangan terhadap {3} {2}.") \
	X(R_ONE_AT, "1 attack attempt on {3} {2}.", "1 percobaan serangan terhadap {3} {2}.")      \
	X(R_NONE_AT, "No attack attempts on {3} {2}.", "Tidak ada percobaan serangan terhadap {3} {2}.") \
	X(R_UNWATCHED, "Nothing was watched {2}: there is no number.",                              \
		"Tidak ada yang terpantau {2}: tidak ada angka.")                                  \
	X(R_IN_MONTH, "in {1}", "pada {1}")                                                        \
	X(R_IN_LONG, "in {1}, {2} to {3}", "dalam {1}, {2} sampai {3}")                            \
	X(R_ON_DAY, "on {1}", "pada {1}")                                                          \
	X(R_ON_DAY_FROM, "on {1}, {2} to {3}", "pada {1}, {2} sampai {3}")                       \
	X(R_FROM_TO, "from {1} to {2}", "dari {1} sampai {2}")                                     \
	X(R_SPAN, "{1} to {2}", "{1} sampai {2}")                                                  \
	X(R_ORIGIN_LINE, "{1} came from abroad, {2} from within {3}.",                             \
		"{1} berasal dari luar negeri, {2} dari dalam {3}.")                               \
	X(R_ORIGIN_LINE_REST, "{1} came from abroad, {2} from within {3}; {4} from addresses whose country is unknown, {5} from local ones.", \
		"{1} berasal dari luar negeri, {2} dari dalam {3}; {4} dari alamat yang negaranya tidak diketahui, {5} dari alamat lokal.") \
	X(R_PROOF_LINE, "{1} came from addresses proven by a handshake; those of the other {2} may be forged.", \
		"{1} berasal dari alamat yang terbukti lewat handshake; alamat {2} lainnya mungkin palsu.") \
	X(R_SITE_LINE, "Of a single site, classes, days and hours are kept; outcomes, origins, countries and sources are kept for all sites together, and are not shown here.", \
		"Untuk satu situs, yang disimpan adalah jenis, hari dan jam; hasil, asal, negara dan sumber hanya disimpan untuk semua situs bersama, dan tidak ditampilkan di sini.") \
                                                                                                   \
	X(R_HEAD_FIGURES, "In figures", "Dalam angka")                                             \
	X(R_ATTEMPTS, "attempts", "percobaan")                                                     \
	X(R_A_DAY, "a day on average", "rata-rata per hari")                                       \
	X(R_FOREIGN, "from abroad", "dari luar negeri")                                            \
	X(R_VERIFIED, "from proven addresses", "dari alamat yang terbukti")                        \
	X(R_SOURCES, "attacking sources", "sumber penyerang")                                      \
	X(R_COUNTRIES, "countries", "negara")                                                      \
	X(R_SITES, "sites tried", "situs sasaran")                                                 \
	X(R_OF_ALL, "of all attempts", "dari semua percobaan")                                     \
	X(R_ANSWERED, "answered requests to look at", "permintaan terjawab untuk diperiksa")       \
	X(R_COVERED, "of the time watched", "waktu terpantau")                                     \
                                                                                                   \
	X(R_HEAD_COVERAGE, "What was watched", "Yang terpantau")                                   \
	X(R_COVER_ALL, "The sensors were up and losing nothing all of the time: the number is complete.", \
		"Sensor aktif tanpa kehilangan paket sepanjang waktu: angka ini lengkap.")         \
	X(R_COVER_NEARLY, "The sensors were up and losing nothing for {1} of the time; nothing is added for the rest.", \
		"Sensor aktif tanpa kehilangan paket {1} dari waktu itu; untuk sisanya tidak ada yang ditambahkan.") \
	X(R_COVER_PART, "The sensors were up and losing nothing for {1} of the time. In the other {2} nothing was counted, and nothing is added for it: at the average rate of the watched time it would have been about {3} more.", \
		"Sensor aktif tanpa kehilangan paket {1} dari waktu itu. Dalam {2} lainnya tidak ada yang dihitung, dan tidak ada yang ditambahkan: menurut laju rata-rata waktu terpantau, kira-kira {3} lagi.") \
	X(R_COVER_NOTHING, "Nothing was watched in this period: there is no number.",              \
		"Tidak ada yang terpantau dalam periode ini: tidak ada angka.")                    \
	X(R_COVER_BEGINS, "The records begin on {1}; what was before is not in the number.",       \
		"Catatan dimulai {1}; yang terjadi sebelumnya tidak ada dalam angka ini.")         \
	X(R_COVER_BEFORE, "The records of this store begin later, on {1}.",                        \
		"Catatan dalam penyimpanan ini baru dimulai sesudahnya, {1}.")                     \
	X(R_COVER_ENDS, "The records end on {1}; what came after is not in the number.",           \
		"Catatan berakhir {1}; yang terjadi sesudahnya tidak ada dalam angka ini.")        \
	X(R_COVER_DROPS, "{1} packets were lost before they could be read; attempts in them are not counted.", \
		"{1} paket hilang sebelum sempat dibaca; percobaan di dalamnya tidak terhitung.")  \
	X(R_COVER_NO_DROPS, "No packet was reported lost.", "Tidak ada paket yang dilaporkan hilang.") \
	X(R_COVER_ERROR, "A capture ended early: {1}", "Perekaman berakhir sebelum waktunya: {1}") \
	X(R_COVER_SITE_HOURS, "An hour keeps only the sites with most attempts: {1} on this one are in none of the hours and days below.", \
		"Tiap jam hanya menyimpan situs dengan percobaan terbanyak: {1} terhadap situs ini tidak ada dalam jam dan hari di bawah.") \
	X(R_COVER_WIDENED, "Of so long ago only whole hours or days are kept: the period was widened to {1}.", \
		"Dari masa selama itu hanya jam atau hari utuh yang disimpan: periode diperlebar menjadi {1}.") \
	X(R_COVER_COARSE, "Some summaries cover {1} each: days and hours are only as true as that.", \
		"Sebagian ringkasan mencakup {1}: hari dan jam hanya setepat itu.")                \
	X(R_COVER_LOST, "{1} acts had to give way in memory before they were decided, as in a flood; whatever of a scanner was among them is not counted.", \
		"{1} tindakan tergeser dari memori sebelum diputuskan, seperti saat banjir paket; bila ada milik pemindai di antaranya, itu tidak terhitung.") \
	X(R_GAPS, "Times not watched", "Waktu yang tidak terpantau")                               \
                                                                                                   \
	X(R_HEAD_DAYS, "Day by day", "Hari demi hari")                                             \
	X(R_HEAD_HOURS, "Hour by hour", "Jam demi jam")                                            \
	X(R_HOURS_LINE, "A ruled column is an hour that was not watched; the line below is solid where a sensor was up.", \
		"Kolom bergaris adalah jam yang tidak terpantau; garis di bawahnya penuh selama sensor aktif.") \
	X(R_HEAD_WEEK, "Hours of the week", "Jam dalam minggu")                                    \
	X(R_WEEK_LINE, "Attempts in an hour, on average over the hours that were watched. The area of a square is its number.", \
		"Percobaan per jam, rata-rata dari jam yang terpantau. Luas kotak menunjukkan jumlahnya.") \
	X(R_DAYS_LINE, "A ruled column is a day that was not watched; the line below is solid where a sensor was up.", \
		"Kolom bergaris adalah hari yang tidak terpantau; garis di bawahnya penuh selama sensor aktif.") \
	X(R_DAYS_SURGE, "A bracket marks a surge.", "Kurung menandai lonjakan.")                   \
	X(R_TITLE_DAYS, "Attempts by day, {1}; the most is {2} on {3}", "Percobaan per hari, {1}; terbanyak {2} pada {3}") \
	X(R_TITLE_HOURS, "Attempts by hour, {1}; the most is {2}, {3}", "Percobaan per jam, {1}; terbanyak {2}, {3}") \
	X(R_TITLE_WEEK, "Attempts by hour of the week, {1}; the most is {2} on average, {3} {4}:00", \
		"Percobaan menurut jam dalam minggu, {1}; terbanyak rata-rata {2}, {3} pukul {4}.00") \
	X(R_TIP_DAY, "{1}: {2} attempts, {3} watched", "{1}: {2} percobaan, {3} terpantau")        \
	X(R_TIP_HOUR, "{1} {2}:00: {3}", "{1} {2}.00: {3}")                                        \
	X(R_NOT_WATCHED, "not watched", "tidak terpantau")                                         \
                                                                                                   \
	X(R_HEAD_SURGES, "Surges", "Lonjakan")                                                     \
	X(R_SURGE_NONE, "No surge: no stretch of hours stands out from the same hours of other weeks.", \
		"Tidak ada lonjakan: tidak ada rentang jam yang menonjol dari jam yang sama di minggu lain.") \
	X(R_SURGE_NO_BASELINE, "Too little was watched to say what is usual, so surges are unknown.", \
		"Yang terpantau terlalu sedikit untuk menentukan yang lazim, jadi lonjakan tidak diketahui.") \
	X(R_SURGE_LINE, "Hours that stand out from the same hours of other weeks; {1} times the usual was the greatest.", \
		"Jam-jam yang menonjol dari jam yang sama di minggu lain; yang terbesar {1} kali biasanya.") \
	X(R_SURGE_LINE_NEW, "Hours that stand out from the same hours of other weeks, in which there is nothing as a rule.", \
		"Jam-jam yang menonjol dari jam yang sama di minggu lain, yang biasanya kosong.")  \
	X(R_HEAD_FLOODS, "Floods", "Banjir paket")                                                 \
	X(R_FLOODS_LINE, "Measured in packets; they add nothing to the number of attempts.",       \
		"Diukur dalam paket; tidak menambah jumlah percobaan.")                            \
	X(R_FLOODS_NONE, "No flood was seen.", "Tidak ada banjir paket yang terlihat.")            \
	X(R_FLOODS_NONE_AT, "No flood of its addresses was seen.", "Tidak ada banjir paket ke alamatnya yang terlihat.") \
	X(R_HEAD_SOURCES, "Top sources", "Sumber teratas")                                         \
	X(R_SOURCES_LINE, "{1} sources in all, more or less 1.6 % where they are many. Where a source shared its place in memory, the number is a least one.", \
		"Seluruhnya {1} sumber, kurang lebih 1,6 % bila banyak. Bila tempat di memori dipakai bergantian, angkanya adalah yang terkecil.") \
	X(R_HEAD_BESIDE, "Within and beside the total", "Di dalam dan di luar jumlah")             \
	X(R_IN_TOTAL, "in the total", "dalam jumlah")                                              \
	X(R_BESIDE_TOTAL, "beside it", "di luarnya")                                               \
	X(R_HEAD_COUNTRIES, "Countries", "Negara")                                                 \
	X(R_HEAD_NAMES, "Host names that nobody declared", "Nama host yang tidak didaftarkan")     \
	X(R_NAMES_LINE, "Served from the protected addresses, and not among those given with --site.", \
		"Dilayani dari alamat yang dilindungi, dan tidak ada di antara yang diberikan dengan --site.") \
	X(R_NAMES_UNKNOWN, "None was declared with --site, so all {1} that were seen are listed.", \
		"Tidak ada yang didaftarkan dengan --site, jadi semua {1} yang terlihat dicantumkan.") \
	X(R_HEAD_REVIEW, "Look at these first", "Periksa ini dulu")                                \
	X(R_REVIEW_NONE, "No request that matches a rule was answered with data.",                 \
		"Tidak ada permintaan yang cocok dengan aturan yang dijawab dengan data.")         \
	X(R_HEAD_RULES, "By rule", "Menurut aturan")                                               \
	X(R_HEAD_ADDRESSES, "Its addresses", "Alamatnya")                                          \
	X(R_HEAD_NOTES, "Notes of the office", "Catatan kantor")                                   \
	X(R_HEAD_COMPARE, "Compared with before", "Dibandingkan sebelumnya")                       \
	X(R_COMPARE_LESS, "{1} fewer a watched day than {2}: {3} then, {4} now.",                  \
		"{1} lebih sedikit per hari terpantau daripada {2}: dulu {3}, sekarang {4}.")      \
	X(R_COMPARE_MORE, "{1} more a watched day than {2}: {3} then, {4} now.",                   \
		"{1} lebih banyak per hari terpantau daripada {2}: dulu {3}, sekarang {4}.")       \
	X(R_COMPARE_NEW, "None {2}; {4} a watched day now.", "Tidak ada {2}; sekarang {4} per hari terpantau.") \
	X(R_COMPARE_SAME, "As many a watched day as {2}: {3} then, {4} now.",                      \
		"Sama banyak per hari terpantau dengan {2}: dulu {3}, sekarang {4}.")              \
	X(R_COMPARE_UNKNOWN, "Nothing was watched {1}, so there is nothing to compare with.",      \
		"Tidak ada yang terpantau {1}, jadi tidak ada pembandingnya.")                     \
	X(R_COMPARE_COVERAGE, "{1} of the time was watched then, {2} now.", "Dulu {1} dari waktu itu terpantau, sekarang {2}.") \
	X(R_HEAD_SENSORS, "Who saw what", "Siapa melihat apa")                                     \
	X(R_HEAD_SHARED, "Sources seen by several", "Sumber yang terlihat di beberapa sensor")     \
	X(R_SHARED_LINE, "Among the top sources of each; {1} of {2} sources in all were seen by more than one, as far as can be estimated.", \
		"Di antara sumber teratas masing-masing; diperkirakan {1} dari {2} sumber terlihat oleh lebih dari satu sensor.") \
	X(R_HEAD_OVERLAPS, "Surges that overlap in time", "Lonjakan yang bersamaan")               \
	X(R_HEAD_METHOD, "How this was counted", "Cara menghitung")                                \
	X(R_DEFINITION_LINE, "Definition {1}: one hostile act against one target counts once. An attempt is not a break-in, and an answer is not one either.", \
		"Definisi {1}: satu tindakan bermusuhan terhadap satu sasaran dihitung satu kali. Percobaan bukan penyusupan, dan dijawab pun bukan berarti disusupi.") \
	X(R_SETTING_LINE, "Changed from the usual: {1} = {2}.", "Diubah dari biasanya: {1} = {2}.") \
	X(R_SETTINGS_NONE, "All of its thresholds are the usual ones.", "Semua ambang batasnya seperti biasa.") \
	X(R_SCOPE_LINE, "Counted: what came for {1}.", "Yang dihitung: yang ditujukan ke {1}.")    \
	X(R_SCOPE_ANY, "Counted: every target, since no protected addresses were given.",          \
		"Yang dihitung: semua sasaran, karena alamat yang dilindungi tidak diberikan.")    \
	X(R_PLACES_LINE, "Countries: {1} ({2}), built on {3}.", "Negara: {1} ({2}), dibuat {3}.")  \
	X(R_PLACES_NONE, "No country database was at hand, so countries are unknown.",             \
		"Tidak ada basis data negara, jadi negara tidak diketahui.")                       \
	X(R_NETWORKS_LINE, "Networks of sources: {1}, as it is today.", "Jaringan sumber: {1}, menurut keadaan hari ini.") \
	X(R_LICENCE_IPFIRE, "Places by the IPFire location database, CC BY-SA 4.0, location.ipfire.org.", \
		"Lokasi dari basis data lokasi IPFire, CC BY-SA 4.0, location.ipfire.org.")        \
	X(R_LICENCE_MAXMIND, "This report includes GeoLite2 data created by MaxMind, available from www.maxmind.com.", \
		"Laporan ini memuat data GeoLite2 buatan MaxMind, tersedia di www.maxmind.com.")   \
	X(R_LICENCE_DBIP, "IP geolocation by DB-IP, db-ip.com, CC BY 4.0.", "Geolokasi IP oleh DB-IP, db-ip.com, CC BY 4.0.") \
	X(R_TAP_LINE, "A tap sees what was tried and what came back, not what it led to.",         \
		"Sensor melihat yang dicoba dan jawabannya, bukan akibatnya.")                     \
	X(R_FRAMES_LINE, "{1} frames were delivered, {2} of them read as packets.",                \
		"{1} frame diterima, {2} di antaranya terbaca sebagai paket.")                     \
	X(R_SENSOR_LINE, "Sensors: {1}.", "Sensor: {1}.")                                          \
	X(R_MADE, "Made by ronda {1}; times in {2}.", "Dibuat oleh ronda {1}; waktu dalam {2}.")   \
                                                                                                   \
	X(R_COL_CLASS, "what was tried", "yang dicoba")                                            \
	X(R_COL_OUTCOME, "what came back", "jawaban")                                              \
	X(R_COL_ORIGIN, "origin", "asal")                                                          \
	X(R_COL_PROOF, "address", "alamat")                                                        \
	X(R_COL_COUNTRY, "country", "negara")                                                      \
	X(R_COL_SHARE, "share", "bagian")                                                          \
	X(R_COL_WHAT, "what", "apa")                                                               \
	X(R_COL_WHERE, "where", "di mana")                                                         \
	X(R_COL_NUMBER, "number", "jumlah")                                                        \
	X(R_COL_DAY, "day", "hari")                                                                \
	X(R_COL_WATCHED, "watched", "terpantau")                                                   \
	X(R_COL_WEEKDAY, "day of the week", "hari")                                                \
	X(R_COL_HOUR, "hour", "jam")                                                               \
	X(R_COL_AN_HOUR, "an hour", "per jam")                                                     \
	X(R_COL_HOURS, "hours watched", "jam terpantau")                                           \
	X(R_COL_FROM, "from", "dari")                                                              \
	X(R_COL_TO, "to", "sampai")                                                                \
	X(R_COL_LASTED, "lasted", "lama")                                                          \
	X(R_COL_USUAL, "usual", "biasanya")                                                        \
	X(R_COL_TIMES, "times the usual", "kali biasanya")                                         \
	X(R_COL_PEAK_HOUR, "peak hour", "jam puncak")                                              \
	X(R_COL_IN_PEAK, "in it", "saat itu")                                                      \
	X(R_COL_OVER, "over", "selesai")                                                           \
	X(R_COL_BYTES, "bytes", "bita")                                                            \
	X(R_COL_SENSOR, "sensor", "sensor")                                                        \
	X(R_COL_AT_MOST, "at most", "paling banyak")                                               \
	X(R_COL_CHANGE, "change", "perubahan")                                                     \
	X(R_COL_BEFORE, "before", "sebelumnya")                                                    \
	X(R_COL_NOW, "now", "sekarang")                                                            \
	X(R_COL_REQUEST, "request", "permintaan")                                                  \
	X(R_COL_REQUESTS, "requests", "permintaan")                                                \
	X(R_COL_DECLARED, "declared", "terdaftar")                                                 \
	X(R_COL_TEXT, "note", "catatan")                                                           \
	X(R_COL_SENSORS, "sensors", "sensor")                                                      \
	X(R_COL_FIRST_AT, "first at", "pertama di")                                                \
	X(R_COL_LAST_AT, "last at", "terakhir di")                                                 \
	X(R_COL_DROPS, "packets lost", "paket hilang")                                             \
	X(R_COL_SERVICE, "service", "layanan")                                                     \
	X(R_TOTAL, "total", "jumlah")                                                              \
	X(R_UNTIL, "goes on", "berlanjut")                                                         \
	X(R_MORE, "{1} more", "{1} lainnya")                                                       \
	X(R_NEW, "new", "baru")                                                                    \
	X(R_DAYS, "{1} days", "{1} hari")                                                          \
	X(R_BACKSCATTER, "packets that answer what nobody here sent", "paket balasan tanpa permintaan dari sini") \
	X(R_AS_TABLE, "The same as a table", "Sebagai tabel")                                      \
	X(R_SKIP, "Skip to the figures", "Langsung ke angka")
