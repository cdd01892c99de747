import type { Violation } from './judge.js';

/** What the ledger, the results folder and the index hold when all is quiet. */
export interface Estate {
  readonly runs: readonly { readonly id: string; readonly state: string; readonly result: number | undefined }[];
  readonly results: readonly { readonly id: number; readonly run: string; readonly path: string }[];
  /** Paths below the results folder. */
  readonly files: readonly string[];
  /** By kind: open runs, claims, callers, unrecorded ends, jobs in the queue, statements on the warehouse. */
  readonly leftOvers: Readonly<Record<string, readonly string[]>>;
}

/** A result as a caller was given it: by its id, or for a job whose run is known. */
export interface Served {
  readonly result: number;
  /** The jobs that it was served to as theirs. */
  readonly jobs: readonly string[];
  readonly shareable: boolean;
}

/** Results and files that nobody can read: a sweep takes them away, and until then they are counted. */
export interface Unswept {
  readonly results: readonly number[];
  readonly files: readonly string[];
}

/** What attempts left that were overtaken, or died before they could publish. */
export function unsweptOf({ runs, results, files }: Estate): Unswept {
  const owned = new Set(runs.flatMap(({ result }) => (result === undefined ? [] : [result])));
  const paths = new Set(results.filter(({ id }) => owned.has(id)).map(({ path }) => path));
  return { results: results.filter(({ id }) => !owned.has(id)).map(({ id }) => id), files: files.filter((file) => !paths.has(file)) };
}

/** What is wrong with what is left; what is unswept is no fault. */
export function judgeEstate(estate: Estate, served: readonly Served[]): Violation[] {
  return [...doublePublishes(estate, served), ...sharedAlone(served), ...missingFiles(estate), ...leftOvers(estate)];
}

function* doublePublishes({ runs, results }: Estate, served: readonly Served[]): Iterable<Violation> {
  const runOf = new Map(results.map(({ id, run }) => [id, run]));
  const ends = new Map(runs.map((run) => [run.id, run]));
  for (const { result, jobs } of served) {
    const run = ends.get(runOf.get(result) ?? '');
    if (run?.result === result && (run.state === 'published' || run.state === 'delivered')) continue;
    yield { fault: 'double_publish', details: `result ${result} was served, and is not what its run ended with`, evidence: { result, jobs, run } };
  }
}

function* sharedAlone(served: readonly Served[]): Iterable<Violation> {
  for (const { result, jobs, shareable } of served) {
    if (shareable || new Set(jobs).size < 2) continue;
    yield { fault: 'shared', details: `result ${result} may be one caller's only and went to ${jobs.length}`, evidence: { result, jobs } };
  }
}

function* missingFiles({ results, files }: Estate): Iterable<Violation> {
  const there = new Set(files);
  for (const result of results) {
    if (!there.has(result.path)) yield { fault: 'lost', details: `the file of result ${result.id} is not there`, evidence: result };
  }
}

function* leftOvers({ leftOvers: kinds }: Estate): Iterable<Violation> {
  for (const [kind, all] of Object.entries(kinds)) {
    if (all.length > 0) yield { fault: 'left_over', details: `${all.length} ${kind}`, evidence: all.slice(0, 20) };
  }
}
