import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@onceql/testing';
import { quantile, shown } from '../measure/median.js';
import { peakMb } from '../measure/peak.js';
import { download } from './download.js';
import { ROWS, withMillion } from './million.js';

const TIMES = 5;
const FORMATS = ['json', 'csv'] as const;
const run = promisify(execFile);

/** Rows per second of a million rows, first and out of a copy; and small hits of the same process meanwhile. */
export function bench(): Promise<Record<string, unknown>> {
  return withMillion(async (stack, result, source, copying) => {
    const plain = await stack.api({ RENDERED_MAX_MB: '0' });
    const path = (format: string): string => `/api/query_results/${result}.${format}`;
    const first: Record<string, number[]> = { json: [], csv: [] };
    for (let time = 0; time < TIMES; time += 1) {
      for (const format of FORMATS) first[format]?.push(ROWS / (await download(plain.url, path(format))).seconds);
    }
    const crowd = await besideDownloads(plain, source, FORMATS.flatMap((format) => [path(format), path(format)]));
    return {
      bench: 'render',
      says: 'Rows per second of a million rows of ten columns; bytes per second out of a copy beside `cat file | cat`; small hits beside four downloads.',
      first_rows_per_second: Object.fromEntries(FORMATS.map((format) => [format, Math.round(quantile(first[format] ?? [], 0.5))])),
      again: await again(copying, path('csv')),
      four_downloads: crowd,
    };
  });
}

/** Shares of the rate of two cats, interleaved. */
async function again(api: Client, path: string): Promise<Record<string, unknown>> {
  const { bytes } = await download(api.url, path);
  const file = join(tmpdir(), `onceql-bench-${process.pid}.csv`);
  await writeFile(file, Buffer.alloc(bytes, 'a,b\r\n'));
  try {
    const shares: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const began = performance.now();
      await run('/bin/sh', ['-c', `cat ${file} | cat > /dev/null`]);
      const cats = (performance.now() - began) / 1000;
      shares.push(cats / (await download(api.url, path)).seconds);
    }
    return { share_of_cat: shown(quantile(shares, 0.5)), shares: shares.map(shown), megabytes: Math.round(bytes / 1e6) };
  } finally {
    await rm(file, { force: true });
  }
}

/** Milliseconds of small hits while others download, and the most memory that the process has had. */
async function besideDownloads(api: Client, source: number, paths: readonly string[]): Promise<Record<string, unknown>> {
  let isOver = false;
  const began = performance.now();
  const downloads = Promise.all(paths.map((path) => download(api.url, path))).finally(() => (isOver = true));
  const hits: number[] = [];
  while (!isOver) {
    const asked = performance.now();
    const answer = await api.query(source, 'SELECT n FROM one');
    if (answer.headers.get('x-onceql-cache') !== 'hit') throw new Error(`no hit: ${answer.text}`);
    hits.push(performance.now() - asked);
  }
  await downloads;
  return {
    seconds: shown((performance.now() - began) / 1000),
    hits: hits.length,
    hit_ms: Object.fromEntries([0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, shown(quantile(hits, share))])),
    most_rss_mb: Math.round(peakMb(api.process.child.pid ?? 0)),
  };
}
