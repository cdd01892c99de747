import { once } from 'node:events';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Request, Response } from 'express';
import { CSV, RenderPool, openResultStore } from '@onceql/results';
import { ResultGone, ServiceUnavailable } from '@onceql/shared';
import type { ColumnBatch, Result, ResultStore, TypedColumn } from '@onceql/shared';
import { Bodies } from '../src/caches/bodies.js';
import { Renderings } from '../src/caches/renderings.js';
import { replyDownload } from '../src/reply/download.js';
import { replyJson } from '../src/reply/json.js';

type Reply = (request: Request, response: Response) => Promise<void>;

const FROM = { cache: 'hit', cachedAt: null, sourceJob: null };
const COMMON = { sourceId: 1, key: 'k', runId: 'r', statement: '', queryHash: '', snapshotAt: new Date(0), runtime: 0, epochs: {}, incarnation: 'i' };
const PLAIN = { format: 'delimited', options: CSV, compression: 'none', name: 'a.csv', modifiedAt: 0 } as const;

let folder: string;
let store: ResultStore;
let small: Result;
let wide: Result;
let pool: RenderPool;
let server: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onceql-head-'));
  const url = pathToFileURL(join(folder, 'results')).href;
  store = await openResultStore(url);
  pool = new RenderPool({ url }, 1);
  [small, wide] = await Promise.all([resultOf(1, 1), resultOf(2, 101)]);
});
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function resultOf(id: number, width: number, rows = 1): Promise<Result> {
  const columns = Array.from({ length: width }, (_, at): TypedColumn => ({ name: `c${at}`, type: 'string', databaseType: 'text', kind: 'text' }));
  const stored = await store.write({ source: 1, run: `r${id}` }, columns, someRows(width, rows), () => undefined);
  return { ...COMMON, id, stored, columns };
}

/** Rows whose values have 100 bytes each. */
async function* someRows(width: number, length: number): AsyncGenerator<ColumnBatch> {
  const offsets = Uint32Array.from({ length: length + 1 }, (_, row) => 100 * row);
  const bytes = Buffer.alloc(100 * length, 'x');
  yield { length, columns: Array.from({ length: width }, () => ({ kind: 'text' as const, bytes, offsets })), bytes: width * bytes.length };
}

function reach(): { bodies: Bodies; renderings: Renderings; jsonMaxBytes: number } {
  return { bodies: new Bodies(store, pool), renderings: new Renderings(pool, join(folder, 'rendered'), 0), jsonMaxBytes: 1024 ** 2 };
}

/** A HEAD that came over the wire, and who asked it. */
async function asked(): Promise<{ request: Request; response: Response; caller: ClientRequest; answer: Promise<IncomingMessage> }> {
  const came = new Promise<{ request: Request; response: Response }>((resolve) => {
    server = createServer(express().use((request, response) => resolve({ request, response }))).listen(0, '127.0.0.1');
  });
  if (server?.listening === false) await once(server, 'listening');
  const caller = ask({ port: (server?.address() as AddressInfo).port, host: '127.0.0.1', method: 'HEAD', agent: false });
  const answer = once(caller, 'response').then(([message]) => message as IncomingMessage);
  answer.catch(() => undefined); // of who hangs up
  caller.end();
  return { ...(await came), caller, answer };
}

const json: Reply = (request, response) => replyJson(reach(), request, response, wide, FROM);
const csv: Reply = (request, response) => replyDownload(reach(), request, response, small, FROM, { format: 'csv', rendering: PLAIN, range: undefined });

describe.each([['JSON', json], ['CSV', csv]])('a HEAD of %s whose caller hangs up is no fault', (_format, reply) => {
  test('before its file is opened', async () => {
    const { request, response, caller } = await asked();
    const left = once(response, 'close');
    caller.destroy();
    await left;
    await expect(reply(request, response)).resolves.toBeUndefined();
    expect(response.headersSent).toBe(false);
  });

  test('and one that fails of itself is one', async () => {
    const { request, response } = await asked();
    await rename(join(folder, 'results'), join(folder, 'away'));
    const replied = reply(request, response);
    await expect(replied.finally(() => rename(join(folder, 'away'), join(folder, 'results')))).rejects.toThrow(ResultGone);
  });
});

describe('a HEAD of JSON while the threads that render have all they can hold', () => {
  const crowd: AsyncGenerator<Uint8Array>[] = [];
  beforeAll(async () => {
    const { stored, columns } = await resultOf(3, 1, 30_000);
    const order = { stored, columns, range: { offset: 0, limit: Infinity }, rendering: { format: 'json' } } as const;
    // Each has 3 MB, of which the first part is taken.
    while (crowd.length < 50) crowd.push(pool.render(order, new AbortController().signal));
    await Promise.all(crowd.map((chunks) => chunks.next()));
  });
  afterAll(() => Promise.all(crowd.map((chunks) => chunks.return(undefined))));

  test('is answered where a GET is, which reads small results without them', async () => {
    const { request, response, answer } = await asked();
    await replyJson(reach(), request, response, small, FROM);
    expect((await answer).statusCode).toBe(200);
  });

  test('tells of a small file that is gone', async () => {
    const { request, response } = await asked();
    const gone = { ...small, stored: { ...small.stored, path: small.stored.path.replace('r1-', 'r9-') } };
    await expect(replyJson(reach(), request, response, gone, FROM)).rejects.toThrow(ResultGone);
  });

  test.each(['many columns', 'a page'])('is refused as a GET is: %s', async (what) => {
    const { request, response } = await asked();
    const replied = what === 'a page' ? replyJson(reach(), request, response, small, FROM, { offset: 0, limit: 1 }) : replyJson(reach(), request, response, wide, FROM);
    await expect(replied).rejects.toThrow(ServiceUnavailable);
  });
});
