/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/live.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK_TIMEOUT_MS = 10, AT_ONCE = 4096 };

struct live {
	pcap_t *pcap;
	char *interface;
	int link;
	struct pcap_stat last;      /* libpcap's counts are 32 bits wide and wrap */
	struct live_losses losses;
	capture_deliver *deliver;
	void *context;
};

/* "eth0, lo": those that are there, for a message. */
static void name_interfaces(char *text, size_t size)
{
	struct if_nameindex *all = if_nameindex();
	size_t used = 0;

	text[0] = '\0';
	for (struct if_nameindex *one = all; one && one->if_name && used + IFNAMSIZ + 3 < size; one++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", one->if_name);
	if_freenameindex(all);
}

static int explain_failure(const struct live *live, int status, struct ronda_error *error)
{
	char names[256];

	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		name_interfaces(names, sizeof names);
		return ronda_fail(error, -ENODEV, "cannot capture on \"%s\": there is no such interface "
			"(this machine has %s)", live->interface, names);
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return ronda_fail(error, -EPERM, "cannot capture on \"%s\": permission denied; run it as root, or "
			"once: setcap cap_net_raw+ep $(command -v ronda)", live->interface);
	case PCAP_ERROR_IFACE_NOT_UP:
		return ronda_fail(error, -ENETDOWN, "cannot capture on \"%s\": the interface is down; "
			"ip link set %s up", live->interface, live->interface);
	default:
		return ronda_fail(error, -EIO, "cannot capture on \"%s\": %s", live->interface,
			pcap_geterr(live->pcap));
	}
}

static int set_filter(struct live *live, const char *filter, struct ronda_error *error)
{
	struct bpf_program program;

	if (pcap_compile(live->pcap, &program, filter ? filter : "", 1, PCAP_NETMASK_UNKNOWN) < 0)
		return ronda_fail(error, CAPTURE_BAD_FILTER, "the filter \"%s\" is not understood: %s", filter ? filter : "",
			pcap_geterr(live->pcap));

	int failed = pcap_setfilter(live->pcap, &program);

	pcap_freecode(&program);
	return failed ? ronda_fail(error, -EIO, "cannot filter on \"%s\": %s", live->interface,
		pcap_geterr(live->pcap)) : 0;
}

static int start(struct live *live, const struct live_options *options, struct ronda_error *error)
{
	char why[PCAP_ERRBUF_SIZE];

	pcap_set_snaplen(live->pcap, options->snap_bytes);
	pcap_set_promisc(live->pcap, 1);
	pcap_set_timeout(live->pcap, BLOCK_TIMEOUT_MS);
	pcap_set_buffer_size(live->pcap, options->ring_bytes < INT_MAX ? (int)options->ring_bytes : INT_MAX);
	pcap_set_tstamp_precision(live->pcap, PCAP_TSTAMP_PRECISION_NANO);

	int status = pcap_activate(live->pcap);

	if (status < 0)
		return explain_failure(live, status, error);
	if (pcap_setnonblock(live->pcap, 1, why) < 0)
		return ronda_fail(error, -EIO, "cannot capture on \"%s\": %s", live->interface, why);
	live->link = pcap_datalink(live->pcap);
	return set_filter(live, options->filter, error);
}

int live_open(struct live **made, const struct live_options *options, struct ronda_error *error)
{
	char why[PCAP_ERRBUF_SIZE] = "";
	struct live *live = calloc(1, sizeof *live);
	int failed = -ENOMEM;

	if (live)
		live->interface = strdup(options->interface);
	if (live && live->interface)
		live->pcap = pcap_create(options->interface, why);
	if (!live || !live->pcap)
		ronda_fail(error, failed, "cannot capture on \"%s\": %s", options->interface,
			why[0] ? why : "memory is short");
	else
		failed = start(live, options, error);
	if (failed) {
		live_close(live);
		return failed;
	}
	*made = live;
	return 0;
}

void live_close(struct live *live)
{
	if (!live)
		return;
	if (live->pcap)
		pcap_close(live->pcap);
	free(live->interface);
	free(live);
}

static void handle(uint8_t *user, const struct pcap_pkthdr *header, const uint8_t *data)
{
	struct live *live = (struct live *)user;
	struct ronda_frame frame = capture_frame(header, data, live->link);

	live->deliver(live->context, &frame, 1);
}

int live_poll(struct live *live, int timeout_ms, capture_deliver *deliver, void *context,
	struct ronda_error *error)
{
	struct pollfd wait = { .fd = pcap_get_selectable_fd(live->pcap), .events = POLLIN };

	live->deliver = deliver;
	live->context = context;

	int got = pcap_dispatch(live->pcap, AT_ONCE, handle, (uint8_t *)live);

	if (got == 0 && poll(&wait, 1, timeout_ms) > 0)
		got = pcap_dispatch(live->pcap, AT_ONCE, handle, (uint8_t *)live);
	if (got < 0)
		return ronda_fail(error, -ENETDOWN, "the capture on \"%s\" stopped: %s", live->interface,
			pcap_geterr(live->pcap));
	return got;
}

struct live_losses live_losses(struct live *live)
{
	struct pcap_stat now;

	if (pcap_stats(live->pcap, &now) == 0) {
		live->losses.kernel += now.ps_drop - live->last.ps_drop;
		live->losses.interface += now.ps_ifdrop - live->last.ps_ifdrop;
		live->last = now;
	}
	return live->losses;
}

uint32_t live_frame_bytes_most(const struct live *live)
{
	enum { HEADER_AND_TAGS = 22 };
	struct ifreq request = { 0 };
	int probe = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strncpy(request.ifr_name, live->interface, IFNAMSIZ - 1);
	if (probe < 0 || ioctl(probe, SIOCGIFMTU, &request) < 0)
		request.ifr_mtu = 0;
	if (probe >= 0)
		close(probe);
	return request.ifr_mtu > 0 ? (uint32_t)request.ifr_mtu + HEADER_AND_TAGS : 0;
}

static const char *state_of(const pcap_if_t *one)
{
	if (!(one->flags & PCAP_IF_UP))
		return "down";
	return one->flags & PCAP_IF_RUNNING ? "up" : "up, no carrier";
}

int live_list(FILE *out, struct ronda_error *error)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_if_t *all;

	if (pcap_findalldevs(&all, why) < 0)
		return ronda_fail(error, -EIO, "cannot list the interfaces: %s", why);
	for (const pcap_if_t *one = all; one; one = one->next)
		fprintf(out, "%-18s %-15s%s%s\n", one->name, state_of(one), one->description ? " " : "",
			one->description ? one->description : "");
	pcap_freealldevs(all);
	return 0;
}
