/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/guests.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

struct guest {
	struct guest *next, **link;
	int fd;
	enum guest_state state;
	uint64_t since_s;
};

struct guests {
	pthread_mutex_t lock;
	struct guest *first;
};

struct guests *guests_create(void)
{
	struct guests *guests = calloc(1, sizeof *guests);

	if (guests)
		pthread_mutex_init(&guests->lock, NULL);
	return guests;
}

static void unlink_guest(struct guest *guest)
{
	*guest->link = guest->next;
	if (guest->next)
		guest->next->link = guest->link;
	free(guest);
}

void guests_destroy(struct guests *guests)
{
	if (!guests)
		return;
	while (guests->first)
		unlink_guest(guests->first);
	pthread_mutex_destroy(&guests->lock);
	free(guests);
}

struct guest *guests_welcome(struct guests *guests, int fd, uint64_t now_s)
{
	struct guest *guest = malloc(sizeof *guest);

	if (!guest)
		return NULL;
	pthread_mutex_lock(&guests->lock);
	*guest = (struct guest){ guests->first, &guests->first, fd, GUEST_ASKING, now_s };
	if (guests->first)
		guests->first->link = &guest->next;
	guests->first = guest;
	pthread_mutex_unlock(&guests->lock);
	return guest;
}

void guests_part(struct guests *guests, struct guest *guest)
{
	if (!guest)
		return;
	pthread_mutex_lock(&guests->lock);
	unlink_guest(guest);
	pthread_mutex_unlock(&guests->lock);
}

void guests_turn(struct guests *guests, struct guest *guest, enum guest_state state, uint64_t now_s)
{
	if (!guest)
		return;
	pthread_mutex_lock(&guests->lock);
	guest->state = state;
	guest->since_s = now_s;
	pthread_mutex_unlock(&guests->lock);
}

static bool overstays(const struct guest *guest, uint64_t now_s)
{
	uint64_t most = guest->state == GUEST_ASKING ? GUEST_ASKING_SECONDS : GUEST_ANSWERED_SECONDS;

	return guest->state != GUEST_LISTENING && now_s > guest->since_s + most;
}

/* Under the lock, so that no descriptor is closed, and given to another file, in between. */
unsigned guests_sweep(struct guests *guests, uint64_t now_s)
{
	unsigned shown_out = 0;

	pthread_mutex_lock(&guests->lock);
	for (struct guest *guest = guests->first; guest; guest = guest->next)
		if (overstays(guest, now_s)) {
			shutdown(guest->fd, SHUT_RDWR);
			shown_out++;
		}
	pthread_mutex_unlock(&guests->lock);
	return shown_out;
}
