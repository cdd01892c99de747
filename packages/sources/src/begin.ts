import type { RunOrder, Setting } from '@onceql/shared';
import type { Step } from './connection/exchange.js';

/** What pg_stat_activity shows of a run's transaction. */
export const applicationName = (run: string): string => `onceql:${run}`;

/** Begins a transaction and makes the settings, for it alone; one round trip. The values go as parameters. */
export function beginSteps(begin: string, settings: readonly Setting[]): Step[] {
  const calls = settings.map((_, at) => `set_config($${String(2 * at + 1)}, $${String(2 * at + 2)}, true)`);
  return [
    { act: 'execute', text: begin },
    { act: 'execute', text: `SELECT ${calls.join(', ')}`, values: settings.flat() },
  ];
}

/** The settings of a run: the order's, and those that bound and name it. `limit` in seconds. */
export function runSettings(order: RunOrder, limit: number, engineOwn: readonly Setting[]): Setting[] {
  return [
    ...order.settings,
    ...engineOwn,
    ['statement_timeout', String(limit * 1000)],
    ['application_name', applicationName(order.run)],
  ];
}
