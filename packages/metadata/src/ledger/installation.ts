import type { Installation, Ledger } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./installation.sql', import.meta.url), ['installation']);

/** Which set of records this is, and how far it has come. */
export function installationRecord(database: Database): Pick<Ledger, 'installation'> {
  return {
    async installation() {
      const [row] = await database.query<{ id: string; results: number }>(sql.installation);
      if (row === undefined) throw new Error("OnceQL's own Postgres does not say which installation it belongs to");
      return row satisfies Installation;
    },
  };
}
