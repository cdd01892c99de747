import { setMaxListeners } from 'node:events';
import { judgeEstate } from '../chaos/audit.js';
import { Changes } from '../chaos/changes.js';
import { now, pause } from '../chaos/clock.js';
import { History } from '../chaos/history.js';
import type { Violation } from '../chaos/judge.js';
import type { Place } from '../chaos/place.js';
import { randomOf } from '../chaos/random.js';
import { onStage } from '../chaos/stage.js';
import { surveyEstate } from '../chaos/survey.js';
import { missingKinds, sorted } from './kinds.js';
import { Loads } from './loads.js';
import type { SoakOptions } from './options.js';
import { Readers } from './readers.js';
import { SOURCES } from './scene.js';
import type { Book, Scene, SourceName } from './scene.js';
import { Writers } from './writers.js';

export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly folder: string;
  /** By source: how often each kind of answer came. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly counts: Readonly<Record<string, number>>;
  /** Kinds of answers and tellings that never came, though they must. */
  readonly missing: readonly string[];
  readonly violations: readonly Violation[];
}

/** How much longer it goes on for kinds of answers that have not come up. */
const PATIENCE_MS = 60_000;
/** How long what is left over may take to go when all jobs have ended. */
const SETTLE_MS = 30_000;
/** Often, so that what has expired is deleted under the readers' eyes. */
const ENV = { SWEEP_SECONDS: '2' };

/** Lets readers and writers work and judges it. Everything that it started has ended when it answers. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const play = { name: 'soak', events: 'events.jsonl', report: 'report.json', size: { apis: 2, workers: 2, env: ENV, sources: Object.values(SOURCES) } };
  return onStage(options, play, async ({ folder, progress, ...stage }) => {
    const scene: Scene = { ...stage, options, books: booksOf(stage.place) };
    const started = now();
    progress(() => progressLine(scene, started));
    return { seed: options.seed, seconds: options.seconds, folder, ...(await work(scene)) };
  });
}

const booksOf = ({ sources }: Place): Book[] =>
  (Object.keys(SOURCES) as SourceName[]).map((name, at) => ({ name, source: sources[at] ?? 0, history: new History(), loads: new Loads() }));

async function work(scene: Scene): Promise<Pick<SoakReport, 'answers' | 'counts' | 'missing' | 'violations'>> {
  const { options, place, journal, books } = scene;
  const readers = new Readers(scene);
  const writers = new Writers(scene, new Changes(place, journal, books.map(({ history }) => history)), readers);
  const over = new AbortController();
  setMaxListeners(0, over.signal); // every reader listens
  const acting = Promise.all([
    ...Array.from({ length: options.readers }, (_, at) => readers.read(randomOf(options.seed, `reader ${at}`), over.signal)),
    writers.byCall(randomOf(options.seed, 'hot writer'), ['t0', 't1'], 500, over.signal),
    writers.byCall(randomOf(options.seed, 'writer'), ['t0', 't1', 'p'], 1200, over.signal),
    writers.byLoad(randomOf(options.seed, 'loader'), ['t2', 't3'], ['t0', 't1', 'p'], 400, over.signal),
  ]);
  await Promise.race([enough(scene), acting]);
  over.abort();
  await acting;
  await readers.idle();
  for (const violation of await judgeRest(scene, readers)) journal.violated(violation);
  const { answers, other } = sorted(journal.counts);
  return { answers, counts: other, missing: missingKinds(journal.counts), violations: journal.violations };
}

/** Resolves when the time is up and every kind of answer has come up; on a busy machine that may take longer. */
async function enough({ options, journal }: Scene): Promise<void> {
  await pause(options.seconds * 1000, options.enough);
  const latest = now() + PATIENCE_MS;
  while (!options.lie && missingKinds(journal.counts).length > 0 && now() < latest && !options.enough?.aborted) await pause(200, options.enough);
}

/** What is left when all have gone. */
async function judgeRest({ place }: Scene, { findings }: Readers): Promise<Violation[]> {
  const deadline = now() + SETTLE_MS;
  const served = [...findings.values()].flatMap(({ results }) => results);
  for (;;) {
    const found = judgeEstate(await surveyEstate(place, 0), served);
    if (found.length === 0 || now() > deadline) return [...found, ...[...findings.values()].flatMap(({ confused }) => confused)];
    await pause(300);
  }
}

/** How it goes, on one line. */
function progressLine({ journal: { counts, violations } }: Scene, started: number): string {
  const of = (part: RegExp): number => Object.entries(counts).reduce((sum, [name, count]) => sum + (part.test(name) ? count : 0), 0);
  const seconds = (now() - started) / 1000;
  return [
    `${seconds.toFixed(0).padStart(4)} s`, `${(of(/^submissions$/) / seconds).toFixed(0)} submissions/s`, `${of(/ hit$/)} hits`,
    `${of(/ joined$/)} joins`, `${of(/ miss /)} misses`, `${of(/ stale /)} stale`, `${of(/ bypass /)} bypasses`, `${of(/^versions$/)} versions`,
    `${of(/^told by call$/)} calls`, `${of(/^told by load /)} loads`, `${of(/^judged$/)} judged`, `${violations.length} violations`,
  ].join(' · ');
}
