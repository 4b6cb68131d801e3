/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flow.h - what is remembered of one conversation, and how a packet moves it on.
 *
 * The steps are pure: they look at the flow and the packet, change the flow, and say what happened.
 * They know no table, no clock and no source.
 */
#pragma once
#include <ronda/attack.h>
#include <ronda/packet.h>
#include <ronda/settings.h>

enum flow_stage {
	FLOW_FREE,        /* an empty place in the table */
	FLOW_ASKED,       /* the source asked; no answer yet */
	FLOW_ONE_WAY,     /* the source goes on as if answered, but no answer was seen */
	FLOW_ANSWERED,    /* SYN-ACK, or a reply to an empty datagram */
	FLOW_ESTABLISHED, /* the handshake is complete; no data from the source yet */
	FLOW_USED,        /* the source sent data after an answer */
	FLOW_OVER,        /* decided */
	FLOW_MIDSTREAM,   /* begun before the capture, or never */
	FLOW_STRAY,       /* an answer to what nobody sent */
	FLOW_STRAY_ANSWER, /* ... a SYN-ACK: its SYN may have been captured after it */
	FLOW_ODD,         /* it began with a segment that no stack sends; nothing came back yet */
	FLOW_BARE,        /* ... with a bare acknowledgement of nothing we know; nothing was said yet */
	FLOW_BEYOND,      /* its first packet is no act of its own here (one too many, told of otherwise, or another
	                   * counter's to judge), but may be answered all the same: */
	FLOW_BEYOND_ANSWERED,
	FLOW_BEYOND_ESTABLISHED,
	FLOW_BARE_ELSEWHERE, /* FLOW_BARE, but not for this counter to judge */
};

enum {
	FLOW_FIRST_CONTACT = 1 << 0, /* its act is its source's first contact with the target */
	FLOW_FROM_GREATER = 1 << 1,  /* the source is the endpoint with the greater hash */
	FLOW_SENT_DATA = 1 << 2,     /* UDP: the source's datagrams carried a payload */
	FLOW_FOLLOWED = 1 << 2,      /* TCP: what is said on it is listened to */
	FLOW_STRANGER = 1 << 3,      /* the first thing ever seen of an unverified source */
};

/* Sixteen bytes, so that a set of four is one cache line. */
struct flow {
	uint32_t tag;       /* of the hash of its endpoints and protocol; 0: free */
	uint32_t isn;       /* TCP: initial sequence number of its present act */
	uint32_t born_ms;   /* first packet of that act; wraps in 49 days */
	uint8_t stage : 4;  /* enum flow_stage */
	uint8_t notes : 4;
	uint8_t peer_high;  /* TCP: low 24 bits of the answer's initial sequence number */
	uint16_t peer_low;
};

static inline uint32_t flow_peer(const struct flow *flow)
{
	return (uint32_t)flow->peer_high << 16 | flow->peer_low;
}

static inline void flow_set_peer(struct flow *flow, uint32_t sequence)
{
	flow->peer_high = (uint8_t)(sequence >> 16);
	flow->peer_low = (uint16_t)sequence;
}

/* What one packet did; a set. */
enum {
	STEP_BEGINS = 1 << 0,   /* it begins a new act; an undecided one before it is superseded */
	STEP_ANSWERED = 1 << 1, /* the act has an answer, and as long again for client data */
	STEP_DECIDED = 1 << 2,  /* the act is over; flow_outcome() of the stage before says how */
	STEP_REFUSED = 1 << 3,  /* ... by a refusal */
	STEP_USED = 1 << 4,     /* client data came: the act was of use */
	STEP_VERIFIED = 1 << 5, /* the source's address is its own */
	STEP_STRAY = 1 << 6,    /* backscatter: an answer to what nobody sent */
	STEP_ODD = 1 << 7,      /* with STEP_BEGINS: an act of class stealth by itself */
	STEP_BARE = 1 << 8,     /* with STEP_BEGINS: one if its source sends many */
	STEP_REPLIED = 1 << 9,  /* with STEP_DECIDED: by an answer that is no refusal */
};

/* Undecided, so that an outcome is still to come? */
static inline bool flow_is_pending(const struct flow *flow)
{
	const unsigned pending = 1u << FLOW_ASKED | 1u << FLOW_ONE_WAY | 1u << FLOW_ANSWERED | 1u << FLOW_ESTABLISHED |
		1u << FLOW_ODD | 1u << FLOW_BARE;

	return pending >> flow->stage & 1;
}

/*
 * The act of `packet` begins, but its source is another counter's: nothing is decided here. What is kept is who began,
 * and as much of the stage as tells a connection from none.
 */
void flow_begin_elsewhere(struct flow *flow, const struct ronda_packet *packet, unsigned step, unsigned notes);

/* The outcome of a pending act if it were decided now. */
enum ronda_outcome flow_outcome(const struct flow *flow);

/* `from_source`: the packet comes from the flow's source. For a FLOW_FREE flow it is true. */
unsigned tcp_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds);
unsigned udp_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds);
unsigned echo_step(struct flow *flow, const struct ronda_packet *packet, bool from_source,
	const struct ronda_thresholds *thresholds);

/* The service whose answer the datagram looks like, going by its ports. */
enum ronda_service udp_reflected(const struct ronda_packet *packet);

/* An ICMP error quotes a packet of the flow's source. */
unsigned quote_step(struct flow *flow, const struct ronda_packet *error);

/* Does this ICMP error say that nobody will answer? (unreachable, prohibited) */
bool icmp_refuses(const struct ronda_packet *packet);
/* Is it an echo request or reply, of either family? */
bool icmp_is_request(const struct ronda_packet *packet);
bool icmp_is_reply(const struct ronda_packet *packet);

static inline uint32_t flow_ms(uint64_t ns)
{
	return (uint32_t)(ns / 1000000);
}

/* The act of `packet` begins, as its step says and with these notes; what the flow was before is forgotten, but
 * for an answer that was captured before its question. */
static inline void flow_begin(struct flow *flow, const struct ronda_packet *packet, unsigned step, unsigned notes)
{
	flow->isn = packet->seq;
	flow->born_ms = flow_ms(packet->time_ns);
	flow->stage = step & STEP_ODD ? FLOW_ODD : step & STEP_BARE ? FLOW_BARE :
		step & STEP_ANSWERED ? FLOW_ANSWERED : FLOW_ASKED;
	flow->notes = notes & 0xf;
	if (!(step & STEP_ANSWERED))
		flow_set_peer(flow, 0);
}

/* Is it still waited for an answer to the flow's first packet? For flows that are no acts, so that no clock is set. */
bool flow_awaits(const struct flow *flow, const struct ronda_packet *packet, const struct ronda_thresholds *thresholds);

/* Are two stamps at most the same-probe time apart, either way? */
bool flow_same_time(const struct flow *flow, const struct ronda_packet *packet,
	const struct ronda_thresholds *thresholds);
