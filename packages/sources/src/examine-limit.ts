import type { Source } from '@onceql/shared';

/** Connections that examine statements, for each process that does. */
export const EXAMINATIONS = 2;
/** Seconds after which the database gives up by itself, should whoever asked not live to tell it. */
const LIMIT_S = 5;

/** The source as an examination sees it: nothing that it asks may take long, waits for locks included. */
export const examinedSource = (source: Source): Source => ({
  ...source,
  options: { ...source.options, statement_timeout: Math.min(source.options.statement_timeout, LIMIT_S) },
});
