import type { RunningPostgres } from '../postgres/postgres.js';

/** What the set-up of a test run hands to its end; both run in jest's own process. */
export const shared: { postgres?: RunningPostgres } = {};
