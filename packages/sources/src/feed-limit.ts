/** Milliseconds after which one question of a change feed is given up: what came later would vouch for nothing. */
export const FEED_MS = 30_000;

/** The same for the question that is small wherever the database answers at all: a silent one is found out sooner. */
export const PULSE_MS = 10_000;
