/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch/hands.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_START = 127 };

struct hands {
	pthread_mutex_t lock;
	int socket;
	pid_t process;
};

struct order {
	uint32_t number, bytes;
};

struct outcome {
	int32_t status;        /* as wait() gives it */
	int32_t timed_out;
};

/* ---- in the process of its own ---- */

static void become(char *const argv[], int input)
{
	sigset_t none;
	int nothing = open("/dev/null", O_WRONLY);

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	dup2(input, STDIN_FILENO);
	if (nothing >= 0)
		dup2(nothing, STDOUT_FILENO); /* ours is for summaries */
	close_range(STDERR_FILENO + 1, ~0u, 0);
	execv(argv[0], argv);
	_exit(CANNOT_START);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* As far as the program takes it; one that does not read is no failure. */
static void feed(int to, const char *input, size_t bytes, int64_t until_ms)
{
	while (bytes) {
		struct pollfd wait = { .fd = to, .events = POLLOUT };
		int64_t left = until_ms - now_ms();
		ssize_t wrote;

		if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
			return;
		wrote = write(to, input, bytes);
		if (wrote <= 0)
			return;
		input += wrote;
		bytes -= (size_t)wrote;
	}
}

static struct outcome wait_for(pid_t child, int64_t until_ms)
{
	struct outcome outcome = { 0 };
	sigset_t ended;
	int status = 0;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	while (waitpid(child, &status, WNOHANG) == 0) {
		int64_t left = until_ms - now_ms();
		struct timespec wait = { left / 1000, left % 1000 * 1000000 };

		if (left > 0 && (sigtimedwait(&ended, NULL, &wait) >= 0 || errno == EINTR))
			continue;
		kill(-child, SIGKILL);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		outcome.timed_out = 1;
		break;
	}
	outcome.status = status;
	return outcome;
}

static struct outcome run(char *const argv[], const char *input, size_t bytes)
{
	struct outcome outcome = { .status = CANNOT_START << 8 };
	int64_t until_ms = now_ms() + HANDS_SECONDS * 1000;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return outcome;
	child = fork();
	if (child == 0)
		become(argv, ends[0]);
	close(ends[0]);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	if (child > 0)
		feed(ends[1], input, bytes, until_ms);
	close(ends[1]);
	return child > 0 ? wait_for(child, until_ms) : outcome;
}

/* Until the other end is closed: then ronda has ended, however it did. */
static void serve(int socket, char *const *const program[], size_t count)
{
	static char message[sizeof(struct order) + HANDS_INPUT_BYTES];
	sigset_t ended;
	ssize_t length;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	signal(SIGINT, SIG_IGN); /* of a terminal: ronda ends first, and has last notices */
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	while ((length = recv(socket, message, sizeof message, 0)) > 0) {
		struct order order;
		struct outcome outcome = { .status = CANNOT_START << 8 };

		memcpy(&order, message, sizeof order);
		if ((size_t)length == sizeof order + order.bytes && order.number < count)
			outcome = run(program[order.number], message + sizeof order, order.bytes);
		if (send(socket, &outcome, sizeof outcome, MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

/* ---- in ronda ---- */

static int cannot_fork(int code, struct ronda_error *error)
{
	return ronda_fail(error, -code, "cannot start the process that runs programs for notices: %s", strerror(code));
}

struct hands *hands_create(char *const *const program[], size_t count, struct ronda_error *error)
{
	struct hands *hands = calloc(1, sizeof *hands);
	int ends[2] = { -1, -1 };

	if (!hands || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		cannot_fork(errno, error);
		free(hands);
		return NULL;
	}
	hands->process = fork();
	if (hands->process == 0) {
		close(ends[0]);
		if (ends[1] > STDERR_FILENO + 1)
			close_range(STDERR_FILENO + 1, (unsigned)ends[1] - 1, 0);
		close_range((unsigned)ends[1] + 1, ~0u, 0);
		serve(ends[1], program, count);
	}
	close(ends[1]);
	if (hands->process < 0) {
		cannot_fork(errno, error);
		close(ends[0]);
		free(hands);
		return NULL;
	}
	hands->socket = ends[0];
	pthread_mutex_init(&hands->lock, NULL);
	return hands;
}

void hands_destroy(struct hands *hands)
{
	if (!hands)
		return;
	close(hands->socket);
	waitpid(hands->process, NULL, 0);
	pthread_mutex_destroy(&hands->lock);
	free(hands);
}

static int order(struct hands *hands, unsigned number, const char *input, size_t bytes, struct outcome *outcome)
{
	char message[sizeof(struct order) + HANDS_INPUT_BYTES];
	struct order order = { number, (uint32_t)bytes };

	memcpy(message, &order, sizeof order);
	memcpy(message + sizeof order, input, bytes);
	if (send(hands->socket, message, sizeof order + bytes, MSG_NOSIGNAL) < 0)
		return -EPIPE;
	return recv(hands->socket, outcome, sizeof *outcome, 0) == sizeof *outcome ? 0 : -EPIPE;
}

int hands_run(struct hands *hands, unsigned number, const char *input, size_t bytes, struct ronda_error *error)
{
	struct outcome outcome;
	int failed;

	if (bytes > HANDS_INPUT_BYTES)
		bytes = HANDS_INPUT_BYTES;
	pthread_mutex_lock(&hands->lock);
	failed = order(hands, number, input, bytes, &outcome);
	pthread_mutex_unlock(&hands->lock);
	if (failed)
		return ronda_fail(error, failed, "the process that runs programs is gone");
	if (outcome.timed_out)
		return ronda_fail(error, -ETIMEDOUT, "it did not end within %d s, and was killed", HANDS_SECONDS);
	if (WIFSIGNALED(outcome.status))
		return ronda_fail(error, -EIO, "it was killed by signal %d", WTERMSIG(outcome.status));
	if (WEXITSTATUS(outcome.status) == CANNOT_START)
		return ronda_fail(error, -EIO, "it could not be started");
	if (WEXITSTATUS(outcome.status) != 0)
		return ronda_fail(error, -EIO, "it ended with status %d", WEXITSTATUS(outcome.status));
	return 0;
}
