import { setTimeout as pause } from 'node:timers/promises';
import type { Setting } from '@onceql/shared';
import { applicationName, beginSteps, runSettings } from '../begin.js';
import type { Door } from '../connection/door.js';
import type { EngineProfile } from '../engine.js';
import { sql } from '../sql.js';
import { postgresChanges } from './changes.js';
import { PLAN_ONCE } from './plans.js';
import { PostgresSession } from './session.js';
import { survey } from './survey.js';

const ORPHANS = sql(import.meta.url, 'orphans.sql');
/** READ COMMITTED, so that the rows are read from a snapshot that is taken after begin. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY';
/** A statement may wait for a lock as long as it may run; a transaction that was left alone goes, with its locks. */
const OWN_SETTINGS: readonly Setting[] = [
  ['lock_timeout', '0'],
  ['idle_in_transaction_session_timeout', '60s'],
];
/** How often to look whether an orphan has gone, before and after it is told to end altogether. */
const LOOKS = 5;
const LOOK_EVERY_MS = 200;
/** Milliseconds for one of these looks. */
const LOOK_MS = 10_000;

/** Postgres, from version 12 on: before it, WITH queries that are used once are other than the subqueries in their place. */
export const postgresEngine: EngineProfile = {
  // Since 14: a statement whose client has vanished is ended.
  greeting: ["SET client_connection_check_interval = '2s'"],
  schemaSql: sql(import.meta.url, 'schema.sql'),
  async begin(parts) {
    const { order, source, wire } = parts;
    await wire.exchange([
      ...beginSteps(BEGIN, runSettings(order, source.options.statement_timeout, OWN_SETTINGS)),
      { act: 'recall', name: 'onceql_plan_once', text: PLAN_ONCE },
    ]);
    return new PostgresSession(parts);
  },
  survey,
  changes: (door, before, { options }) => postgresChanges(door, before, options.allow_functions.length > 0),
  async cancelOrphans(control, run, _previous, own = 0) {
    const who = [applicationName(run), own] as const;
    const orphans = await pids(control, ORPHANS, who);
    if (orphans.length === 0) return 0;
    await pids(control, `SELECT pg_cancel_backend(pid) FROM (${ORPHANS}) orphans`, who);
    if (!(await gone(control, who))) {
      await pids(control, `SELECT pg_terminate_backend(pid) FROM (${ORPHANS}) orphans`, who);
      await gone(control, who);
    }
    return orphans.length;
  },
};

type Who = readonly [applicationName: string, spared: number];

const pids = (control: Door, text: string, who: Who): Promise<unknown[][]> => control.query(text, [...who], LOOK_MS);

/** Whether the orphans end within a short while. */
async function gone(control: Door, who: Who): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    if ((await pids(control, ORPHANS, who)).length === 0) return true;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}
