import type { Ledger } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./refreshes.sql', import.meta.url), ['next_token', 'commit_refresh', 'epochs']);

interface EpochRow {
  table_name: string;
  epoch: number;
}

/**
 * Fencing tokens and epochs. An epoch that was answered is committed. When the connection breaks before
 * the answer the refresh is sent again, which may move the epochs on by two: harmless, as only their
 * growth counts. For the same reason a token may be skipped.
 */
export function refreshRecords(database: Database): Pick<Ledger, 'nextToken' | 'commitRefresh' | 'epochs'> {
  return {
    async nextToken() {
      const [row] = await database.query<{ token: number }>(sql.next_token);
      if (row === undefined) throw new Error('The sequence of fencing tokens gave none');
      return row.token;
    },
    async commitRefresh({ source, tables, caller }) {
      return toEpochs(await database.query<EpochRow>(sql.commit_refresh, [source, tables, caller]));
    },
    async epochs(source) {
      return toEpochs(await database.query<EpochRow>(sql.epochs, [source]));
    },
  };
}

const toEpochs = (rows: readonly EpochRow[]): Record<string, number> =>
  Object.fromEntries(rows.map((row) => [row.table_name, row.epoch]));
