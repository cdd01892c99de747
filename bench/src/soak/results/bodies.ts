/** The formats that results are read in. */
export const FORMATS = ['csv', 'tsv', 'json', 'xlsx', 'parquet', 'arrow'] as const;
export type Format = (typeof FORMATS)[number];

/** Columns of all kinds that are told by rule, so that what comes out can be counted. */
export const statementOf = (rows: number, tag: number): string => `
  SELECT n, 'tag ${tag}' AS tag, md5((n * ${tag + 1}::bigint)::text) AS noise, n * 1.25 AS x, CASE WHEN n % 7 > 0 THEN n % 2 = 0 END AS even,
    timestamptz '2024-01-01 00:00:00+00' + n * interval '1 s' AS at, jsonb_build_object('n', n) AS document
  FROM generate_series(1, ${rows}) n`;

/** What is wrong with a whole body of so many rows; undefined: nothing. */
export function faultOf(format: Format, body: Buffer, rows: number): string | undefined {
  switch (format) {
    case 'csv':
    case 'tsv':
      return unlike(countOf(body, '\r\n') - 1, rows);
    case 'json':
      return body.at(-1) === '}'.charCodeAt(0) ? unlike(countOf(body, '"noise":'), rows) : 'it has no end';
    case 'parquet':
      return body.subarray(0, 4).toString() === 'PAR1' && body.subarray(-4).toString() === 'PAR1' ? undefined : 'it is no Parquet';
    case 'xlsx':
      return body.subarray(0, 2).toString() === 'PK' && body.subarray(-22, -18).toString('latin1') === 'PK\x05\x06' ? undefined : 'it is no archive';
    case 'arrow':
      return body.subarray(0, 4).toString('hex') === 'ffffffff' && body.subarray(-8).toString('hex') === 'ffffffff00000000' ? undefined : 'it is no stream';
  }
}

const unlike = (found: number, rows: number): string | undefined => (found === rows ? undefined : `${found} rows instead of ${rows}`);

function countOf(body: Buffer, part: string): number {
  let count = 0;
  for (let at = body.indexOf(part); at >= 0; at = body.indexOf(part, at + part.length)) count += 1;
  return count;
}
