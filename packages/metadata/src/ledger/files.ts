import type { FileLedger } from '@onceql/shared';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';

const sql = loadStatements(new URL('./files.sql', import.meta.url), ['find_file', 'unshare_file', 'condemn_files', 'condemned_files', 'forget_files']);

/** Files that results refer to; the migration that made their table says why nothing refers to a file that is deleted. */
export function fileRecords(database: Database): FileLedger {
  return {
    async findFile(source, contentHash) {
      const [row] = await database.query<{ path: string }>(sql.find_file, [source, contentHash]);
      return row?.path;
    },
    async unshareFile(path) {
      await database.query(sql.unshare_file, [path]);
    },
    async condemnFiles(paths) {
      return pathsOf(await database.query<{ path: string }>(sql.condemn_files, [paths]));
    },
    async condemnedFiles(after, limit) {
      return pathsOf(await database.query<{ path: string }>(sql.condemned_files, [after, limit]));
    },
    async forgetFiles(paths) {
      await database.query(sql.forget_files, [paths]);
    },
  };
}

const pathsOf = (rows: readonly { path: string }[]): string[] => rows.map(({ path }) => path);
