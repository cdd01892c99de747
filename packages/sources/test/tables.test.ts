import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FUNCTION_POLICY, loadReader, type Source, tableName, type Warehouse, type WrittenName } from '@onceql/shared';
import { openWarehouse } from '../src/index.js';
import { eachOf, judged } from './corpora/corpus.js';
import { sourceAt } from './fixtures.js';
import { SERVERS, startPostgres, type TestPostgres } from './postgres.js';

/** All that named relations rest on by the catalog alone: behind views by what their rules depend on, up and down by inheritance. */
const CLOSURE = `
  WITH RECURSIVE named AS (
    SELECT DISTINCT to_regclass(CASE WHEN n ->> 0 IS NULL THEN quote_ident(n ->> 1) ELSE quote_ident(n ->> 0) || '.' || quote_ident(n ->> 1) END)::oid AS oid
    FROM json_array_elements($1::json) n
  ), behind(oid) AS (
    SELECT oid FROM named
    UNION
    SELECT d.refobjid FROM behind JOIN pg_rewrite r ON r.ev_class = behind.oid JOIN pg_class v ON v.oid = r.ev_class AND v.relkind = 'v'
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
  ), up(oid) AS (SELECT oid FROM behind UNION SELECT i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.oid),
  down(oid) AS (SELECT oid FROM behind UNION SELECT i.inhrelid FROM down JOIN pg_inherits i ON i.inhparent = down.oid)
  SELECT n.nspname AS schema, c.relname AS name FROM (SELECT oid FROM up UNION SELECT oid FROM down) a
  JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace`;

const statementsOf = (file: string): string[] => {
  const text = readFileSync(new URL(`corpora/tables/${file}.sql`, import.meta.url), 'utf8');
  return text.split(/;\n+/).map((statement) => statement.trim()).filter((statement) => statement !== '');
};

type Name = Required<WrittenName>;
const spelled = (names: readonly Name[]): string[] => [...new Set(names.map(({ schema, name }) => tableName(schema, name)))].sort();

async function closureOf(postgres: TestPostgres, named: readonly WrittenName[]): Promise<string[]> {
  const { rows } = await postgres.admin.query<Name>(CLOSURE, [JSON.stringify(named.map(({ schema, name }) => [schema ?? null, name]))]);
  return spelled(rows);
}

/** Relations in a plan: what pruning, constant conditions and views leave of them. */
async function planned(postgres: TestPostgres, statement: string): Promise<string[]> {
  const { rows } = await postgres.admin.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (VERBOSE, FORMAT JSON) ${statement}`);
  const found: Name[] = [];
  JSON.stringify(rows[0]?.['QUERY PLAN'], (_key, value: unknown) => {
    const node = value as Record<string, unknown> | null;
    if (typeof node?.['Relation Name'] === 'string') found.push({ schema: String(node['Schema']), name: node['Relation Name'] });
    return value;
  });
  return spelled(found);
}

/*
 * Three ways to the tables of a statement. The worker's are the locks that parsing it takes, with partitions and parents.
 * They must equal, as sets, what the catalog makes of the relations that the API reads off the tree; so neither may miss or
 * invent any. And every relation in the plan must be among them: the plan is a part, because it leaves out what a constant
 * condition or pruning rules out, and views.
 */
describe.each(SERVERS)('on %s', (_, bin) => {
  if (bin === undefined) {
    test.skip('the tables of statements — there is no other Postgres here', () => undefined);
    return;
  }
  let postgres: TestPostgres;
  let source: Source;
  let warehouse: Warehouse;

  beforeAll(async () => {
    const schema = readFileSync(new URL('corpora/tables/schema.sql', import.meta.url), 'utf8');
    [postgres] = await Promise.all([startPostgres({ setup: schema, bin }), loadReader()]);
    source = sourceAt(postgres, { concurrency: 6 });
    warehouse = openWarehouse(source, FUNCTION_POLICY, { warn: () => undefined });
  });
  afterAll(async () => {
    await warehouse?.close();
    await postgres?.stop();
  });

  describe.each([['tpch', 22], ['tpcds', 20], ['regress', 60]] as const)('statements in the manner of %s', (file, least) => {
    const statements = statementsOf(file);

    test(`are at least ${String(least)}`, () => {
      expect(statements.length).toBeGreaterThanOrEqual(least);
    });

    test('rest on the tables that the catalog and the plan know, and may be kept', async () => {
      const all = await eachOf(statements, async (statement) => {
        const verdict = await judged(warehouse, source, statement);
        if ('refused' in verdict) return { statement, refused: verdict.message };
        return { statement, reader: verdict.identity.reader, reasons: verdict.reasons, tables: verdict.analysis.tables, named: verdict.identity.tables };
      });
      for (const { statement, refused, reader, reasons, tables = [], named = [] } of all) {
        const closure = await closureOf(postgres, named);
        const plan = await planned(postgres, statement);
        const missing = plan.filter((table) => !tables.includes(table));
        expect({ statement, refused, reader, reasons, tables, missing }).toEqual({ statement, refused: undefined, reader: 'tree', reasons: [], tables: closure, missing: [] });
      }
    });
  });
});
