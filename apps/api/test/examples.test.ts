import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, jobOf, resultOf } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';
import { faultSchema, jobFaultSchema } from '../src/contract/answers.js';
import { Keys } from '../src/http/authenticate.js';
import type { Endpoint, Example } from '../src/http/endpoint.js';
import { machineEndpoints } from '../src/ops/machine-endpoints.js';
import { allEndpoints } from '../src/routes/all.js';

const unasked = async (): Promise<void> => undefined;
const endpoints = allEndpoints(machineEndpoints({ '/healthz': unasked, '/readyz': unasked, '/metrics': unasked }, new Keys('unused')));
/** In this order they find what they need: what ends something comes last. */
const ORDER = [
  'ping', 'readHealth', 'readReadiness', 'readMetrics', 'readDocument', 'readSession', 'createSource', 'listSources', 'readSource', 'readSchema', 'submitQuery', 'analyzeQuery',
  'readJob', 'followJob', 'readResult', 'listEntries', 'readEntry', 'readCacheStats', 'dropEntry', 'refreshTables', 'refreshSchemas', 'listTables', 'openLoad', 'closeLoad', 'abandonLoad', 'listLoads', 'pauseSource', 'resumeSource', 'readStatus', 'leaveJob', 'removeSource',
];

let stack: Stack;
let api: Client;
/** What the ids of the examples stand for here. */
const here = { source: 0, made: 0, job: '', result: 0, key: '', load: 0 };

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  here.source = await stack.source(api, {}, 'fixture');
  const query = 'SELECT count(*) AS n, min(region) AS first FROM orders';
  const job = jobOf(await api.query(here.source, query, { max_age: 0 }));
  const answer = await api.query(here.source, `${query} WHERE id > 1 UNION ALL ${query}`);
  Object.assign(here, { job: job.id, result: resultOf(answer).id, key: answer.headers.get('x-onceql-key') });
});
afterAll(() => stack.stop());

const sourceFor = ({ operation }: Endpoint): number => (operation === 'removeSource' ? here.made : here.source);

function pathOf(endpoint: Endpoint, { params }: Example): string {
  return endpoint.path.replace(/:(\w+)/g, (_all, name: string) => {
    const written = String(params?.[name]);
    if (name === 'file') return written.replace(/^\d+/, String(here.result));
    if (name === 'key') return here.key;
    if (name === 'load') return String(here.load);
    return endpoint.path.startsWith('/api/jobs/') ? here.job : String(sourceFor(endpoint));
  });
}

function queryOf({ query }: Example): string {
  if (!query) return '';
  const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(name === 'data_source_id' ? here.source : value)]);
  return `?${new URLSearchParams(entries).toString()}`;
}

function bodyOf(endpoint: Endpoint, { body }: Example): unknown {
  if (endpoint.operation === 'createSource') return { ...(body as object), options: stack.readerOptions() };
  const isSubmission = typeof body === 'object' && body !== null && 'data_source_id' in body;
  return isSubmission ? { ...body, data_source_id: here.source } : body;
}

function send(endpoint: Endpoint, example: Example): Promise<Answer> {
  const body = bodyOf(endpoint, example);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return api.send(endpoint.method.toUpperCase(), pathOf(endpoint, example) + queryOf(example), text);
}

/** The schema that the answer is described with: of its own, or of all faults. */
function described(endpoint: Endpoint, status: number, type: string) {
  const answer = endpoint.answers.find((each) => each.status === status);
  return answer ? answer.content?.[type] : endpoint.operation === 'submitQuery' ? jobFaultSchema : faultSchema;
}

test('all endpoints are tried, each once', () => {
  expect([...ORDER].sort()).toEqual(endpoints.map(({ operation }) => operation).sort());
});

const inOrder = ORDER.flatMap((operation) => endpoints.filter((endpoint) => endpoint.operation === operation));
const examples = inOrder.flatMap((endpoint) => endpoint.examples.map((example) => [endpoint.operation, example.name, endpoint, example] as const));

test.each(examples)('%s: %s', async (operation, _name, endpoint, example) => {
  const answer = await send(endpoint, example);
  expect([answer.status, answer.text]).toEqual([example.status, expect.any(String)]);
  const type = answer.headers.get('content-type')?.replace(/;.*$/, '');
  if (example.answer === undefined) {
    expect([answer.text, type]).toEqual(['', undefined]);
    return;
  }
  const schema = described(endpoint, answer.status, type ?? '');
  const checked = schema?.safeParse(type === 'application/json' ? answer.json : answer.text);
  expect(checked?.error?.issues ?? checked).toMatchObject({ success: true });
  // The example shows an answer of this form, with the same keys.
  expect(keysOf(type === 'application/json' ? answer.json : answer.text)).toEqual(expect.arrayContaining(keysOf(example.answer)));
  // Closing takes the load of its own example; abandoning and listing need others.
  if (operation === 'openLoad') here.load = (answer.json as { id: number }).id;
  if (operation === 'closeLoad') here.load = await anotherLoad();
  if (operation === 'abandonLoad') await anotherLoad();
  if (operation === 'createSource') here.made = (answer.json as { id: number }).id;
});

async function anotherLoad(): Promise<number> {
  const opened = await api.post(`/api/data_sources/${here.source}/loads`, { tables: ['public.orders'] });
  return (opened.json as { id: number }).id;
}

/** Keys of an answer, two deep: what lies below depends on the data. */
function keysOf(answer: unknown, deep = 2): string[] {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return [];
  return Object.entries(answer).flatMap(([key, value]) => (deep === 0 ? [] : ['', ...keysOf(value, key === 'epochs' ? 0 : deep - 1)].map((below) => `${key}.${below}`)));
}
