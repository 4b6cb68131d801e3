/* SPDX-License-Identifier: BSD-2-Clause */
/* One flow, packet by packet. The source is whoever opened; time is told in milliseconds from its opening. */
#include "claim.h"

#include "detect/flow.h"

enum { SYN = RONDA_TCP_SYN, ACK = RONDA_TCP_ACK, RST = RONDA_TCP_RST, FIN = RONDA_TCP_FIN, PSH = RONDA_TCP_PSH };
enum { ISN = 1000, PEER = 0x89abcdef, SECOND = 1000, SAME = 120 * SECOND };

#define START_NS UINT64_C(1657670400000000000)

static const struct ronda_thresholds normal = RONDA_THRESHOLDS_NORMAL;

static uint64_t stamp(int64_t ms)
{
	return START_NS + (uint64_t)(ms * 1000000);
}

static struct ronda_packet tcp_at(int64_t ms, uint8_t flags, uint32_t seq, uint32_t ack, uint32_t bytes)
{
	return (struct ronda_packet){ .time_ns = stamp(ms), .proto = RONDA_TCP, .tcp_flags = flags, .seq = seq,
		.ack = ack, .payload_bytes = bytes, .source_port = 40000, .target_port = 22 };
}

/* What count does with a step: an act begins, or is over. */
static unsigned follow(struct flow *flow, const struct ronda_packet *packet, unsigned step)
{
	if (step & STEP_BEGINS)
		flow_begin(flow, packet, step, packet->proto == RONDA_UDP && packet->payload_bytes ? FLOW_SENT_DATA : 0);
	else if (step & STEP_DECIDED)
		flow->stage = step & STEP_USED ? FLOW_USED : FLOW_OVER;
	return step;
}

static unsigned source_sends(struct flow *flow, struct ronda_packet packet)
{
	return follow(flow, &packet, tcp_step(flow, &packet, true, &normal));
}

static unsigned target_sends(struct flow *flow, struct ronda_packet packet)
{
	return follow(flow, &packet, tcp_step(flow, &packet, false, &normal));
}

static struct flow asked(void)
{
	struct flow flow = { .tag = 1 };

	assert_int_equal(source_sends(&flow, tcp_at(0, SYN, ISN, 0, 0)), STEP_BEGINS);
	assert_int_equal(flow.stage, FLOW_ASKED);
	return flow;
}

static struct flow answered(void)
{
	struct flow flow = asked();

	assert_int_equal(target_sends(&flow, tcp_at(10, SYN | ACK, PEER, ISN + 1, 0)), STEP_ANSWERED);
	assert_int_equal(flow.stage, FLOW_ANSWERED);
	return flow;
}

static struct flow established(void)
{
	struct flow flow = answered();

	assert_int_equal(source_sends(&flow, tcp_at(20, ACK, ISN + 1, PEER + 1, 0)), STEP_VERIFIED);
	assert_int_equal(flow.stage, FLOW_ESTABLISHED);
	return flow;
}

static void a_syn_begins_an_act_that_is_unanswered_so_far(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_true(flow_is_pending(&flow));
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_UNANSWERED);
}

static void a_syn_with_ece_and_cwr_is_a_syn(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(0, SYN | RONDA_TCP_ECE | RONDA_TCP_CWR, ISN, 0, 0)), STEP_BEGINS);
}

static void the_same_probe_again_within_its_time_is_no_new_act_either_way(void **state)
{
	static const int64_t same[] = { 0, 1, SAME, -1, -SAME };

	(void)state;
	for (unsigned i = 0; i < sizeof same / sizeof *same; i++) {
		struct flow flow = asked();

		assert_int_equal(source_sends(&flow, tcp_at(same[i], SYN, ISN, 0, 0)), 0);
	}
}

static void the_same_probe_beyond_its_time_is_another_act_either_way(void **state)
{
	static const int64_t other[] = { SAME + 1, -SAME - 1, 3600 * SECOND };

	(void)state;
	for (unsigned i = 0; i < sizeof other / sizeof *other; i++) {
		struct flow flow = asked();

		assert_int_equal(source_sends(&flow, tcp_at(other[i], SYN, ISN, 0, 0)), STEP_BEGINS);
	}
}

static void a_decided_probe_is_remembered_for_its_time(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(target_sends(&flow, tcp_at(5, RST | ACK, 0, ISN + 1, 0)), STEP_DECIDED | STEP_REFUSED);
	assert_int_equal(source_sends(&flow, tcp_at(SAME, SYN, ISN, 0, 0)), 0);
	assert_int_equal(source_sends(&flow, tcp_at(SAME + 1, SYN, ISN, 0, 0)), STEP_BEGINS);
}

static void another_initial_number_is_another_act(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(1, SYN, ISN + 1, 0, 0)), STEP_BEGINS);
	assert_int_equal(flow.isn, ISN + 1);
	flow = established();
	assert_int_equal(source_sends(&flow, tcp_at(30, SYN, ISN - 1, 0, 0)), STEP_BEGINS);
	assert_int_equal(flow.stage, FLOW_ASKED);
}

static void data_in_a_syn_may_be_acknowledged_with_it(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(target_sends(&flow, tcp_at(1, SYN | ACK, PEER, ISN + 1461, 0)), STEP_ANSWERED);
}

static void a_reset_of_the_source_is_no_sign_of_an_answer(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(1, RST, ISN + 1, 0, 0)), 0);
	assert_int_equal(flow.stage, FLOW_ASKED);
	assert_int_equal(source_sends(&flow, tcp_at(1, RST | ACK, ISN + 1, PEER + 1, 0)), STEP_DECIDED);
}

static void an_answer_to_another_syn_is_ignored(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(target_sends(&flow, tcp_at(1, SYN | ACK, PEER, ISN, 0)), 0);
	assert_int_equal(target_sends(&flow, tcp_at(1, SYN | ACK, PEER, ISN + 1462, 0)), 0);
	assert_int_equal(target_sends(&flow, tcp_at(1, RST | ACK, 0, ISN, 0)), 0);
	assert_int_equal(flow.stage, FLOW_ASKED);
	assert_int_equal(target_sends(&flow, tcp_at(2, SYN | ACK, PEER, ISN + 1, 0)), STEP_ANSWERED);
	assert_int_equal(target_sends(&flow, tcp_at(3, SYN | ACK, PEER, ISN + 1, 0)), 0);
}

static void an_initial_number_that_wraps_is_answered_by_zero(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	source_sends(&flow, tcp_at(0, SYN, UINT32_MAX, 0, 0));
	assert_int_equal(target_sends(&flow, tcp_at(1, SYN | ACK, UINT32_MAX, 0, 0)), STEP_ANSWERED);
	assert_int_equal(source_sends(&flow, tcp_at(2, ACK, 0, 0, 0)), STEP_VERIFIED);
}

static void a_reset_from_the_target_refuses(void **state)
{
	struct flow with_ack = asked(), without = asked();

	(void)state;
	assert_int_equal(target_sends(&with_ack, tcp_at(1, RST | ACK, 0, ISN + 1, 0)), STEP_DECIDED | STEP_REFUSED);
	assert_int_equal(target_sends(&without, tcp_at(1, RST, 0, 0, 0)), STEP_DECIDED | STEP_REFUSED);
	assert_int_equal(target_sends(&without, tcp_at(2, RST, 0, 0, 0)), 0);
}

static void a_reset_after_the_answer_decides_without_refusing(void **state)
{
	struct flow by_source = answered(), by_target = answered(), after_handshake = established();

	(void)state;
	assert_int_equal(flow_outcome(&by_source), RONDA_OUTCOME_ANSWERED);
	assert_int_equal(source_sends(&by_source, tcp_at(20, RST, ISN + 1, 0, 0)), STEP_DECIDED);
	assert_int_equal(target_sends(&by_target, tcp_at(20, RST, PEER + 1, 0, 0)), STEP_DECIDED);
	assert_int_equal(flow_outcome(&after_handshake), RONDA_OUTCOME_ESTABLISHED);
	assert_int_equal(target_sends(&after_handshake, tcp_at(30, RST, PEER + 1, 0, 0)), STEP_DECIDED);
}

static void a_handshake_is_complete_only_with_the_right_acknowledgement(void **state)
{
	static const uint32_t wrong[] = { PEER, PEER - 1, PEER + 1 + 4096, 0, PEER ^ 0x800000 };

	(void)state;
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct flow flow = answered();

		assert_int_equal(source_sends(&flow, tcp_at(20, ACK, ISN + 1, wrong[i], 0)), 0);
		assert_int_equal(flow.stage, FLOW_ANSWERED);
		assert_int_equal(source_sends(&flow, tcp_at(21, ACK, ISN + 1, PEER + 1, 0)), STEP_VERIFIED);
	}
}

static void a_later_acknowledgement_proves_as_much_as_a_lost_one(void **state)
{
	struct flow flow = answered();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(20, ACK, ISN + 1, PEER + 1 + 4095, 0)), STEP_VERIFIED);
}

static void a_reset_verifies_nobody(void **state)
{
	struct flow flow = answered();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(20, RST | ACK, ISN + 1, PEER + 1, 0)), STEP_DECIDED);
}

static void data_after_the_handshake_is_use(void **state)
{
	struct flow flow = established();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(30, ACK | PSH, ISN + 1, PEER + 1, 1)), STEP_DECIDED | STEP_USED);
	assert_int_equal(source_sends(&flow, tcp_at(31, ACK | FIN, ISN + 2, PEER + 1, 0)), 0);
	assert_false(flow_is_pending(&flow));
}

static void data_with_the_handshakes_last_packet_verifies_and_is_use(void **state)
{
	struct flow flow = answered();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(20, ACK | PSH, ISN + 1, PEER + 1, 5)),
		STEP_VERIFIED | STEP_DECIDED | STEP_USED);
}

static void data_of_the_target_alone_is_no_use(void **state)
{
	struct flow flow = established();

	(void)state;
	assert_int_equal(target_sends(&flow, tcp_at(30, ACK | PSH, PEER + 1, ISN + 1, 40)), 0);
	assert_true(flow_is_pending(&flow));
	assert_int_equal(source_sends(&flow, tcp_at(40, ACK | FIN, ISN + 1, PEER + 41, 0)), STEP_DECIDED);
}

static void an_acknowledgement_without_an_answer_seen_is_one_way(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(20, ACK, ISN + 1, PEER + 1, 0)), 0);
	assert_int_equal(flow.stage, FLOW_ONE_WAY);
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_UNKNOWN);
	assert_true(flow_is_pending(&flow));
	assert_int_equal(source_sends(&flow, tcp_at(21, ACK | FIN, ISN + 1, PEER + 1, 0)), STEP_DECIDED);
}

static void data_without_an_answer_seen_is_use(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(source_sends(&flow, tcp_at(20, ACK | PSH, ISN + 1, PEER + 1, 9)), STEP_DECIDED | STEP_USED);
}

static void an_answer_that_comes_late_ends_one_way(void **state)
{
	struct flow flow = asked();

	(void)state;
	source_sends(&flow, tcp_at(20, ACK, ISN + 1, PEER + 1, 0));
	assert_int_equal(target_sends(&flow, tcp_at(21, SYN | ACK, PEER, ISN + 1, 0)), STEP_ANSWERED);
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_ANSWERED);
}

static void a_target_that_goes_on_without_its_answer_seen_is_one_way_too(void **state)
{
	struct flow flow = asked();

	(void)state;
	assert_int_equal(target_sends(&flow, tcp_at(20, ACK | PSH, PEER + 1, ISN + 1, 10)), 0);
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_UNKNOWN);
}

static void an_answer_to_nobody_is_stray(void **state)
{
	struct flow answer = { .tag = 1 }, reset = { .tag = 1 }, refusal = { .tag = 1 };

	(void)state;
	assert_int_equal(source_sends(&answer, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0)), STEP_STRAY);
	assert_int_equal(source_sends(&answer, tcp_at(1, SYN | ACK, PEER, ISN + 1, 0)), STEP_STRAY);
	assert_int_equal(source_sends(&reset, tcp_at(0, RST, 0, 0, 0)), STEP_STRAY);
	assert_int_equal(source_sends(&refusal, tcp_at(0, RST | ACK, 0, ISN + 1, 0)), STEP_STRAY);
	assert_false(flow_is_pending(&answer));
}

static void our_own_reset_to_a_stray_answer_is_no_stray(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	source_sends(&flow, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0));
	assert_int_equal(target_sends(&flow, tcp_at(1, RST, ISN + 1, 0, 0)), 0);
}

static void a_syn_captured_after_its_answer_is_answered(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	source_sends(&flow, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0)); /* the "source" of the stray is the server */
	assert_int_equal(target_sends(&flow, tcp_at(1, SYN, ISN, 0, 0)), STEP_BEGINS | STEP_ANSWERED);
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_ANSWERED);
	assert_int_equal(source_sends(&flow, tcp_at(2, ACK, ISN + 1, PEER + 1, 0)), STEP_VERIFIED);
}

static void a_syn_that_the_stray_answer_does_not_fit_is_not_answered(void **state)
{
	struct flow other = { .tag = 1 }, late = { .tag = 1 }, back = { .tag = 1 };

	(void)state;
	source_sends(&other, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0));
	assert_int_equal(target_sends(&other, tcp_at(1, SYN, ISN + 1, 0, 0)), STEP_BEGINS);
	source_sends(&late, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0));
	assert_int_equal(target_sends(&late, tcp_at(SAME + 1, SYN, ISN, 0, 0)), STEP_BEGINS);
	source_sends(&back, tcp_at(0, SYN | ACK, PEER, ISN + 1, 0));
	assert_int_equal(source_sends(&back, tcp_at(1, SYN, ISN, 0, 0)), STEP_BEGINS);
}

static void a_connection_picked_up_midstream_is_no_act(void **state)
{
	static const uint8_t flags[] = { ACK, ACK | PSH, ACK | FIN };

	(void)state;
	for (unsigned i = 0; i < sizeof flags; i++) {
		struct flow flow = { .tag = 1 };

		assert_int_equal(source_sends(&flow, tcp_at(0, flags[i], ISN, PEER, 7)), 0);
		assert_int_equal(flow.stage, FLOW_MIDSTREAM);
		assert_int_equal(target_sends(&flow, tcp_at(1, ACK | FIN, PEER, ISN, 0)), 0);
		assert_int_equal(target_sends(&flow, tcp_at(2, RST, PEER, ISN, 0)), 0);
	}
}

static void a_syn_on_a_midstream_tuple_begins_an_act_even_with_number_zero(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	source_sends(&flow, tcp_at(0, ACK, 0, PEER, 0));
	assert_int_equal(source_sends(&flow, tcp_at(1, SYN, 0, 0, 0)), STEP_BEGINS);
}

static void a_segment_no_stack_sends_is_an_act(void **state)
{
	static const uint8_t odd[] = { 0, FIN, FIN | PSH | RONDA_TCP_URG, PSH, SYN | FIN, SYN | FIN | ACK, SYN | RST };

	(void)state;
	for (unsigned i = 0; i < sizeof odd; i++) {
		struct flow flow = { .tag = 1 }, other = { .tag = 1 };

		assert_int_equal(source_sends(&flow, tcp_at(0, odd[i], ISN, 0, 0)), STEP_BEGINS | STEP_ODD);
		assert_int_equal(flow.stage, FLOW_ODD);
		assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_UNANSWERED);
		assert_int_equal(source_sends(&flow, tcp_at(1, odd[i], ISN, 0, 0)), 0);
		assert_int_equal(target_sends(&flow, tcp_at(2, RST | ACK, 0, ISN, 0)), STEP_DECIDED | STEP_REFUSED);
		source_sends(&other, tcp_at(0, odd[i], ISN, 0, 0));
		assert_int_equal(target_sends(&other, tcp_at(1, SYN | ACK, PEER, ISN, 0)), STEP_DECIDED | STEP_REPLIED);
	}
}

static void what_a_stack_sends_out_of_nothing_is_no_odd_segment(void **state)
{
	static const uint8_t sound[] = { ACK, ACK | FIN, ACK | PSH, RST, RST | ACK, SYN | RONDA_TCP_ECE | RONDA_TCP_CWR };

	(void)state;
	for (unsigned i = 0; i < sizeof sound; i++) {
		struct flow flow = { .tag = 1 };

		assert_false(source_sends(&flow, tcp_at(0, sound[i], ISN, 0, 0)) & STEP_ODD);
	}
}

static struct flow bare(uint8_t flags)
{
	struct flow flow = { .tag = 1 };

	assert_int_equal(source_sends(&flow, tcp_at(0, flags, ISN, PEER, 0)), STEP_BEGINS | STEP_BARE);
	assert_int_equal(flow.stage, FLOW_BARE);
	return flow;
}

static void a_bare_acknowledgement_waits_for_what_is_said(void **state)
{
	struct flow refused = bare(ACK), speaks = bare(ACK), answered_by_ack = bare(ACK | FIN), silent = bare(ACK);

	(void)state;
	assert_int_equal(target_sends(&refused, tcp_at(1, RST, PEER, 0, 0)), STEP_DECIDED | STEP_REFUSED);
	assert_int_equal(source_sends(&speaks, tcp_at(1, ACK | PSH, ISN, PEER, 9)), 0);
	assert_int_equal(speaks.stage, FLOW_MIDSTREAM);
	assert_int_equal(target_sends(&answered_by_ack, tcp_at(1, ACK, PEER, ISN, 0)), 0);
	assert_int_equal(answered_by_ack.stage, FLOW_MIDSTREAM);
	assert_int_equal(source_sends(&silent, tcp_at(1, ACK, ISN, PEER, 0)), 0);
	assert_true(flow_is_pending(&silent));
	assert_int_equal(flow_outcome(&silent), RONDA_OUTCOME_UNANSWERED);
}

/* UDP */

static struct ronda_packet udp_at(int64_t ms, uint16_t from_port, uint16_t to_port, uint32_t bytes)
{
	return (struct ronda_packet){ .time_ns = stamp(ms), .proto = RONDA_UDP, .source_port = from_port,
		.target_port = to_port, .payload_bytes = bytes };
}

static unsigned udp(struct flow *flow, bool from_source, struct ronda_packet packet)
{
	return follow(flow, &packet, udp_step(flow, &packet, from_source, &normal));
}

static struct flow asked_by_datagram(uint32_t bytes)
{
	struct flow flow = { .tag = 1 };

	assert_int_equal(udp(&flow, true, udp_at(0, 40000, 53, bytes)), STEP_BEGINS);
	return flow;
}

static void a_datagram_with_data_that_is_answered_was_of_use(void **state)
{
	struct flow flow = asked_by_datagram(30);

	(void)state;
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_UNANSWERED);
	assert_int_equal(udp(&flow, false, udp_at(1, 53, 40000, 90)), STEP_DECIDED | STEP_USED);
	assert_int_equal(udp(&flow, false, udp_at(2, 53, 40000, 90)), 0);
}

static void an_empty_datagram_that_is_answered_is_only_answered(void **state)
{
	struct flow flow = asked_by_datagram(0);

	(void)state;
	assert_int_equal(udp(&flow, false, udp_at(1, 53, 40000, 90)), STEP_ANSWERED);
	assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_ANSWERED);
	assert_int_equal(udp(&flow, true, udp_at(2, 40000, 53, 0)), 0);
	assert_int_equal(udp(&flow, true, udp_at(3, 40000, 53, 1)), STEP_DECIDED | STEP_USED);
}

static void the_same_tuple_within_its_time_is_the_same_datagram(void **state)
{
	static const int64_t same[] = { 1, SAME, -SAME }, other[] = { SAME + 1, -SAME - 1 };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct flow flow = asked_by_datagram(30);

		assert_int_equal(udp(&flow, true, udp_at(same[i], 40000, 53, 30)), 0);
	}
	for (unsigned i = 0; i < 2; i++) {
		struct flow flow = asked_by_datagram(30);

		assert_int_equal(udp(&flow, true, udp_at(other[i], 40000, 53, 30)), STEP_BEGINS);
	}
}

static void data_after_an_empty_datagram_counts_when_the_answer_comes(void **state)
{
	struct flow flow = asked_by_datagram(0);

	(void)state;
	assert_int_equal(udp(&flow, true, udp_at(1, 40000, 53, 12)), 0);
	assert_int_equal(udp(&flow, false, udp_at(2, 53, 40000, 12)), STEP_DECIDED | STEP_USED);
}

static void a_services_answer_to_no_question_is_a_reflection(void **state)
{
	static const uint16_t services[] = { 53, 123, 161, 389, 1900, 11211 };

	(void)state;
	for (unsigned i = 0; i < sizeof services / sizeof *services; i++) {
		struct flow flow = { .tag = 1 };

		assert_int_equal(udp(&flow, true, udp_at(0, services[i], 40000, 400)), STEP_STRAY);
		assert_int_equal(udp(&flow, true, udp_at(1, services[i], 40000, 400)), STEP_STRAY);
		assert_false(flow_is_pending(&flow));
	}
}

static void who_answers_a_reflection_talks(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	assert_int_equal(udp(&flow, true, udp_at(0, 37810, 40000, 400)), STEP_STRAY);
	assert_int_equal(udp(&flow, false, udp_at(1, 40000, 37810, 0)), 0);
	assert_int_equal(udp(&flow, true, udp_at(2, 37810, 40000, 400)), 0);
	assert_int_equal(flow.stage, FLOW_USED);
}

static void a_reflected_service_is_told_by_its_port(void **state)
{
	struct ronda_packet dns = udp_at(0, 53, 80, 400), none = udp_at(0, 53, 80, 0), same = udp_at(0, 123, 123, 48),
		zero = udp_at(0, 0, 80, 400), mdns = udp_at(0, 5353, 5353, 400);

	(void)state;
	assert_int_equal(udp_reflected(&dns), RONDA_SERVICE_DNS);
	assert_int_equal(udp_reflected(&mdns), RONDA_SERVICE_MDNS);
	assert_int_equal(udp_reflected(&none), RONDA_SERVICE_NONE);
	assert_int_equal(udp_reflected(&same), RONDA_SERVICE_NONE);
	assert_int_equal(udp_reflected(&zero), RONDA_SERVICE_NONE);
}

static void what_only_looks_like_a_reflection_is_a_question(void **state)
{
	struct flow empty = { .tag = 1 }, low = { .tag = 1 }, other = { .tag = 1 };

	(void)state;
	assert_int_equal(udp(&empty, true, udp_at(0, 53, 40000, 0)), STEP_BEGINS);
	assert_int_equal(udp(&low, true, udp_at(0, 53, 1023, 400)), STEP_BEGINS);
	assert_int_equal(udp(&other, true, udp_at(0, 54, 40000, 400)), STEP_BEGINS);
}

/* Echo and errors */

static struct ronda_packet icmp_at(int64_t ms, uint8_t proto, uint8_t type, uint8_t code)
{
	return (struct ronda_packet){ .time_ns = stamp(ms), .proto = proto, .icmp_type = type, .icmp_code = code };
}

static unsigned echoes(struct flow *flow, struct ronda_packet packet)
{
	return follow(flow, &packet, echo_step(flow, &packet, true, &normal));
}

static void an_echo_is_answered_by_its_reply(void **state)
{
	static const uint8_t protos[] = { RONDA_ICMP, RONDA_ICMPV6 }, requests[] = { 8, 128 }, replies[] = { 0, 129 };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct flow flow = { .tag = 1 };
		struct ronda_packet reply = icmp_at(1, protos[i], replies[i], 0);

		assert_int_equal(echoes(&flow, icmp_at(0, protos[i], requests[i], 0)), STEP_BEGINS);
		assert_int_equal(echo_step(&flow, &reply, false, &normal), STEP_DECIDED);
		assert_int_equal(flow_outcome(&flow), RONDA_OUTCOME_ANSWERED);
	}
}

static void echoes_with_one_identifier_are_one_act_for_its_time(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	echoes(&flow, icmp_at(0, RONDA_ICMP, 8, 0));
	assert_int_equal(echoes(&flow, icmp_at(SECOND, RONDA_ICMP, 8, 0)), 0);
	assert_int_equal(echoes(&flow, icmp_at(SECOND + 1, RONDA_ICMP, 0, 0)), STEP_DECIDED);
	assert_int_equal(echoes(&flow, icmp_at(SECOND + 2, RONDA_ICMP, 0, 0)), 0);
	assert_int_equal(echoes(&flow, icmp_at(SAME, RONDA_ICMP, 8, 0)), 0);
	assert_int_equal(echoes(&flow, icmp_at(SAME + 1, RONDA_ICMP, 8, 0)), STEP_BEGINS);
}

static void a_reply_to_nobody_is_stray_and_a_request_after_it_begins(void **state)
{
	struct flow flow = { .tag = 1 };

	(void)state;
	assert_int_equal(echoes(&flow, icmp_at(0, RONDA_ICMP, 0, 0)), STEP_STRAY);
	assert_int_equal(echoes(&flow, icmp_at(1, RONDA_ICMP, 0, 0)), STEP_STRAY);
	assert_int_equal(echoes(&flow, icmp_at(2, RONDA_ICMP, 8, 0)), STEP_BEGINS);
}

static struct ronda_packet quote_of_syn(uint8_t code, uint32_t seq)
{
	struct ronda_packet packet = icmp_at(5, RONDA_ICMP, 3, code);

	packet.quoted.proto = RONDA_TCP;
	packet.quoted.seq = seq;
	return packet;
}

static void an_error_about_the_waiting_probe_refuses_it(void **state)
{
	struct ronda_packet prohibited = quote_of_syn(13, ISN), port = quote_of_syn(3, ISN);
	struct flow flow = asked(), one_way = asked();

	(void)state;
	assert_int_equal(quote_step(&flow, &prohibited), STEP_DECIDED | STEP_REFUSED);
	source_sends(&one_way, tcp_at(1, ACK, ISN + 1, PEER, 0));
	assert_int_equal(quote_step(&one_way, &port), STEP_DECIDED | STEP_REFUSED);
}

static void an_error_about_another_probe_or_none_refuses_nothing(void **state)
{
	struct ronda_packet other = quote_of_syn(13, ISN + 1), this_one = quote_of_syn(13, ISN);
	struct ronda_packet too_big = quote_of_syn(4, ISN), exceeded = quote_of_syn(0, ISN);
	struct flow flow = asked(), after = answered();

	(void)state;
	exceeded.icmp_type = 11;
	assert_int_equal(quote_step(&flow, &other), 0);
	assert_int_equal(quote_step(&flow, &too_big), 0);
	assert_int_equal(quote_step(&flow, &exceeded), 0);
	assert_int_equal(quote_step(&after, &this_one), 0);
}

static void of_icmpv6_only_unreachable_refuses(void **state)
{
	struct ronda_packet unreachable = icmp_at(0, RONDA_ICMPV6, 1, 4), too_big = icmp_at(0, RONDA_ICMPV6, 2, 0);

	(void)state;
	assert_true(icmp_refuses(&unreachable));
	assert_false(icmp_refuses(&too_big));
}

static void a_datagram_is_refused_whatever_number_the_quote_has(void **state)
{
	struct ronda_packet error = icmp_at(5, RONDA_ICMP, 3, 3);
	struct flow flow = asked_by_datagram(4);

	(void)state;
	error.quoted.proto = RONDA_UDP;
	error.quoted.seq = 77;
	assert_int_equal(quote_step(&flow, &error), STEP_DECIDED | STEP_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_syn_begins_an_act_that_is_unanswered_so_far),
		cmocka_unit_test(a_syn_with_ece_and_cwr_is_a_syn),
		cmocka_unit_test(the_same_probe_again_within_its_time_is_no_new_act_either_way),
		cmocka_unit_test(the_same_probe_beyond_its_time_is_another_act_either_way),
		cmocka_unit_test(a_decided_probe_is_remembered_for_its_time),
		cmocka_unit_test(another_initial_number_is_another_act),
		cmocka_unit_test(data_in_a_syn_may_be_acknowledged_with_it),
		cmocka_unit_test(a_reset_of_the_source_is_no_sign_of_an_answer),
		cmocka_unit_test(an_answer_to_another_syn_is_ignored),
		cmocka_unit_test(an_initial_number_that_wraps_is_answered_by_zero),
		cmocka_unit_test(a_reset_from_the_target_refuses),
		cmocka_unit_test(a_reset_after_the_answer_decides_without_refusing),
		cmocka_unit_test(a_handshake_is_complete_only_with_the_right_acknowledgement),
		cmocka_unit_test(a_later_acknowledgement_proves_as_much_as_a_lost_one),
		cmocka_unit_test(a_reset_verifies_nobody),
		cmocka_unit_test(data_after_the_handshake_is_use),
		cmocka_unit_test(data_with_the_handshakes_last_packet_verifies_and_is_use),
		cmocka_unit_test(data_of_the_target_alone_is_no_use),
		cmocka_unit_test(an_acknowledgement_without_an_answer_seen_is_one_way),
		cmocka_unit_test(data_without_an_answer_seen_is_use),
		cmocka_unit_test(an_answer_that_comes_late_ends_one_way),
		cmocka_unit_test(a_target_that_goes_on_without_its_answer_seen_is_one_way_too),
		cmocka_unit_test(an_answer_to_nobody_is_stray),
		cmocka_unit_test(our_own_reset_to_a_stray_answer_is_no_stray),
		cmocka_unit_test(a_syn_captured_after_its_answer_is_answered),
		cmocka_unit_test(a_syn_that_the_stray_answer_does_not_fit_is_not_answered),
		cmocka_unit_test(a_connection_picked_up_midstream_is_no_act),
		cmocka_unit_test(a_segment_no_stack_sends_is_an_act),
		cmocka_unit_test(what_a_stack_sends_out_of_nothing_is_no_odd_segment),
		cmocka_unit_test(a_bare_acknowledgement_waits_for_what_is_said),
		cmocka_unit_test(a_syn_on_a_midstream_tuple_begins_an_act_even_with_number_zero),
		cmocka_unit_test(a_datagram_with_data_that_is_answered_was_of_use),
		cmocka_unit_test(an_empty_datagram_that_is_answered_is_only_answered),
		cmocka_unit_test(the_same_tuple_within_its_time_is_the_same_datagram),
		cmocka_unit_test(data_after_an_empty_datagram_counts_when_the_answer_comes),
		cmocka_unit_test(a_services_answer_to_no_question_is_a_reflection),
		cmocka_unit_test(who_answers_a_reflection_talks),
		cmocka_unit_test(a_reflected_service_is_told_by_its_port),
		cmocka_unit_test(what_only_looks_like_a_reflection_is_a_question),
		cmocka_unit_test(an_echo_is_answered_by_its_reply),
		cmocka_unit_test(echoes_with_one_identifier_are_one_act_for_its_time),
		cmocka_unit_test(a_reply_to_nobody_is_stray_and_a_request_after_it_begins),
		cmocka_unit_test(an_error_about_the_waiting_probe_refuses_it),
		cmocka_unit_test(an_error_about_another_probe_or_none_refuses_nothing),
		cmocka_unit_test(of_icmpv6_only_unreachable_refuses),
		cmocka_unit_test(a_datagram_is_refused_whatever_number_the_quote_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
