import { NOTHING_LEARNT } from '@onceql/shared';
import type { Learnt, Ledger, Relative, TableChange } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./refreshes.sql', import.meta.url), ['next_token', 'commit_refresh', 'epochs', 'changes', 'count_learnt', 'note_relatives', 'relatives']);

interface EpochRow {
  table_name: string;
  epoch: number;
}

interface ChangeRow extends EpochRow {
  changed_at: Date;
  changed_how: TableChange['how'] | null;
  changed_by: string | null;
}

interface RelativeRow {
  table_name: string;
  relative: string;
  kind: Relative['as'];
}

type RefreshRecords = Pick<Ledger, 'nextToken' | 'commitRefresh' | 'epochs' | 'changes' | 'countLearnt' | 'noteRelatives' | 'relatives'>;

/**
 * Fencing tokens and epochs. An epoch that was answered is committed. When the connection breaks before
 * the answer the refresh is sent again, which may move the epochs on by two: harmless, as only their
 * growth counts. For the same reason a token may be skipped.
 */
export function refreshRecords(database: Database): RefreshRecords {
  return {
    async nextToken() {
      const [row] = await database.query<{ token: number }>(sql.next_token);
      if (row === undefined) throw new Error('The sequence of fencing tokens gave none');
      return row.token;
    },
    async commitRefresh({ source, tables, caller, how = 'call' }) {
      return toEpochs(await database.query<EpochRow>(sql.commit_refresh, [source, tables, caller, how]));
    },
    async epochs(source) {
      return toEpochs(await database.query<EpochRow>(sql.epochs, [source]));
    },
    async changes(source) {
      return (await database.query<ChangeRow>(sql.changes, [source])).map(toChange);
    },
    async countLearnt(source) {
      const rows = await database.query<{ how: Learnt; tables: number }>(sql.count_learnt, [source]);
      return { ...NOTHING_LEARNT, ...Object.fromEntries(rows.map(({ how, tables }) => [how, tables])) };
    },
    async noteRelatives(source, all, relatives) {
      const columns = [relatives.map(({ of }) => of), relatives.map(({ table }) => table), relatives.map((one) => one.as)];
      await database.query(sql.note_relatives, [source, all, ...columns]);
    },
    async relatives(source) {
      const rows = await database.query<RelativeRow>(sql.relatives, [source]);
      return rows.map((row) => ({ of: row.table_name, table: row.relative, as: row.kind }));
    },
  };
}

const toEpochs = (rows: readonly EpochRow[]): Record<string, number> =>
  Object.fromEntries(rows.map((row) => [row.table_name, row.epoch]));

const toChange = (row: ChangeRow): TableChange => ({
  table: row.table_name,
  epoch: row.epoch,
  at: row.changed_at,
  how: row.changed_how ?? undefined,
  by: row.changed_by ?? undefined,
});
