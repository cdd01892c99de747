import type { Explanation } from '@onceql/flow';
import type { EntryView, Identity, Refusal } from '@onceql/shared';
import { entryBody } from './entry.js';
import { iso } from './iso.js';

/** A statement that is never run, explained: there is nothing to ask a source about it. @param kind As `kindOfRefused` says. */
export const refusalBody = (kind: string, refusal: Refusal): Record<string, unknown> => ({
  key: null, canonical: null, reader: null, kind,
  message: refusal.message,
  tables: [], functions: [], cacheable: false, reasons: [refusal.refused], buckets: [], buckets_end: null, ttl: null, asked: false, not_asked: 'It is not run at all.',
  settings: {}, entry: null, nearest: null,
});

/** An explanation as callers see it. @param canonical What the statement is told apart by, to be shown. */
export function explanationBody(identity: Identity, canonical: string, explanation: Explanation): Record<string, unknown> {
  const { message, reasons, tables, functions, notAsked, entry, nearest } = explanation;
  return {
    key: identity.key,
    canonical,
    reader: identity.reader,
    kind: 'select',
    message: message ?? null,
    tables: tables.map(({ name, kind, epoch, watchable }) => ({ name, kind: kind ?? null, epoch: epoch ?? null, watchable: watchable ?? null })),
    functions: functions.map(({ schema, name, volatility, language, origin }) => ({
      schema: schema ?? null, name, volatility: volatility ?? null, language: language ?? null, origin,
    })),
    cacheable: reasons.length === 0,
    reasons,
    buckets: identity.buckets,
    buckets_end: identity.ends === undefined ? null : iso(identity.ends),
    ttl: lifetimeOf(explanation.ttl, identity.ends),
    asked: notAsked === undefined,
    not_asked: notAsked ?? null,
    settings: Object.fromEntries(identity.settings),
    entry: entry ? { ...entryBody(entry, identity.statement), ends: endsOf(entry) } : null,
    nearest: nearest ? { ...entryBody(nearest.entry, nearest.statement), differs: nearest.differs } : null,
  };
}

/** In seconds; null where nothing but a refresh ends it. */
function lifetimeOf(ttl: number | undefined, ends: number | undefined): number | null {
  const limits = [ttl, ends === undefined ? undefined : Math.max(0, Math.floor((ends - Date.now()) / 1000))];
  const shortest = Math.min(...limits.filter((limit) => limit !== undefined));
  return shortest === Infinity ? null : shortest;
}

function endsOf({ expired, epochs, ttl, snapshotAt }: EntryView): Record<string, unknown>[] {
  if (expired !== undefined) return [];
  const tables = Object.keys(epochs);
  return [
    ...(tables.length > 0 ? [{ by: 'refresh', tables }] : []),
    ...(ttl === undefined ? [] : [{ by: 'ttl', at: iso(snapshotAt + ttl) }]),
  ];
}
