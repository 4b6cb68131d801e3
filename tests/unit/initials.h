/* SPDX-License-Identifier: BSD-2-Clause */
/* initials.h - the sample packets of RFC 9001 and RFC 9369, appendices A.2 and A.3, and Initials of our own. */
#pragma once
#include "hellos.h"

#include "detect/quic_seal.h"

#include <openssl/evp.h>

#define SAMPLE_ID "8394c8f03e515708"
#define SAMPLE_JA4 "q13d0211an_62ed6f6ca7ad_4d634acda6c0"

static const char client_initial_1[] =
	"c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92ec356c0bab7df5"
	"976d27cd449f63300099f3991c260ec4c60d17b31f8429157bb35a1282a643a8d2262cad67500cadb8e7378c8eb7539ec4d4905f"
	"ed1bee1fc8aafba17c750e2c7ace01e6005f80fcb7df621230c83711b39343fa028cea7f7fb5ff89eac2308249a02252155e2347"
	"b63d58c5457afd84d05dfffdb20392844ae812154682e9cf012f9021a6f0be17ddd0c2084dce25ff9b06cde535d0f920a2db1bf3"
	"62c23e596d11a4f5a6cf3948838a3aec4e15daf8500a6ef69ec4e3feb6b1d98e610ac8b7ec3faf6ad760b7bad1db4ba3485e8a94"
	"dc250ae3fdb41ed15fb6a8e5eba0fc3dd60bc8e30c5c4287e53805db059ae0648db2f64264ed5e39be2e20d82df566da8dd5998c"
	"cabdae053060ae6c7b4378e846d29f37ed7b4ea9ec5d82e7961b7f25a9323851f681d582363aa5f89937f5a67258bf63ad6f1a0b"
	"1d96dbd4faddfcefc5266ba6611722395c906556be52afe3f565636ad1b17d508b73d8743eeb524be22b3dcbc2c7468d54119c74"
	"68449a13d8e3b95811a198f3491de3e7fe942b330407abf82a4ed7c1b311663ac69890f4157015853d91e923037c227a33cdd5ec"
	"281ca3f79c44546b9d90ca00f064c99e3dd97911d39fe9c5d0b23a229a234cb36186c4819e8b9c5927726632291d6a418211cc29"
	"62e20fe47feb3edf330f2c603a9d48c0fcb5699dbfe5896425c5bac4aee82e57a85aaf4e2513e4f05796b07ba2ee47d80506f8d2"
	"c25e50fd14de71e6c418559302f939b0e1abd576f279c4b2e0feb85c1f28ff18f58891ffef132eef2fa09346aee33c28eb130ff2"
	"8f5b766953334113211996d20011a198e3fc433f9f2541010ae17c1bf202580f6047472fb36857fe843b19f5984009ddc324044e"
	"847a4f4a0ab34f719595de37252d6235365e9b84392b061085349d73203a4a13e96f5432ec0fd4a1ee65accdd5e3904df54c1da5"
	"10b0ff20dcc0c77fcb2c0e0eb605cb0504db87632cf3d8b4dae6e705769d1de354270123cb11450efc60ac47683d7b8d0f811365"
	"565fd98c4c8eb936bcab8d069fc33bd801b03adea2e1fbc5aa463d08ca19896d2bf59a071b851e6c239052172f296bfb5e724047"
	"90a2181014f3b94a4e97d117b438130368cc39dbb2d198065ae3986547926cd2162f40a29f0c3c8745c0f50fba3852e566d44575"
	"c29d39a03f0cda721984b6f440591f355e12d439ff150aab7613499dbd49adabc8676eef023b15b65bfc5ca06948109f23f350db"
	"82123535eb8a7433bdabcb909271a6ecbcb58b936a88cd4e8f2e6ff5800175f113253d8fa9ca8885c2f552e657dc603f252e1a8e"
	"308f76f0be79e2fb8f5d5fbbe2e30ecadd220723c8c0aea8078cdfcb3868263ff8f0940054da48781893a7e49ad5aff4af300cd8"
	"04a6b6279ab3ff3afb64491c85194aab760d58a606654f9f4400e8b38591356fbf6425aca26dc85244259ff2b19c41b9f96f3ca9"
	"ec1dde434da7d2d392b905ddf3d1f9af93d1af5950bd493f5aa731b4056df31bd267b6b90a079831aaf579be0a39013137aac6d4"
	"04f518cfd46840647e78bfe706ca4cf5e9c5453e9f7cfd2b8b4c8d169a44e55c88d4a9a7f9474241e221af44860018ab0856972e"
	"194cd934";

static const char client_initial_2[] =
	"d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071bf03dceebfa162e75d6c96058bdb"
	"fb127cdfcbf903388e99ad049f9a3dd4425ae4d0992cfff18ecf0fdb5a842d09747052f17ac2053d21f57c5d250f2c4f0e0202b7"
	"0785b7946e992e58a59ac52dea6774d4f03b55545243cf1a12834e3f249a78d395e0d18f4d766004f1a2674802a747eaa901c3f1"
	"0cda5500cb9122faa9f1df66c392079a1b40f0de1c6054196a11cbea40afb6ef5253cd6818f6625efce3b6def6ba7e4b37a40f77"
	"32e093daa7d52190935b8da58976ff3312ae50b187c1433c0f028edcc4c2838b6a9bfc226ca4b4530e7a4ccee1bfa2a3d396ae5a"
	"3fb512384b2fdd851f784a65e03f2c4fbe11a53c7777c023462239dd6f7521a3f6c7d5dd3ec9b3f233773d4b46d23cc375eb198c"
	"63301c21801f6520bcfb7966fc49b393f0061d974a2706df8c4a9449f11d7f3d2dcbb90c6b877045636e7c0c0fe4eb0f69754546"
	"0c806910d2c355f1d253bc9d2452aaa549e27a1fac7cf4ed77f322e8fa894b6a83810a34b361901751a6f5eb65a0326e07de7c12"
	"16ccce2d0193f958bb3850a833f7ae432b65bc5a53975c155aa4bcb4f7b2c4e54df16efaf6ddea94e2c50b4cd1dfe06017e0e9d0"
	"2900cffe1935e0491d77ffb4fdf85290fdd893d577b1131a610ef6a5c32b2ee0293617a37cbb08b847741c3b8017c25ca9052ca1"
	"079d8b78aebd47876d330a30f6a8c6d61dd1ab5589329de714d19d61370f8149748c72f132f0fc99f34d766c6938597040d8f9e2"
	"bb522ff99c63a344d6a2ae8aa8e51b7b90a4a806105fcbca31506c446151adfeceb51b91abfe43960977c87471cf9ad4074d30e1"
	"0d6a7f03c63bd5d4317f68ff325ba3bd80bf4dc8b52a0ba031758022eb025cdd770b44d6d6cf0670f4e990b22347a7db848265e3"
	"e5eb72dfe8299ad7481a408322cac55786e52f633b2fb6b614eaed18d703dd84045a274ae8bfa73379661388d6991fe39b0d93de"
	"bb41700b41f90a15c4d526250235ddcd6776fc77bc97e7a417ebcb31600d01e57f32162a8560cacc7e27a096d37a1a86952ec71b"
	"d89a3e9a30a2a26162984d7740f81193e8238e61f6b5b984d4d3dfa033c1bb7e4f0037febf406d91c0dccf32acf423cfa1e70710"
	"10d3f270121b493ce85054ef58bada42310138fe081adb04e2bd901f2f13458b3d6758158197107c14ebb193230cd1157380aa79"
	"cae1374a7c1e5bbcb80ee23e06ebfde206bfb0fcbc0edc4ebec309661bdd908d532eb0c6adc38b7ca7331dce8dfce39ab71e7c32"
	"d318d136b6100671a1ae6a6600e3899f31f0eed19e3417d134b90c9058f8632c798d4490da4987307cba922d61c39805d072b589"
	"bd52fdf1e86215c2d54e6670e07383a27bbffb5addf47d66aa85a0c6f9f32e59d85a44dd5d3b22dc2be80919b490437ae4f36a0a"
	"e55edf1d0b5cb4e9a3ecabee93dfc6e38d209d0fa6536d27a5d6fbb17641cde27525d61093f1b28072d111b2b4ae5f89d5974ee1"
	"2e5cf7d5da4d6a31123041f33e61407e76cffcdcfd7e19ba58cf4b536f4c4938ae79324dc402894b44faf8afbab35282ab659d13"
	"c93f70412e85cb199a37ddec600545473cfb5a05e08d0b209973b2172b4d21fb69745a262ccde96ba18b2faa745b6fe189cf772a"
	"9f84cbfc";

static const char server_initial_1[] =
	"cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f"
	"5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795"
	"d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";

static const char server_initial_2[] =
	"dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358"
	"230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d"
	"8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140";

/* Who seals, and what stands in clear in front. */
struct envelope {
	uint32_t version;
	enum talk_side side;
	const char *key_id;     /* in hexadecimal, as all here: what the keys follow from */
	const char *to, *from;
	uint32_t number;
	unsigned number_size;   /* 0: 1 */
	const char *token;      /* may be NULL */
};

static inline void put_varint(struct draft *draft, uint64_t number)
{
	if (number < 64)
		put_number(draft, 1, number);
	else if (number < 16384)
		put_number(draft, 2, number | 0x4000);
	else if (number < 1u << 30)
		put_number(draft, 4, number | 0x80000000);
	else
		put_number(draft, 8, number | UINT64_C(0xc000000000000000));
}

static inline void put_id(struct draft *draft, const char *hex)
{
	size_t begin = begin_vector(draft, 1);

	put_hex(draft, hex);
	end_vector(draft, 1, begin);
}

static inline void must_seal(bool holds)
{
	if (!holds)
		abort();
}

/* `size` bytes at `at`, sealed in place with the tag behind them. */
static inline void seal_bytes(const struct quic_keys *keys, const uint8_t nonce[12], const uint8_t *head,
	size_t head_size, uint8_t *at, size_t size)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int done;

	must_seal(context && EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, keys->key, nonce));
	must_seal(EVP_EncryptUpdate(context, NULL, &done, head, (int)head_size));
	must_seal(EVP_EncryptUpdate(context, at, &done, at, (int)size));
	must_seal(EVP_EncryptFinal_ex(context, at + size, &done));
	must_seal(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, QUIC_TAG, at + size));
	EVP_CIPHER_CTX_free(context);
}

static inline void mask_head(const struct quic_keys *keys, uint8_t *packet, size_t number_at, unsigned number_size)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	uint8_t mask[16];
	int done;

	must_seal(context && EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, keys->mask, NULL));
	must_seal(EVP_EncryptUpdate(context, mask, &done, packet + number_at + 4, 16));
	packet[0] ^= mask[0] & 0x0f;
	for (unsigned i = 0; i < number_size; i++)
		packet[number_at + i] ^= mask[1 + i];
	EVP_CIPHER_CTX_free(context);
}

/* An Initial with these frames, appended; with PADDING frames until the draft is `least` bytes long. */
static inline void put_initial(struct draft *draft, const struct envelope *envelope, const void *frames, size_t size,
	size_t least)
{
	static struct quic_crypto *crypto;
	size_t begin = draft->size, number_at, padding, length;
	unsigned number_size = envelope->number_size ? envelope->number_size : 1;
	struct draft id = { 0 }, token = { 0 };
	struct quic_keys keys;
	uint8_t nonce[12];

	must_seal(crypto || (crypto = quic_crypto_create()));
	put_hex(&id, envelope->key_id);
	put_hex(&token, envelope->token ? envelope->token : "");
	must_seal(quic_derive(crypto, envelope->version, id.bytes, id.size, envelope->side, &keys));
	put_number(draft, 1, (envelope->version == QUIC_2 ? 0xd0 : 0xc0) | (number_size - 1));
	put_number(draft, 4, envelope->version);
	put_id(draft, envelope->to);
	put_id(draft, envelope->from);
	put_varint(draft, token.size);
	put(draft, token.bytes, token.size);
	number_at = draft->size + 2;
	length = number_at + number_size + size + QUIC_TAG;
	padding = length < least ? least - length : size < 4 ? 4 : 0;
	put_number(draft, 2, 0x4000 | (number_size + size + padding + QUIC_TAG));
	put_number(draft, number_size, envelope->number);
	put(draft, frames, size);
	put_zeros(draft, padding + QUIC_TAG);
	memcpy(nonce, keys.iv, sizeof nonce);
	for (unsigned i = 0; i < 4; i++)
		nonce[11 - i] ^= (uint8_t)(envelope->number >> 8 * i);
	seal_bytes(&keys, nonce, draft->bytes + begin, number_at + number_size - begin,
		draft->bytes + number_at + number_size, size + padding);
	mask_head(&keys, draft->bytes + begin, number_at - begin, number_size);
}

static inline void put_crypto(struct draft *draft, size_t offset, const void *bytes, size_t size)
{
	put_number(draft, 1, 6);
	put_varint(draft, offset);
	put_varint(draft, size);
	put(draft, bytes, size);
}
