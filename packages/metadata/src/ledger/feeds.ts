import type { Ledger } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./feeds.sql', import.meta.url), ['marks', 'commit_changes']);

interface MarkRow {
  revision: number;
  frame: string;
  table_name: string | null;
  mark: string | null;
}

interface CommitRow {
  revision: number;
  table_name: string | null;
  epoch: number | null;
}

/** What change feeds have seen. A commit is sent once: one whose answer was lost may have been made. */
export function feedRecords(database: Database): Pick<Ledger, 'feed' | 'commitChanges'> {
  return {
    async feed(source) {
      const rows = await database.query<MarkRow>(sql.marks, [source]);
      const [first] = rows;
      const tables = new Map(rows.flatMap(({ table_name: table, mark }) => (table === null || mark === null ? [] : [[table, mark] as const])));
      return { revision: first?.revision ?? 0, frame: first?.frame ?? '', tables };
    },
    async commitChanges({ source, revision, frame, changed, gone, moved }) {
      const values = [source, revision, frame, [...changed.keys()], [...changed.values()], gone, moved];
      const rows = await database.queryOnce<CommitRow>(sql.commit_changes, values);
      const [first] = rows;
      if (!first) return 'superseded';
      const epochs = Object.fromEntries(rows.flatMap(({ table_name: table, epoch }) => (table === null || epoch === null ? [] : [[table, epoch]])));
      return { revision: first.revision, epochs };
    },
  };
}
