import type { EndedLoad, Ledger, LoadEnd, RecordedLoad } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./loads.sql', import.meta.url), [
  'reserve_load', 'open_load', 'end_load', 'open_loads', 'ended_loads', 'last_ended_loads',
]);

interface OpenRow {
  id: number;
  tables: string[];
  caller: string;
  opened_at: Date;
  ends_at: Date;
}

interface EndedRow extends OpenRow {
  ended_as: LoadEnd;
  ended_at: Date;
  epochs: Record<string, number>;
}

type LoadRecords = Pick<Ledger, 'openLoad' | 'endLoad' | 'openLoads' | 'endedLoads' | 'lastEndedLoads'>;

/**
 * Loads. The end of one is a refresh of all its tables in the same statement, so that nobody ever sees the one without
 * the other. All statements may be sent twice when the connection breaks.
 */
export function loadRecords(database: Database): LoadRecords {
  const endedLoads = async (source: number, ids: readonly number[]): Promise<EndedLoad[]> =>
    (await database.query<EndedRow>(sql.ended_loads, [source, ids])).map(toEnded);
  return {
    async openLoad({ source, tables, caller, openedAt, endsAt }) {
      const [reserved] = await database.query<{ id: number }>(sql.reserve_load);
      if (reserved === undefined) throw new Error('The sequence of loads gave no id');
      const rows = await database.query<{ table_name: string; epoch: number }>(
        sql.open_load, [reserved.id, source, tables, caller, openedAt, endsAt],
      );
      const named = rows.map(({ table_name: table }) => table);
      return { id: reserved.id, tables: named, caller, openedAt, endsAt, epochs: Object.fromEntries(rows.map((row) => [row.table_name, row.epoch])) };
    },
    async endLoad(source, id, end, also = []) {
      await database.query(sql.end_load, [source, id, end, also]);
      // Read afterwards, so that the answer is the same whoever ended it.
      return (await endedLoads(source, [id]))[0];
    },
    openLoads: async (source) => (await database.query<OpenRow>(sql.open_loads, [source])).map(toLoad),
    endedLoads,
    lastEndedLoads: async (source, limit) => (await database.query<EndedRow>(sql.last_ended_loads, [source, limit])).map(toEnded),
  };
}

const toLoad = (row: OpenRow): RecordedLoad => ({ id: row.id, tables: row.tables, caller: row.caller, openedAt: row.opened_at, endsAt: row.ends_at });
const toEnded = (row: EndedRow): EndedLoad => ({ ...toLoad(row), end: row.ended_as, endedAt: row.ended_at, epochs: row.epochs });
