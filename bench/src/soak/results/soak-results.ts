import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { now, pause } from '../../chaos/clock.js';
import { Journal } from '../../chaos/events.js';
import type { Violation } from '../../chaos/judge.js';
import { judgeLeaks } from '../../chaos/leaks.js';
import type { Holdings } from '../../chaos/leaks.js';
import { Place } from '../../chaos/place.js';
import { randomOf } from '../../chaos/random.js';
import type { Random } from '../../chaos/random.js';
import { surveyEstate, surveyHoldings } from '../../chaos/survey.js';
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

const PROGRESS_EVERY_MS = 3_000;
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
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'onceql-soak-'));
  mkdirSync(folder, { recursive: true });
  options.say(`results, seed ${options.seed}; events and logs in ${folder}`);
  const journal = new Journal(join(folder, 'results.jsonl'));
  const storage = new Storage(mkdtempSync(join(tmpdir(), 'onceql-soak-results-')));
  const abandoned = new AbortController();
  let place: Place | undefined;
  let progress: NodeJS.Timeout | undefined;
  try {
    place = await Place.start(folder, { apis: 2, workers: 2, env: { ...ENV, RESULTS_URL: pathToFileURL(storage.folder).href }, sources: [SOURCE], results: storage.folder }, journal);
    const scene: ResultsScene = { options, place, journal, storage, abandoned: abandoned.signal };
    const started = now();
    progress = setInterval(() => options.say(progressLine(scene, started)), PROGRESS_EVERY_MS);
    const report = { seed: options.seed, seconds: options.seconds, folder, ...(await work(scene)) };
    writeFileSync(join(folder, 'results.json'), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } finally {
    abandoned.abort();
    clearInterval(progress);
    await place?.stop();
    storage.stop();
    rmSync(storage.folder, { recursive: true, force: true });
    await journal.close();
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
  const { after, leaks } = await holdingsAfter(scene, before);
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

/** One outage after the other; after each a run has to go well. At the end goes on for what has not come up. */
async function failing(scene: ResultsScene, readers: ResultReaders, seconds: number): Promise<void> {
  const { options, journal } = scene;
  const random = randomOf(options.seed, 'storage');
  const end = now() + seconds * 1000;
  while (now() < end && !options.enough?.aborted) {
    await pause(random.between(...CALM_S) * 500, options.enough);
    await breakFor(scene, random);
    if ((await readers.run(10, random.between(1e6, 1e9), true, random)) !== undefined) journal.count('first run after an outage');
  }
  const latest = now() + PATIENCE_MS;
  while (missingOf(journal.counts).length > 0 && now() < latest && !options.enough?.aborted) await pause(200, options.enough);
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

/** Connections, copies and memory may take a while to be given back. */
async function holdingsAfter({ place, options }: ResultsScene, before: Holdings): Promise<{ after: Holdings; leaks: Violation[] }> {
  const deadline = now() + Math.min(SETTLE_MS, options.seconds * 1000);
  for (;;) {
    const after = await surveyHoldings(place, [...place.apis, ...place.workers]);
    const leaks = judgeLeaks(before, after);
    if (leaks.length === 0 || now() > deadline) return { after, leaks };
    await pause(1000);
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
