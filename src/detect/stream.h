/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stream.h - the bytes of a TCP connection in the order in which they were meant, as far as the tap saw them.
 *
 * Segments go in; a reader is shown the unread bytes of one side (detect/talk.h) and says how many it is done
 * with. A segment that comes in order while nothing is kept is shown where it lies, without a copy. What a
 * reader leaves, and what came too early, waits in blocks borrowed from a stream_memory (listen/streams.h).
 *
 * Whose bytes win   The first to come, always. Segments that say otherwise are compared with what is still at
 *                   hand; a difference makes the stream ambiguous. Bytes already read are no longer at hand,
 *                   so a contradiction of those passes for a retransmission. A sender who can make this tap
 *                   see a segment that the receiver never takes (a short TTL, a wrong checksum) can hide
 *                   what he says.
 * What is lost      A gap is waited for until the receiver acknowledges beyond it (so it was the tap that lost
 *                   it), or STREAM_OUT_BLOCKS are full, or STREAM_GAP_MS pass, or the connection ends. Then
 *                   what is unread is shown a last time, and the reader's skip() is told how far it must jump.
 * What is ignored   Segments over STREAM_WINDOW away, unless both sides agree that they were meant; data
 *                   without ACK; a SYN within a connection; keep-alive bytes; a RST that is not at the sequence
 *                   number expected; whatever follows a FIN. Urgent bytes are bytes like any others.
 *
 * Memory            A stream holds at most STREAM_SIDE_BLOCKS_MOST blocks for each side. When blocks run out,
 *                   those who have waited longest without their reader reading anything are robbed of theirs:
 *                   to them that is a gap, of which the reader is told with the next segment or at the end.
 * Time              Passed in; milliseconds that wrap. Cost per segment is bounded by what one side may hold.
 *                   A sender who trickles bytes at a reader who needs more does not have them shown after
 *                   each one: only when there are a sixteenth more, before the other side speaks, at a gap or
 *                   at the end.
 * Threads           One. A reader must not push or end the stream that calls it.
 */
#pragma once
#include "detect/talk.h"

/* Farther off than this, a sequence number is wild. */
#define STREAM_WINDOW (1 << 20)
/* A lost segment was sent again by then, or never will be. */
#define STREAM_GAP_MS 10000u

enum {
	STREAM_BLOCK_BYTES = 500,  /* small, for half a request of 50 bytes takes a whole block */
	STREAM_OUT_BLOCKS = 32,    /* for bytes of one side that came too early */
	/* ... and with those that wait to be read, of which two neighbours have more than one block's bytes. */
	STREAM_SIDE_BLOCKS_MOST = STREAM_OUT_BLOCKS + 2 * (TALK_VIEW_MOST / STREAM_BLOCK_BYTES + 1) + 2,
};

/* What a reader's read() returns when it wants to see no more of the connection. */
#define STREAM_OVER SIZE_MAX

enum stream_ending {
	STREAM_FIN,   /* the side said all it had to say */
	STREAM_RESET, /* one of the two broke off */
	STREAM_CUT,   /* stream_end(): whatever else there was, it was not seen */
};

/* A reader of one protocol. */
struct stream_reader {
	/*
	 * Shown `view`, returns how many bytes of it (from its beginning) it is done with, or STREAM_OVER. It
	 * takes all it can: what it leaves is shown again only when there is more. The bytes of one side
	 * are never shown twice once read, and those of the other side come after what was captured before.
	 */
	size_t (*read)(void *context, enum talk_side side, const struct talk_view *view);
	/* The next `bytes`, those left of a last view among them, are never shown. False: it cannot go on. */
	bool (*skip)(void *context, enum talk_side side, uint64_t bytes);
	/* No more of this side. Not called once the reader said that it is over. */
	void (*end)(void *context, enum talk_side side, enum stream_ending how);
};

struct stream_side {
	uint32_t next;   /* sequence number of the first byte that is neither read nor kept */
	uint32_t acked;  /* what the other side acknowledged latest */
	uint32_t fin;    /* sequence number of the FIN, once known */
	uint16_t unread; /* bytes kept before `next` */
	uint8_t state;   /* stream.c's */
	uint8_t spare;
};

/* One connection. All zeroes: nothing is known yet. */
struct stream {
	struct stream_side side[2]; /* by enum talk_side */
	uint32_t holding;           /* its place in the memory; 0: nothing is kept */
	uint32_t generation;        /* of that place when it was given: another means that it was taken back */
	bool over;                  /* nothing more will be shown; it holds nothing */
	bool ambiguous;             /* two segments gave different bytes for the same place */
};

struct stream_segment {
	const uint8_t *data; /* `captured` bytes of its payload */
	uint32_t captured;
	uint32_t size;       /* of its payload; what was not captured is lost */
	uint32_t seq, ack;
	uint32_t now_ms;
	enum talk_side side; /* who sent it */
	uint8_t flags;       /* RONDA_TCP_ */
};

/* Bytes of one side without a gap. */
struct stream_block {
	uint32_t next; /* in its chain, or among the free; 0: none */
	uint32_t seq;  /* of its first byte */
	uint16_t from; /* which is data[from] */
	uint16_t size;
	uint8_t data[STREAM_BLOCK_BYTES];
};

struct stream_held {
	uint32_t kept, kept_last; /* waits to be read: a chain without gaps, up to `next` */
	uint32_t out, out_last;   /* came too early: a chain in order, without overlaps, beyond `next` */
	uint32_t out_ms;          /* since when the gap before `out` has been waited for */
	uint16_t shown;           /* so much of what is kept, the reader has seen */
	uint8_t stalls;           /* how often in a row it did not want any of it */
	uint8_t out_blocks;
};

/* All that one stream holds. */
struct stream_holding {
	struct stream_held held[2]; /* by enum talk_side */
	uint32_t generation;
	uint32_t older, newer;      /* the memory's order of robbing; 0: none */
	uint32_t spare;
};

/* What happened to all streams of a memory. Counts only go up. */
struct stream_tally {
	uint64_t segments, bytes; /* with payload, and what was captured of it, old or new */
	uint64_t unknown;         /* segments of a side whose beginning was not seen */
	uint64_t wild;            /* ... ignored: far off, without ACK, after a FIN; and RSTs out of place */
	uint64_t old;             /* ... that brought nothing new */
	uint64_t early;           /* ... that came before their time */
	uint64_t ambiguous;       /* ... that contradicted what was at hand */
	uint64_t joined;          /* views that had to be copied together */
	uint64_t gaps, lost_bytes;
	uint64_t acked_gaps;      /* of these, where the other side acknowledged what never passed here */
	uint64_t left_bytes;      /* shown with `last`, and left by the reader */
	uint64_t robbed, robbed_bytes; /* sides whose unread bytes were taken, when they learned of it */
	uint64_t gave_up;         /* readers that could not go on after a skip */
};

struct stream_memory;

/* How blocks are had. Numbers instead of pointers; 0 is no block and no holding. */
struct stream_keeper {
	/* An empty holding, the newest; robs the oldest when there is none. 0: refused. */
	uint32_t (*open)(struct stream_memory *memory);
	/* Gives it back with all its blocks. */
	void (*close)(struct stream_memory *memory, uint32_t holding);
	/* Its reader has read: makes it the newest. */
	void (*renew)(struct stream_memory *memory, uint32_t holding);
	/* A block for it; robs the oldest other one when there is none. 0: refused. Its content is anything. */
	uint32_t (*take)(struct stream_memory *memory, uint32_t holding);
	void (*give)(struct stream_memory *memory, uint32_t block);
};

struct stream_memory {
	const struct stream_keeper *keeper;
	struct stream_block *block;     /* by number */
	struct stream_holding *holding; /* by number */
	uint8_t *join;                  /* TALK_VIEW_MOST bytes, for a view of what does not lie together */
	struct stream_tally tally;
};

/*
 * The first byte of `side` will have the sequence number `first` (initial sequence number plus one). A SYN that
 * is pushed does this by itself. It may be any number in the midst of a connection, if the reader can begin there.
 * A side that has not begun is not read.
 */
void stream_begin(struct stream *stream, enum talk_side side, uint32_t first);

/* A segment of the connection. Look at stream->over afterwards: then it needs no more of them. */
void stream_push(struct stream *stream, struct stream_memory *memory, const struct stream_segment *segment,
	const struct stream_reader *reader, void *context);

/* No more segments come. Shows what is still unread, ends what has not ended, and gives back all that is held.
 * With NULL for `reader` it only gives back. The stream is then over; fine when it already was. */
void stream_end(struct stream *stream, struct stream_memory *memory, const struct stream_reader *reader,
	void *context);
