import { setMaxListeners } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { now, pause } from '../../chaos/clock.js';
import type { Violation } from '../../chaos/judge.js';
import type { Holdings } from '../../chaos/leaks.js';
import { randomOf } from '../../chaos/random.js';
import type { Random } from '../../chaos/random.js';
import { onStage } from '../../chaos/stage.js';
import { surveyEstate, surveyHoldings, surveyLeaks } from '../../chaos/survey.js';
import type { SoakOptions } from '../options.js';
import { ResultReaders } from './readers.js';
import { missingOf, type ResultsScene } from './scene.js';
import { Storage } from './storage.js';

export interface ResultsReport {
  readonly seed: number;
  readonly seconds: number;
  readonly folder: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
  readonly violations: readonly Violation[];
  /** What processes and servers held when all was warm and nobody asked, and at the end likewise. */
  readonly holdings: { readonly before: Holdings; readonly after: Holdings };
}

/** Share of the time in which nothing fails, so that all is warm when it is measured. */
const WARM_UP = 0.25;
const LONGEST_WARM_UP_S = 90;
const PATIENCE_MS = 60_000;
const SETTLE_MS = 60_000;
/** Results go soon, so that their files are deleted while others are read. Few copies are kept: they come and go as well. */
const ENV = { SWEEP_SECONDS: '2', RESULT_GRACE_SECONDS: '15', RECONCILE_FILES_SECONDS: '30', RENDERED_MAX_MB: '64' };
const SOURCE = { concurrency: 4, statement_timeout: 60, default_ttl: 5 };
const MOST_READERS = 12;
/** Seconds between outages, and of one. A run gives up after seven: the long ones make some fail, the short ones none. */
const CALM_S = [2, 8] as const;
const OUTAGES_S = { short: [1, 3], long: [9, 14] } as const;
/** A soak of fewer seconds has short outages alone. */
const LONG_FROM_S = 60;

/** Lets readers take results of all sizes while the storage fails at times, and judges what is left of it. Everything that it started has ended when it answers. */
export async function soakResults(options: SoakOptions): Promise<ResultsReport> {
  const storage = new Storage(mkdtempSync(join(tmpdir(), 'onceql-soak-results-')));
  const size = { apis: 2, workers: 2, env: { ...ENV, RESULTS_URL: pathToFileURL(storage.folder).href }, sources: [SOURCE], results: storage.folder };
  try {
    return await onStage(options, { name: 'soak-results', events: 'results.jsonl', report: 'results.json', size }, async ({ folder, progress, ...stage }) => {
      const scene: ResultsScene = { ...stage, options, storage };
      const started = now();
      progress(() => progressLine(scene, started));
      return { seed: options.seed, seconds: options.seconds, folder, ...(await work(scene)) };
    });
  } finally {
    storage.stop();
    rmSync(storage.folder, { recursive: true, force: true });
  }
}

async function work(scene: ResultsScene): Promise<Pick<ResultsReport, 'counts' | 'missing' | 'violations' | 'holdings'>> {
  const { options, place, journal } = scene;
  const readers = new ResultReaders(scene);
  const programs = [...place.apis, ...place.workers];
  const warmUp = Math.min(LONGEST_WARM_UP_S, options.seconds * WARM_UP);
  await reading(scene, readers, 'warm-up', () => pause(warmUp * 1000, options.enough));
  const before = await surveyHoldings(place, programs);
  await reading(scene, readers, 'soak', () => failing(scene, readers, options.seconds - warmUp));
  // Connections, copies and memory may take a while to be given back.
  const { after, leaks } = await surveyLeaks(place, programs, before, SETTLE_MS);
  for (const violation of [...leaks, ...(await leftOvers(scene))]) journal.violated(violation);
  return { counts: journal.counts, missing: missingOf(journal.counts), violations: journal.violations, holdings: { before, after } };
}

/** Readers read until `lasting` is over, and then to the end of what they have begun. */
async function reading({ options }: ResultsScene, readers: ResultReaders, part: string, lasting: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const all = Promise.all(Array.from({ length: Math.min(MOST_READERS, options.readers) }, (_, at) => readers.read(randomOf(options.seed, `reader ${at}, ${part}`), over.signal)));
  await Promise.race([lasting(), all]);
  over.abort();
  await all;
}

/** One outage after the other; after each a run has to go well. Goes on for a while for what has not come up when the time is over. */
async function failing(scene: ResultsScene, readers: ResultReaders, seconds: number): Promise<void> {
  const { options, journal } = scene;
  const random = randomOf(options.seed, 'storage');
  const end = now() + seconds * 1000;
  const isWanted = (): boolean => now() < end || (missingOf(journal.counts).length > 0 && now() < end + PATIENCE_MS);
  while (isWanted() && !options.enough?.aborted) {
    await pause(random.between(...CALM_S) * 500, options.enough);
    await breakFor(scene, random);
    if ((await readers.run(10, random.between(1e6, 1e9), true, random)) !== undefined) journal.count('first run after an outage');
  }
}

async function breakFor({ place, storage, options, journal }: ResultsScene, random: Random): Promise<void> {
  const how = random.pick(storage.outages);
  const [least, most] = OUTAGES_S[options.seconds >= LONG_FROM_S && random.chance(0.5) ? 'long' : 'short'];
  storage.break(how, place.source);
  journal.note('outage', { how });
  journal.count(`storage ${how}`);
  try {
    await pause(random.between(least, most) * 1000, options.enough);
  } finally {
    storage.mend(how, place.source);
    journal.note('mended', { how });
  }
}

/** Unfinished files, runs, claims, statements: none of them may stay. */
async function leftOvers({ place, storage }: ResultsScene): Promise<Violation[]> {
  const deadline = now() + SETTLE_MS;
  for (;;) {
    const estate = await surveyEstate(place, 0);
    const unfinished = readdirSync(storage.folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.tmp-'));
    const left = Object.entries({ ...estate.leftOvers, 'unfinished files': unfinished }).filter(([, some]) => some.length > 0);
    if (left.length === 0) return [];
    if (now() > deadline) return left.map(([kind, some]) => ({ fault: 'left_over', details: `${some.length} ${kind}`, evidence: some.slice(0, 20) }));
    await pause(500);
  }
}

/** How it goes, on one line. */
function progressLine({ journal: { counts, violations } }: ResultsScene, started: number): string {
  const of = (name: string): number => counts[name] ?? 0;
  const seconds = (now() - started) / 1000;
  const outages = of('storage full') + of('storage away');
  return [
    `${seconds.toFixed(0).padStart(4)} s`, `${of('miss')} runs`, `${of('hit')} hits`, `${Math.round(of('bytes') / 1e6)} MB read`, `${of('hung up')} hung up`,
    `${outages} outages`, `${of('failed with the reason')} runs failed by them`, `${of('refused for want of storage')} refusals`, `${violations.length} violations`,
  ].join(' · ');
}
