/* SPDX-License-Identifier: BSD-2-Clause */
/* The codes that name a country. */
#include "geoip.h"

/*
 * ISO 3166-1, and what databases say beside it: EU (somewhere in Europe), XK (Kosovo), and the
 * former AN and CS. Not AP, UN, XX, ZZ and the like: who is "in Asia or the Pacific" may be at
 * home. With RONDA_COUNTRY_LOCAL these fill a table exactly, so none is ever too many.
 */
static const char codes[][3] = {
	/* clang-format off */
	"AD", "AE", "AF", "AG", "AI", "AL", "AM", "AN", "AO", "AQ", "AR", "AS", "AT", "AU",
	"AW", "AX", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM",
	"BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF",
	"CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CS", "CU", "CV", "CW", "CX",
	"CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES",
	"ET", "EU", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG",
	"GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
	"HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS",
	"IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW",
	"KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA",
	"MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR",
	"MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI",
	"NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL",
	"PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA",
	"SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR",
	"SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL",
	"TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ",
	"VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT", "ZA", "ZM",
	"ZW",
	/* clang-format on */
};

/* Index 0 is unknown, one is local. */
_Static_assert(
	sizeof codes / sizeof *codes + 2 <= RONDA_PLACE_COUNTRIES, "a table has room for all");

ronda_country geoip_country(const char *text)
{
	ronda_country country = ronda_country_parse(text);

	if (country == RONDA_COUNTRY('U', 'K')) /* as some spell GB */
		return RONDA_COUNTRY('G', 'B');
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (country == RONDA_COUNTRY(codes[i][0], codes[i][1]))
			return country;
	return 0;
}
