import { now, pause } from './clock.js';
import type { Findings } from './findings.js';
import { judgeOnce } from './once.js';
import type { Execution, Reprieve, RunRecord } from './once.js';
import type { Violation } from './judge.js';
import type { Scene } from './scene.js';
import { ALONE_MARK } from './statements.js';
import type { Statement } from './statements.js';

const LOOK_EVERY_MS = 150;

interface RunRow {
  id: string;
  key: string | null;
  statement: string | null;
  created_at: Date;
  ended_at: Date | null;
}

interface Activity {
  pid: number;
  run: string;
  begun: string;
}

/** Looks at the warehouse's sessions again and again: which runs' statements are executing. */
export class Watch {
  readonly #scene: Scene;
  readonly #seen = new Map<string, Execution>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  async look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const at = now();
      const { rows } = await this.#scene.place.warehouse.query<Activity>(
        `SELECT pid, substr(application_name, 8) AS run, query_start::text AS begun FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'onceql:%' AND state = 'active'`,
      );
      for (const { pid, run, begun } of rows) this.#note(`${run} ${pid} ${begun}`, { run, pid, first: at, last: at });
      await pause(LOOK_EVERY_MS, signal);
    }
  }

  #note(name: string, execution: Execution): void {
    const known = this.#seen.get(name);
    if (known) known.last = execution.last;
    else this.#seen.set(name, execution);
  }

  /** Judges what was seen, with what the ledger knows of the runs. */
  async judge(findings: Findings): Promise<Violation[]> {
    const { place, toldTimes, disturbances } = this.#scene;
    const { keys } = findings;
    const { rows } = await place.ledger.query<RunRow>('SELECT id, key, statement, created_at, ended_at FROM onceql.runs');
    const runs = new Map(rows.map((row) => [row.id, recordOf(row, keys)]));
    const moved = toldTimes.map(({ tables, from, to }): Reprieve =>
      ({ from, to, keys: new Set([...keys].filter(([, statement]) => statement.tables.some((table) => tables.includes(table))).map(([key]) => key)) }));
    const lost = disturbances.filter(({ blow }) => blow === 'redis_empty' || blow === 'redis_kill').map(({ from, to }): Reprieve => ({ keys: undefined, from, to }));
    this.#scene.journal.count('executions', this.#seen.size);
    return judgeOnce([...this.#seen.values()], runs, [...moved, ...lost]);
  }
}

function recordOf({ id, key, statement, created_at: claimedAt, ended_at: endedAt }: RunRow, keys: ReadonlyMap<string, Statement>): RunRecord {
  const isAlone = statement === null || statement.includes(ALONE_MARK);
  const shareable = !isAlone && (keys.get(key ?? '')?.shareable ?? false);
  return { run: id, key: key ?? '', shareable, claimedAt: claimedAt.getTime(), endedAt: endedAt?.getTime() };
}
