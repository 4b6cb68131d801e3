/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * send IFACE PACKETS RATE SOURCES - so many SYNs, of so many sources, to a port each of one server, at most RATE in a
 * second. Prints the seconds that it took. Only for a wire of the bench's own: it does not ask whose interface that is.
 */
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BURST = 64, BYTES = 60 };

struct frame {
	struct ether_header ethernet;
	struct iphdr ip;
	struct tcphdr tcp;
	char pad[BYTES - sizeof(struct ether_header) - sizeof(struct iphdr) - sizeof(struct tcphdr)];
} __attribute__((packed));

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fill(struct frame *frame, unsigned long number, unsigned long sources)
{
	*frame = (struct frame){
		.ethernet = { .ether_dhost = { 2, 0, 0, 0, 0, 1 }, .ether_shost = { 2, 0, 0, 0, 0, 2 },
			.ether_type = htons(ETHERTYPE_IP) },
		.ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP, .tot_len = htons(40),
			.saddr = htonl((uint32_t)(0x0a000000 + number % sources)), .daddr = htonl(0xc6336401) },
		.tcp = { .source = htons((uint16_t)(1024 + number / sources % 60000)), .doff = 5, .syn = 1,
			.dest = htons((uint16_t)(1 + number % 1024)), .seq = htonl((uint32_t)number), .window = 512 },
	};
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;

	unsigned long packets = strtoul(argv[2], NULL, 10), sources = strtoul(argv[4], NULL, 10), sent = 0;
	double rate = atof(argv[3]), begun = now();
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(argv[1]) };
	int wire = socket(AF_PACKET, SOCK_RAW, 0);
	static struct frame frame[BURST];
	struct iovec part[BURST];
	struct mmsghdr message[BURST];

	if (wire < 0 || !to.sll_ifindex || !sources || bind(wire, (struct sockaddr *)&to, sizeof to) < 0) {
		perror("send");
		return 1;
	}
	while (sent < packets) {
		unsigned count = packets - sent < BURST ? (unsigned)(packets - sent) : BURST;

		for (unsigned i = 0; i < count; i++) {
			fill(&frame[i], sent + i, sources);
			part[i] = (struct iovec){ &frame[i], sizeof frame[i] };
			message[i].msg_hdr = (struct msghdr){ .msg_iov = &part[i], .msg_iovlen = 1 };
		}
		while ((double)sent / rate > now() - begun)
			;

		int done = sendmmsg(wire, message, count, 0);

		sent += done > 0 ? (unsigned long)done : 0; /* a full queue: again */
	}
	printf("%.3f\n", now() - begun);
	return 0;
}
