import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GATED, Stack, WAREHOUSE, freePort, jobOf, resultOf, soonest } from '@onceql/testing';
import type { Client, Process } from '@onceql/testing';
import { openCollector } from './collector.js';
import type { Span } from './collector.js';

let stack: Stack;
let collector: Awaited<ReturnType<typeof openCollector>>;
let api: Client;
let worker: Process;
let source: number;

beforeAll(async () => {
  [stack, collector] = await Promise.all([Stack.start(WAREHOUSE), openCollector()]);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  [api, worker] = await Promise.all([stack.api(env), stack.worker(env)]);
  source = await stack.source(api, GATED);
});
afterAll(async () => {
  await stack.stop();
  await collector.close();
});

/** A trace that a caller began. */
function callersTrace(): { trace: string; span: string; header: { traceparent: string } } {
  const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { trace, span, header: { traceparent: `00-${trace}-${span}-01` } };
}

const ask = (query: string, headers: Record<string, string>) => api.post('/api/query_results', { data_source_id: source, query, wait_timeout: 30 }, headers);

/** `service name` of the spans from one up to the caller's. */
function way(spans: readonly Span[], from: string, caller: string): string[] {
  const names: string[] = [];
  for (let at = spans.find(({ name }) => name === from); at; at = spans.find(({ spanId }) => spanId === at?.parentSpanId)) {
    names.push(`${at.service} ${at.name}`);
    if (at.parentSpanId === caller) return [...names, 'caller'];
  }
  return names;
}

test('a miss is one trace, from the caller through the queue to the statement, over both processes', async () => {
  const { trace, span, header } = callersTrace();
  const query = "SELECT id FROM orders WHERE region = 'unseen-s3cret'";
  const answer = await ask(query, header);
  resultOf(answer);
  const spans = await collector.ofTrace(trace, 8);
  expect(spans.map(({ name }) => name).sort()).toEqual(
    ['POST /api/query_results', 'add runs.run', 'analyse', 'begin', 'process runs', 'publish', 'read', 'store'],
  );
  const up = ['onceql-worker process runs', 'onceql-api add runs.run', 'onceql-api POST /api/query_results', 'caller'];
  for (const step of ['analyse', 'begin', 'read', 'publish']) expect(way(spans, step, span)).toEqual([`onceql-worker ${step}`, ...up]);
  expect(way(spans, 'store', span)).toEqual(['onceql-worker store', 'onceql-worker read', ...up]);

  const named = (name: string) => spans.find((each) => each.name === name)?.attributes;
  const key = answer.headers.get('x-onceql-key');
  expect(named('POST /api/query_results')).toMatchObject({
    'onceql.key': key, 'onceql.outcome': 'claimed', 'onceql.source': source, 'onceql.job': expect.stringMatching(/^\d+-/),
    'http.route': '/api/query_results', 'http.response.status_code': 200,
  });
  expect(named('read')).toMatchObject({ 'db.system': 'postgresql', 'onceql.key': key });
  expect(named('process runs')).toMatchObject({ 'onceql.outcome': 'published', 'onceql.key': key });
  // A statement may hold what is nobody's business.
  expect(collector.spans.map(({ text }) => text).join('\n')).not.toContain('s3cret');
});

test('a statement that fails marks its spans, without the words of the database', async () => {
  const { trace, header } = callersTrace();
  expect(jobOf(await ask("SELECT CAST(region || 'unseen-s3cret' AS int) AS n FROM orders", header))).toMatchObject({ status: 4, error: expect.stringContaining('s3cret') });
  const spans = await collector.ofTrace(trace, 7);
  const read = spans.find(({ name }) => name === 'read');
  expect(read?.attributes).toMatchObject({ 'error.type': 'SourceFailure' });
  expect(spans.find(({ name }) => name === 'process runs')?.attributes).toMatchObject({ 'onceql.outcome': 'failed', 'onceql.reason': 'statement' });
  expect(spans.map(({ text }) => text).join('\n')).not.toContain('s3cret');
});

test('a hit is a single span; stopping sends what is left, and nothing is told of waiting for work', async () => {
  const query = 'SELECT count(*) AS n FROM regions';
  resultOf(await ask(query, {}));
  const { trace, header } = callersTrace();
  expect((await ask(query, header)).headers.get('x-onceql-cache')).toBe('hit');
  await Promise.all([api.process.end('SIGTERM'), worker.end('SIGTERM')]);
  const spans = collector.spans.filter(({ traceId }) => traceId === trace);
  expect(spans.map(({ name, attributes }) => [name, attributes['onceql.outcome']])).toEqual([['POST /api/query_results', 'hit']]);
  // Whatever has no parent is a request: neither a look for work nor one for stalled runs.
  const roots = new Set(collector.spans.filter(({ parentSpanId }) => parentSpanId === '').map(({ name }) => name));
  expect([...roots].filter((name) => !/^(GET|POST|DELETE) /.test(name))).toEqual([]);
});

test('a collector that is not there disturbs nobody: answers come, one line says so, stopping is quick', async () => {
  const nowhere = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
  expect(await soonest(8_000, 3, (nth) => withNobody(nowhere, `dead_${nth}`))).toBeLessThan(8_000);
});

/** Answers how many milliseconds two processes took to stop that could not tell their traces to anybody. */
async function withNobody(nowhere: Record<string, string>, name: string): Promise<number> {
  const query = `SELECT min(id) AS ${name} FROM orders`;
  const [client, taker] = await Promise.all([stack.api(nowhere), stack.worker(nowhere)]);
  resultOf(await client.query(source, query));
  const lost = (line: Readonly<Record<string, unknown>>): boolean => line['outcome'] === 'traces_lost';
  await Promise.all([client.process.logged(lost), taker.logged(lost)]);
  for (let more = 0; more < 20; more += 1) resultOf(await client.query(source, query));
  const began = Date.now();
  await Promise.all([client.process.end('SIGTERM'), taker.end('SIGTERM')]);
  const took = Date.now() - began;
  for (const process of [client.process, taker]) {
    expect(process.log.filter(lost)).toHaveLength(1);
    expect(process.child.exitCode).toBe(0);
    expect(process.raw.join('\n')).not.toMatch(/unhandled/i);
  }
  return took;
}

/** Tells on stdout of every socket that the process opens to somebody else. */
const SPY = `data:text/javascript,${encodeURIComponent(`
  import { subscribe } from 'node:diagnostics_channel';
  subscribe('net.client.socket', ({ socket }) => socket.once('connect', () => console.log('{"connected":' + socket.remotePort + '}')));
`)}`;

test('without the variable tracing is off: no connection is made to a collector', async () => {
  const before = collector.spans.length;
  const quiet = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`, NODE_OPTIONS: `--import ${SPY}` };
  const [client, taker] = await Promise.all([stack.api(quiet), stack.worker(quiet)]);
  const { header } = callersTrace();
  resultOf(await client.post('/api/query_results', { data_source_id: source, query: 'SELECT max(id) AS off FROM orders', wait_timeout: 30 }, header));
  await Promise.all([client.process.end('SIGTERM'), taker.end('SIGTERM')]);
  expect(collector.spans.length).toBe(before);
  const ports = [client.process, taker].map(connections);
  // Redis is reached in the way that is spied on.
  for (const each of ports) expect(each).toContain(Number(new URL(stack.redisUrl).port));
  expect(ports.flat().filter((port) => port !== Number(new URL(stack.redisUrl).port))).toEqual([]);

  const on = await stack.api({ ...quiet, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await on.get('/api/session');
  await on.process.end('SIGTERM');
  expect(connections(on.process)).toContain(Number(new URL(collector.url).port));
});

const connections = ({ log }: Process): number[] => log.flatMap(({ connected }) => (typeof connected === 'number' ? [connected] : []));
