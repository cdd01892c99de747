import { until } from '@onceql/testing';
import type { TestPostgres } from './postgres.js';

export interface Backend {
  readonly pid: number;
  readonly state: string;
  readonly wait_event: string | null;
  readonly application_name: string;
  readonly in_transaction: boolean;
}

/** What the server says of this role's connections. */
export async function backends({ admin }: TestPostgres, role = 'reader'): Promise<Backend[]> {
  const { rows } = await admin.query<Backend>(
    `SELECT pid, state, wait_event, application_name, xact_start IS NOT NULL AS in_transaction
     FROM pg_stat_activity WHERE usename = $1`,
    [role],
  );
  return rows;
}

/** Waits until the backend of a session waits for this: PgSleep, relation, ClientWrite… */
export const untilWaiting = (postgres: TestPostgres, pid: number, event: string): Promise<true> =>
  until(async () => (await backends(postgres)).some((one) => one.pid === pid && one.wait_event === event && one.state === 'active') || undefined);

/** Far less than any statement goes on that a test stops. */
const SOON_MS = 30_000;

/** Waits until the backend runs nothing: it is idle, or gone. */
export const untilQuiet = (postgres: TestPostgres, pid: number): Promise<true> =>
  until(async () => !(await backends(postgres)).some((one) => one.pid === pid && one.state === 'active') || undefined, SOON_MS);
