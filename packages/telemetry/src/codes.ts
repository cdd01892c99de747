import { REASONS } from '@onceql/shared';

/** Every word that may stand as the reason of a submission or an attempt, beside those that speak against caching. */
const CODES: ReadonlySet<string> = new Set([
  '',
  ...REASONS,
  // why there was no hit
  'none', 'max_age', 'expired', 'ttl', 'unwatched', 'incarnation', 'files_gone',
  // why a result made no entry
  'refreshed', 'overtaken', 'load', 'replica_lag',
  // why an attempt failed or is made again
  'statement', 'connection', 'denied', 'limit', 'refused', 'fault', 'unavailable', 'paused', 'loading', 'source_changed', 'given_up',
  // what had become of the run of an attempt that was dropped
  'superseded', 'gone', 'published', 'delivered', 'failed', 'cancelled',
]);

/** The code itself, or `other` for one that is not on the list: a label must not grow with what callers send. */
export const knownCode = (code: string): string => (CODES.has(code) ? code : 'other');
