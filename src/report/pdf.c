/* SPDX-License-Identifier: BSD-2-Clause */
/* pdf.c - the HTML, laid out on paper by WeasyPrint, a program of its own. */
#include "report/format.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Runs it from `page` to `pdf`, its complaints going to `said`; its exit status, or a negative errno. */
static int run(FILE *page, FILE *pdf, FILE *said)
{
	char *const argv[] = { (char[]){ "weasyprint" }, (char[]){ "--encoding" }, (char[]){ "utf-8" }, (char[]){ "-" },
		(char[]){ "-" }, NULL };
	posix_spawn_file_actions_t actions;
	pid_t child;
	int failed = posix_spawn_file_actions_init(&actions), status;

	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, fileno(page), STDIN_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, fileno(pdf), STDOUT_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, fileno(said), STDERR_FILENO);
	if (!failed)
		failed = posix_spawnp(&child, "weasyprint", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		return -failed;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int copy(FILE *from, FILE *to)
{
	char bytes[1 << 16];
	size_t count;

	rewind(from);
	while ((count = fread(bytes, 1, sizeof bytes, from)) > 0)
		if (fwrite(bytes, 1, count, to) != count)
			return -EIO;
	return ferror(from) ? -EIO : 0;
}

/* The last line it said. */
static void last_words(FILE *said, char text[200])
{
	char line[200];

	rewind(said);
	strcpy(text, "it said nothing");
	while (fgets(line, sizeof line, said))
		if (strcspn(line, "\n") > 0)
			snprintf(text, 200, "%.*s", (int)strcspn(line, "\n"), line);
}

static int convert(FILE *page, FILE *pdf, FILE *said, struct ronda_error *error)
{
	char text[200];
	int status;

	fflush(page);
	if (lseek(fileno(page), 0, SEEK_SET) < 0)
		return ronda_fail(error, -errno, "a temporary file failed: %s", strerror(errno));
	status = run(page, pdf, said);
	if (status == -ENOENT || status == 127)
		return ronda_fail(error, -ENOENT, "a PDF is made by WeasyPrint, which is not installed here\n"
			"       install it (apt-get install weasyprint), or take --format html and print that to a file");
	if (status < 0)
		return ronda_fail(error, status, "WeasyPrint could not be started: %s", strerror(-status));
	last_words(said, text);
	return status ? ronda_fail(error, -EIO, "WeasyPrint made no PDF: %s", text) : 0;
}

int report_pdf(const struct picture *picture, const struct report_options *options, FILE *out,
	struct ronda_error *error)
{
	FILE *page = tmpfile(), *pdf = tmpfile(), *said = tmpfile();
	int failed = page && pdf && said ? 0 : ronda_fail(error, -errno, "no temporary file for a PDF: %s", strerror(errno));

	if (!failed)
		failed = report_html(picture, options, page, error);
	if (!failed)
		failed = convert(page, pdf, said, error);
	if (!failed && copy(pdf, out) < 0)
		failed = ronda_fail(error, -EIO, "the PDF could not be written");
	if (page)
		fclose(page);
	if (pdf)
		fclose(pdf);
	if (said)
		fclose(said);
	return failed;
}
