// SPDX-License-Identifier: BSD-2-Clause
// Every word of the page, in both languages; names of kinds are those of src/base/words.c. "{1}" is the place of an argument.
"use strict";

const WORDS = {
	en: {
		watching: "watching", any: "every address", theme: "Light or dark",
		live: "live", polling: "asking each few seconds", connecting: "connecting",
		lost: "No connection to the sensor since {1}. All figures below are of that moment.",

		waiting: "Waiting", quiet: "Quiet", busy: "Busy", attack: "Under attack", degraded: "Sensor degraded",
		why_waiting: "The first figures come with the first packets.",
		why_quiet: "{1} attempts in the last ten minutes.",
		why_quiet_usual: "{1} attempts in the last ten minutes; {2} are usual.",
		why_busy: "{1} attempts in the last ten minutes.",
		why_busy_usual: "{1} attempts in the last ten minutes, where {2} are usual.",
		why_flood: "{1} on {2} since {3}, {4}.", why_floods_many: "{1} floods under way.",
		why_surge: "A surge since {1}: {2} attempts, where {3} are usual.",
		why_degraded: "Figures may be too low until this is repaired.",

		drops: "packets are being lost before they are counted",
		no_packets: "no packet has come for over a minute: is the mirror port on?",
		capture_down: "the capture is down",
		one_way: "only one direction passes the tap: outcomes are unknown",
		stale_geoip: "the country database is old: countries may be wrong",

		today: "Attempts today", since: "counted since {1}",
		against: "{1} last {2} by this time ({3})", against_none: "no {1} before this one is known yet",
		more: "{1} more than", fewer: "{1} fewer than", same: "as many as",
		foreign: "foreign", domestic: "domestic", local: "local", unknown: "unknown", others: "domestic and other",

		pace: "Pace", now_rate: "attempts a minute", hour: "in the last hour", day24: "in 24 hours",
		attackers: "attacking sources", packets: "packets a second", coverage: "coverage", lostp: "packets lost",
		incidents: "incidents",

		tried: "What was tried",
		probe: "probe", stealth: "stealth probe", login: "log-in", web: "web request", tls: "TLS connection", exploit: "exploit",
		came: "What came back",
		unanswered: "unanswered", refused: "refused", answered: "answered", established: "connection established",
		rejected: "rejected by the application", served: "served with data",

		strip: "The last 24 hours", unwatched: "not watched", most: "most: {1} in {2} min",
		strip_label: "Attempts in each quarter of an hour; the most were {1} at {2}.",
		column: "{1}: {2} attempts, {3} foreign", column_none: "{1}: not watched",

		sources: "Top sources today", source: "source", country: "country", what: "what", proven: "proven",
		last: "last", attempts: "attempts", proven_yes: "proven by a handshake", proven_no: "may be forged",
		countries: "Countries", sites: "Sites", other: "other sites",
		none: "None today.", no_sources: "Nobody has attacked today.",

		floods: "Floods and surges", surge: "surge of attempts", surge_size: "{1} attempts, {2} usual", syn: "SYN flood", udp: "UDP flood", icmp: "ICMP flood", reflection: "reflection",
		http: "HTTP flood", slow: "slow connections",
		going: "under way", from_to: "{1} to {2}", from: "since {1}", peak: "peak {1}/s", peak_slow: "peak {1} connections",
		senders: "{1} senders", spoofed: "forged senders",
		review: "Look at these first", review_none: "No server answered such a request today.",
		status: "status {1}",

		tap: "Definition attempt/1. A tap sees what was tried and what came back, not what it led to.",
		places: "Countries: {1}.", places_none: "No country database.", reports: "Reports",
	},
	id: {
		watching: "mengawasi", any: "semua alamat", theme: "Terang atau gelap",
		live: "langsung", polling: "menanya tiap beberapa detik", connecting: "menyambung",
		lost: "Tidak ada sambungan ke sensor sejak {1}. Semua angka di bawah adalah keadaan saat itu.",

		waiting: "Menunggu", quiet: "Tenang", busy: "Ramai", attack: "Sedang diserang", degraded: "Sensor terganggu",
		why_waiting: "Angka pertama muncul bersama paket pertama.",
		why_quiet: "{1} percobaan dalam sepuluh menit terakhir.",
		why_quiet_usual: "{1} percobaan dalam sepuluh menit terakhir; biasanya {2}.",
		why_busy: "{1} percobaan dalam sepuluh menit terakhir.",
		why_busy_usual: "{1} percobaan dalam sepuluh menit terakhir, padahal biasanya {2}.",
		why_flood: "{1} ke {2} sejak {3}, {4}.", why_floods_many: "{1} banjir paket sedang berlangsung.",
		why_surge: "Lonjakan sejak {1}: {2} percobaan, padahal biasanya {3}.",
		why_degraded: "Angka bisa terlalu rendah sampai ini diperbaiki.",

		drops: "paket hilang sebelum dihitung",
		no_packets: "tidak ada paket lebih dari satu menit: apakah port mirror menyala?",
		capture_down: "perekaman terhenti",
		one_way: "hanya satu arah yang melewati tap: hasil tidak diketahui",
		stale_geoip: "basis data negara sudah lama: negara bisa keliru",

		today: "Percobaan hari ini", since: "dihitung sejak {1}",
		against: "{1} {2} lalu pada jam yang sama ({3})", against_none: "{1} sebelumnya belum diketahui",
		more: "{1} lebih banyak dari", fewer: "{1} lebih sedikit dari", same: "sama dengan",
		foreign: "luar negeri", domestic: "dalam negeri", local: "lokal", unknown: "tidak diketahui", others: "dalam negeri dan lain",

		pace: "Laju", now_rate: "percobaan per menit", hour: "dalam sejam terakhir", day24: "dalam 24 jam",
		attackers: "sumber penyerang", packets: "paket per detik", coverage: "kelengkapan", lostp: "paket hilang",
		incidents: "insiden",

		tried: "Yang dicoba",
		probe: "pemindaian", stealth: "pemindaian terselubung", login: "percobaan masuk", web: "permintaan web", tls: "koneksi TLS", exploit: "eksploitasi",
		came: "Jawaban yang terlihat",
		unanswered: "tidak terjawab", refused: "ditolak", answered: "terjawab", established: "tersambung",
		rejected: "ditolak aplikasi", served: "dilayani dengan data",

		strip: "24 jam terakhir", unwatched: "tidak diawasi", most: "terbanyak: {1} dalam {2} mnt",
		strip_label: "Percobaan tiap seperempat jam; terbanyak {1} pada {2}.",
		column: "{1}: {2} percobaan, {3} dari luar negeri", column_none: "{1}: tidak diawasi",

		sources: "Sumber teratas hari ini", source: "sumber", country: "negara", what: "apa", proven: "terbukti",
		last: "terakhir", attempts: "percobaan", proven_yes: "terbukti oleh handshake", proven_no: "mungkin palsu",
		countries: "Negara", sites: "Situs", other: "situs lain",
		none: "Tidak ada hari ini.", no_sources: "Belum ada yang menyerang hari ini.",

		floods: "Banjir paket dan lonjakan", surge: "lonjakan percobaan", surge_size: "{1} percobaan, biasanya {2}", syn: "banjir SYN", udp: "banjir UDP", icmp: "banjir ICMP", reflection: "pantulan",
		http: "banjir HTTP", slow: "koneksi lambat",
		going: "berlangsung", from_to: "{1} sampai {2}", from: "sejak {1}", peak: "puncak {1}/dtk", peak_slow: "puncak {1} koneksi",
		senders: "{1} pengirim", spoofed: "pengirim palsu",
		review: "Periksa ini dulu", review_none: "Hari ini tidak ada permintaan seperti itu yang dijawab server.",
		status: "status {1}",

		tap: "Definisi attempt/1. Sensor melihat yang dicoba dan jawabannya, bukan akibatnya.",
		places: "Negara: {1}.", places_none: "Tanpa basis data negara.", reports: "Laporan",
	},
};
