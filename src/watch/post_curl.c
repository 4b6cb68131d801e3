/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/post.h"

#include "watch/outlet.h"

#include <curl/curl.h>

#include <errno.h>
#include <pthread.h>

enum { CONNECT_SECONDS = 10, WHOLE_SECONDS = 20, ANSWER_BYTES = 65536 };

static void init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

int post_check(struct ronda_error *error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)error;
	pthread_once(&once, init);
	return 0;
}

int post_check_address(const char *url, struct ronda_error *error)
{
	CURLU *parts = curl_url();
	char *scheme = NULL, *host = NULL;
	bool good = parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		(strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0);

	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
	return good ? 0 : ronda_fail(error, -EINVAL, "a web address was expected, such as https://chat.example.go.id/hooks/abc");
}

/* What it answers is of no interest, and may be endless. */
static size_t ignore(char *data, size_t size, size_t count, void *context)
{
	size_t *seen = context;

	(void)data;
	*seen += size * count;
	return *seen > ANSWER_BYTES ? 0 : size * count;
}

static CURLcode perform(CURL *curl, const char *url, const char *json, struct curl_slist *headers)
{
	size_t seen = 0;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(json));
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "ronda/" RONDA_VERSION);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &seen);
	return curl_easy_perform(curl);
}

static int judge(long status, struct ronda_error *error)
{
	if (status >= 200 && status < 300)
		return 0;
	if (status >= 400 && status < 500 && status != 408 && status != 429)
		return ronda_fail(error, OUTLET_REFUSED, "it was refused with status %ld", status);
	return ronda_fail(error, -EIO, "it was answered with status %ld", status);
}

int post_json(const char *url, const char *json, struct ronda_error *error)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	int outcome = -ENOMEM;

	if (curl && headers) {
		CURLcode code = perform(curl, url, json, headers);
		long status = 0;

		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		if (code == CURLE_OK || status)
			outcome = judge(status, error);
		else
			outcome = ronda_fail(error, -EIO, "%s", curl_easy_strerror(code));
	} else {
		ronda_fail(error, -ENOMEM, "memory is short");
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return outcome;
}
