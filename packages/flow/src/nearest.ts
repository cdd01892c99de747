import { setImmediate as breath } from 'node:timers/promises';
import { ServiceUnavailable, differencesOf, distanceOf, shapeOf } from '@onceql/shared';
import type { EntryView, Identity, Refusal, Shape, Soon, Source, StatementDifference } from '@onceql/shared';
import type { Ports } from './ports.js';
import { sourceView } from './time-to-live.js';

/** Entries that are compared: the hottest on the same tables. */
const MOST_ENTRIES = 100;
/** Characters of a statement beyond which it is compared with no other. */
const LONGEST = 20_000;
/** Milliseconds of comparing after which the nearest so far is told, and after which others have their turn. */
const ENOUGH_MS = 300;
const TURN_MS = 5;

/** One thing in which an entry differs from what was asked. */
export type Difference =
  | StatementDifference
  /** The table was refreshed after the rows were read. */
  | { readonly what: 'epoch'; readonly table: string; readonly here: string; readonly there: string }
  /** The statements are alike: what is relative in the entry counts from another day. Names of buckets. */
  | { readonly what: 'date'; readonly here: string; readonly there: string }
  /** The statements are alike: the entry was made by other rules, or with other options of the source. Keys. */
  | { readonly what: 'rules'; readonly here: string; readonly there: string };

export interface Nearest {
  readonly entry: EntryView;
  readonly statement: string;
  readonly differs: readonly Difference[];
}

export interface Search {
  readonly source: Source;
  readonly identity: Identity;
  /** Whether the caller may read what an entry holds. */
  readonly mayRead: (entry: EntryView) => boolean;
  /** A statement's identity on the source as it is now; with `at`, as it was or will be then. */
  readonly identify: (statement: string, at?: Date) => Soon<Identity | Refusal>;
  /** What a statement is told apart by, to be shown. */
  readonly canonical: (identity: Identity) => Soon<string>;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

type NearestPorts = Pick<Ports, 'index' | 'ledger'>;

/** The entry that is served and whose statement is least far from this one; undefined where none has half of it. */
export async function nearestEntry({ index, ledger }: NearestPorts, search: Search, tables: readonly string[]): Promise<Nearest | undefined> {
  const view = sourceView(search.source);
  const found = tables.length > 0 ? await index.entriesOn(view, tables, 'hits', MOST_ENTRIES) : await index.entries(view, 'hits', MOST_ENTRIES);
  const live = found.filter((entry) => entry.expired === undefined && entry.key !== search.identity.key && search.mayRead(entry));
  const statements = await ledger.statementsOf(live.map(({ result }) => result), LONGEST + 1);
  return nearestOf(search, live.map((entry) => ({ entry, statement: statements.get(entry.result) ?? '' })));
}

interface Candidate {
  readonly entry: EntryView;
  readonly statement: string;
}

/** A long statement that cannot be read just now is not compared. */
async function unlessBusy<T>(reading: Soon<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return undefined;
    throw error;
  }
}

async function nearestOf(search: Search, candidates: readonly Candidate[]): Promise<Nearest | undefined> {
  const { identity, identify, gone } = search;
  if (identity.statement.length > LONGEST) return undefined;
  const here = shapeOf(identity.statement);
  const begun = performance.now();
  let turn = begun;
  let best: { candidate: Candidate; there: Identity; distance: number } | undefined;
  for (const candidate of candidates) {
    const now = performance.now();
    if (gone.aborted || now - begun > ENOUGH_MS) break;
    if (now - turn > TURN_MS) turn = await breath(undefined).then(() => performance.now());
    const there = candidate.statement === '' || candidate.statement.length > LONGEST ? undefined : await unlessBusy(identify(candidate.statement));
    if (!there || 'refused' in there) continue;
    const distance = distanceOf(here, shapeOf(there.statement));
    if (distance !== undefined && distance < (best?.distance ?? Infinity)) best = { candidate, there, distance };
  }
  if (!best) return undefined;
  const { candidate, there } = best;
  const differs = await unlessBusy(differencesTo(search, candidate, there));
  return differs && { ...candidate, differs };
}

async function differencesTo(search: Search, candidate: Candidate, there: Identity): Promise<readonly Difference[]> {
  if (there.key === search.identity.key) return [await otherKey(search, candidate)];
  return differencesOf(await toldApart(search, search.identity), await toldApart(search, there));
}

const toldApart = async ({ canonical }: Search, identity: Identity): Promise<Shape> => shapeOf(await canonical(identity));

/** What the statement's key was when the entry's rows were read tells whether nothing but the date differs. */
async function otherKey({ identity, identify }: Search, { entry, statement }: Candidate): Promise<Difference> {
  const then = identity.buckets.length > 0 ? await identify(statement, new Date(entry.snapshotAt)) : undefined;
  if (!then || 'refused' in then || then.key !== entry.key) return { what: 'rules', here: identity.key, there: entry.key };
  return { what: 'date', here: datesOf(identity), there: datesOf(then) };
}

const datesOf = ({ buckets }: Identity): string => buckets.map(({ name }) => name).join(', ');
