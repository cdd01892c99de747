import type { Setting } from '@onceql/shared';

/**
 * Settings of the key that only Redshift knows. They are made once for a connection, in its greeting, which passes over
 * what the server does not know: a look-alike has neither a result cache nor case sensitive identifiers to switch off.
 */
const OF_CONNECTIONS = new Set(['enable_case_sensitive_identifier', 'enable_result_cache_for_session']);

export const REDSHIFT_GREETING: readonly string[] = [...OF_CONNECTIONS].map((name) => `SET ${name} TO off`);

/** The settings that are made anew for each transaction. */
export function ofTransactions(settings: readonly Setting[]): readonly Setting[] {
  return settings.filter(([name]) => !OF_CONNECTIONS.has(name));
}
