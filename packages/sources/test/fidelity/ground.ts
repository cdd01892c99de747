import { loadReader } from '@onceql/shared';
import { startPostgres } from '../postgres.js';
import { CORPORA, fill } from './corpora.js';
import { Line } from './line.js';
import { SETUP } from './tables.js';

/** The way of the rows of a Postgres that has all that the corpora and random tables ask for. */
export async function startLine(): Promise<{ readonly line: Line; readonly stop: () => Promise<void> }> {
  const [postgres] = await Promise.all([startPostgres({ setup: `${SETUP} ${CORPORA}` }), loadReader()]);
  const line = await Line.over(postgres);
  await fill(postgres.admin);
  return {
    line,
    stop: async () => {
      await line.stop();
      await postgres.stop();
    },
  };
}
