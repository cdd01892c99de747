import { setMaxListeners } from 'node:events';
import { judgeEstate, unsweptOf } from './audit.js';
import { Callers } from './callers.js';
import { ask } from './client.js';
import { now, pause } from './clock.js';
import type { Disturbance } from './ends.js';
import { History } from './history.js';
import type { Violation } from './judge.js';
import type { Holdings } from './leaks.js';
import { Monkey } from './monkey.js';
import type { StormOptions } from './options.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';
import type { Scene } from './scene.js';
import { progressLine } from './progress.js';
import { onStage } from './stage.js';
import { surveyEstate, surveyHoldings, surveyLeaks } from './survey.js';
import { TABLES } from './tables.js';
import { Watch } from './watch.js';
import { Writers } from './writers.js';

export interface StormReport {
  readonly seed: number;
  readonly seconds: number;
  readonly folder: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Results and files that nobody can read: a sweep's work. */
  readonly unswept: { readonly results: number; readonly files: number };
  readonly holdings: { readonly before: Holdings; readonly after: Holdings };
}

/** Share of the time in which nothing is broken, so that all is warm when it is measured. */
const WARM_UP = 0.2;
const LONGEST_WARM_UP_S = 60;
/** Share of the time, at the end, in which nothing new is broken: callers go on while all recovers. */
const TAIL = 0.2;
const LONGEST_TAIL_S = 10;
/** How long what is left over may take to go when all jobs have ended. */
const SETTLE_MS = 30_000;
/** How long connections may take to be given back. */
const LEAKS_MS = 75_000;
/** Jobs that are asked for once more at the end. */
const REREAD = 100;

/** Lets a storm blow and judges it. Everything that it started has ended when it answers. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const play = { name: 'chaos', events: 'events.jsonl', report: 'report.json', size: { apis: 2, workers: options.workers } };
  return onStage(options, play, ({ progress, ...stage }) => {
    const scene: Scene = { ...stage, options, history: new History(), disturbances: [], toldTimes: [] };
    const started = now();
    progress(() => progressLine(scene, started));
    return blow(scene);
  });
}

async function blow(scene: Scene): Promise<StormReport> {
  const { options, journal, place } = scene;
  const callers = new Callers(scene);
  const writers = new Writers(scene);
  const watch = new Watch(scene);
  const randoms = Array.from({ length: options.callers }, (_, at) => randomOf(options.seed, `caller ${at}`));
  const watching = new AbortController();
  const watched = heard(watch.look(AbortSignal.any([watching.signal, scene.abandoned])));
  const spared = [place.apis[0], place.workers[0]].flatMap((program) => program ?? []);
  const warmUp = Math.min(LONGEST_WARM_UP_S, options.seconds * WARM_UP);

  await act(scene, { callers, writers, randoms, seconds: warmUp, part: 'warm-up' });
  const before = await surveyHoldings(place, spared);
  journal.note('warm', { before });
  await act(scene, { callers, writers, randoms, seconds: options.seconds - warmUp, part: 'storm', monkey: new Monkey(scene, randomOf(options.seed, 'monkey')) });

  const settled = await settle(scene);
  watching.abort();
  await watched;
  // Connections may take a moment to be given back.
  const { after, leaks } = await surveyLeaks(place, spared, before, LEAKS_MS);
  const found = [
    ...judgeEstate(settled, callers.findings.results), ...callers.findings.confused, ...leaks,
    ...(await watch.judge(callers.findings)), ...(await reread(scene, callers)),
  ];
  for (const violation of found) journal.violated(violation);
  const unswept = unsweptOf(settled);
  return {
    seed: options.seed, seconds: options.seconds, folder: scene.folder, counts: journal.counts, violations: journal.violations,
    unswept: { results: unswept.results.length, files: unswept.files.length }, holdings: { before, after },
  };
}

interface Act {
  readonly callers: Callers;
  readonly writers: Writers;
  readonly randoms: readonly Random[];
  readonly seconds: number;
  readonly part: string;
  readonly monkey?: Monkey;
}

/** One part of the storm; all jobs have ended when it answers. */
async function act(scene: Scene, { callers, writers, randoms, seconds, part, monkey }: Act): Promise<void> {
  const over = new AbortController();
  setMaxListeners(0, over.signal); // every caller listens
  const { seed, enough } = scene.options;
  scene.journal.note(part, { seconds });
  callers.stormy();
  const calling = randoms.map((random) => callers.call(random, over.signal));
  const writing = [
    writers.write(randomOf(seed, `hot writer, ${part}`), ['t0', 't1'], 700, over.signal),
    writers.write(randomOf(seed, `writer, ${part}`), TABLES, 2500, over.signal),
  ];
  const struck = new AbortController();
  const raging = heard(monkey?.rage(struck.signal) ?? Promise.resolve());
  const acting = heard(Promise.all([...calling, ...writing]));
  const tail = Math.min(LONGEST_TAIL_S, seconds * TAIL);
  await pause((seconds - tail) * 1000, enough);
  struck.abort();
  await pause(tail * 1000, enough);
  over.abort();
  await raging;
  callers.calm(Math.max(now(), ...scene.disturbances.map(({ to }: Disturbance) => to)));
  scene.journal.note('calm');
  await acting;
  await callers.remember(randomOf(seed, `memory, ${part}`));
}

/** The same promise, whose failure may be heard of later. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Waits until nothing is left over, for a while. */
async function settle(scene: Scene): Promise<Awaited<ReturnType<typeof surveyEstate>>> {
  const deadline = now() + SETTLE_MS;
  // What was on its way when the index came back may have been recorded a moment later.
  const emptied = lastEmptied(scene) + 1000;
  for (;;) {
    const estate = await surveyEstate(scene.place, emptied);
    const left = Object.values(estate.leftOvers).reduce((sum, all) => sum + all.length, 0);
    if (left === 0 || now() > deadline) return estate;
    await pause(300);
  }
}

/** What was told once must be told again: jobs are asked for once more, unless the index was emptied since. */
async function reread(scene: Scene, { ended }: Callers): Promise<Violation[]> {
  const { place, options } = scene;
  const random = randomOf(options.seed, 'reread');
  const still = ended.filter(({ at }) => at > lastEmptied(scene));
  const found: Violation[] = [];
  for (let count = 0; count < Math.min(REREAD, still.length); count += 1) {
    const told = random.pick(still);
    const reply = await ask(random.pick(place.apis), 'GET', `/api/jobs/${told.job}`);
    const job = (reply?.json as { job?: { status: number; query_result_id: number | null } } | undefined)?.job;
    if (job?.status === told.status && job.query_result_id === told.result) continue;
    found.push({ fault: 'lost', details: `job ${told.job} reads otherwise than it did`, evidence: { told, now: reply?.text } });
  }
  return found;
}

/** When the index was last emptied; 0 if it never was. */
const lastEmptied = ({ disturbances }: Scene): number =>
  Math.max(0, ...disturbances.filter(({ blow: kind }) => kind === 'redis_empty').map(({ to }) => to));
