/* SPDX-License-Identifier: BSD-2-Clause */
/* bare FILE: the least that a libpcap program can do with a capture, to measure others against. */
#include <pcap/pcap.h>
#include <stdio.h>

static void look_away(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *data)
{
	(void)user, (void)header, (void)data;
}

int main(int argc, char **argv)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = argc == 2 ? pcap_open_offline(argv[1], why) : NULL;

	if (!pcap) {
		fprintf(stderr, "bare: %s\n", argc == 2 ? why : "one capture file is needed");
		return 1;
	}

	int status = pcap_loop(pcap, 0, look_away, NULL);

	pcap_close(pcap);
	return status != 0;
}
