import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DATA_SETS } from './data-sets.js';
import type { DataSet } from './data-sets.js';
import { session } from './session.js';

/** Whether the sample data are there already. They come in one transaction, so one table speaks for all. */
export async function isLoaded(ownerUrl: string): Promise<boolean> {
  const { rows } = await session(ownerUrl, (client) =>
    client.query<{ there: boolean }>("SELECT to_regclass('public.busiest_airports') IS NOT NULL AS there"),
  );
  return rows[0]?.there === true;
}

/** Loads the sample data with COPY, all or nothing. Answers the number of rows. */
export async function loadWarehouse(ownerUrl: string): Promise<number> {
  return session(ownerUrl, async (client) => {
    let rows = 0;
    await client.query('BEGIN');
    await client.query(sql('tables.sql'));
    for (const set of DATA_SETS) rows += await copy(client, set);
    await client.query(sql('views.sql'));
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
    return rows;
  });
}

async function copy(client: pg.Client, { table, file, columns, options, csv }: DataSet): Promise<number> {
  const format = `FORMAT csv${options === undefined ? '' : `, ${options}`}`;
  const sink = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (${format})`));
  await pipeline(Readable.from(csv(join(dataFolder(), file))), sink);
  return sink.rowCount;
}

const sql = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const dataFolder = (): string => join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data');
