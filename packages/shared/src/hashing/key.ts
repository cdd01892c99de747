import { hash } from 'node:crypto';
import type { Bucket, Reader } from '../contracts/query.js';
import type { Setting, Source } from '../contracts/source.js';
import { RULES_VERSION } from './canonical/pipeline.js';

/** Limits that a caller has asked for: how many rows, what happens beyond. The source's own are told by its version. */
export type Limits = readonly (readonly [name: string, value: string])[];

export interface KeyParts {
  readonly source: Pick<Source, 'id' | 'type' | 'version'>;
  /** The database role that the statement runs as. */
  readonly role: string;
  readonly reader: Reader;
  readonly canonical: string;
  readonly settings: readonly Setting[];
  readonly limits: Limits;
  /** What relative dates count from. */
  readonly buckets: readonly Bucket[];
}

/**
 * SHA-256 in hex over everything that decides a result. JSON keeps the parts apart: no two lists of parts are written
 * alike. How to reach the database is covered by the source's id and version.
 */
export function keyOf({ source, role, reader, canonical, settings, limits, buckets }: KeyParts): string {
  const dates = buckets.map(({ unit, zone, name }) => [unit, zone, name]);
  const parts = [RULES_VERSION, source.type, source.id, source.version, role, reader, canonical, settings, limits, ...(dates.length > 0 ? [dates] : [])];
  return hash('sha256', JSON.stringify(parts), 'hex');
}
