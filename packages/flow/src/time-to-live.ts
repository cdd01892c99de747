import { tablePattern } from '@onceql/shared';
import type { Analysis, Source, SourceOptions, SourceView } from '@onceql/shared';

/** How long an entry is served, and by how much its rows may be older than their snapshot says, in seconds. */
export interface Lifetime {
  /** Absent: until a refresh. */
  readonly ttl?: number;
  /** Set where the database follows another one and it is known how far behind it may be. */
  readonly replicaLag?: number;
}

/**
 * The lifetime of an entry that rests on these tables: the shortest that the source has for it. What a standby of unknown
 * lag brings back may miss a refresh that was told already, so only time can expire it.
 */
export function lifetimeOf(options: SourceOptions, { tables, standby }: Pick<Analysis, 'tables' | 'standby'>): Lifetime {
  const limits = [
    options.default_ttl,
    ...options.ttl_tables.filter((rule) => tables.some(matcherOf(rule.tables))).map(({ ttl }) => ttl),
    standby && options.replica_lag === undefined ? options.fallback_ttl : undefined,
  ].filter((limit) => limit !== undefined);
  return {
    ...(limits.length > 0 && { ttl: Math.min(...limits) }),
    ...(standby && options.replica_lag !== undefined && { replicaLag: options.replica_lag }),
  };
}

/** How old rows may be while no feed vouches for the source, in seconds; undefined where it has none. */
export const fallbackTtlOf = ({ feed, fallback_ttl: seconds }: SourceOptions): number | undefined => (feed === 'off' ? undefined : seconds);

/** A source as its entries are looked at. */
export const sourceView = ({ id, options }: Source): SourceView => ({ id, fallbackTtl: fallbackTtlOf(options) });

/** What was recorded was a pattern when it was; one that is none any more matches everything, which expires too much. */
const matcherOf = (pattern: string): ((table: string) => boolean) => tablePattern(pattern) ?? (() => true);
