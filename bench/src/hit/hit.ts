import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_KEY, Stack, WAREHOUSE, freePort } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { load } from '../measure/load.js';
import type { Round, Target } from '../measure/load.js';
import { median, shown } from '../measure/median.js';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 16;
const HEADERS = { 'content-type': 'application/json', authorization: `Key ${ADMIN_KEY}` };
/** Of the transport, not of the answer. */
const NOT_OURS = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding', 'x-request-id']);

type Kind = 'stack' | 'express' | 'http';

/**
 * What a hit costs: processor time of the API per cached request, beside servers that give the same reply. Rounds of
 * all take turns, so that whatever else the machine does falls upon each.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE);
  const stops: (() => void)[] = [];
  try {
    const targets = await prepare(stack, stops);
    const rounds = await takeTurns(targets);
    return report(rounds);
  } finally {
    for (const stop of stops) stop();
    await stack.stop();
  }
}

async function prepare(stack: Stack, stops: (() => void)[]): Promise<Record<'onceql' | Kind, Target>> {
  const [api] = await Promise.all([stack.api(), stack.worker()]);
  const source = await stack.source(api);
  const body = JSON.stringify({ data_source_id: source, query: 'SELECT region, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY region ORDER BY region' });
  const reply = await cached(api, body);
  const file = join(stack.resultsFolder, '..', 'reply.json');
  writeFileSync(file, JSON.stringify(reply));
  const target = { body, headers: HEADERS };
  const start = async (kind: Kind): Promise<Target> => ({ ...target, ...(await yardstick(kind, stack.redisUrl, file, stops)) });
  const [same, express, http] = await Promise.all([start('stack'), start('express'), start('http')]);
  return { stack: same, express, http, onceql: { ...target, url: `${api.url}/api/query_results`, pid: api.process.child.pid ?? 0 } };
}

/** Asks until the answer is a hit, and answers what it says. */
async function cached(api: Client, body: string): Promise<{ headers: Record<string, string>; body: string }> {
  await api.send('POST', '/api/query_results', JSON.stringify({ ...(JSON.parse(body) as object), wait_timeout: 30 }));
  const hit = await api.send('POST', '/api/query_results', body);
  if (hit.headers.get('x-onceql-cache') !== 'hit') throw new Error(`no hit: ${hit.text}`);
  return { headers: Object.fromEntries([...hit.headers].filter(([name]) => !NOT_OURS.has(name))), body: hit.text };
}

async function yardstick(kind: Kind, redisUrl: string, file: string, stops: (() => void)[]): Promise<{ url: string; pid: number }> {
  const port = await freePort();
  const script = join(import.meta.dirname, 'yardstick.js');
  const child = spawn(process.execPath, [script, kind, String(port), redisUrl, ADMIN_KEY, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  stops.push(() => child.kill());
  await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${port}/api/query_results`, pid: child.pid ?? 0 };
}

async function takeTurns(targets: Record<'onceql' | Kind, Target>): Promise<Record<'onceql' | Kind, Round[]>> {
  const names = ['onceql', 'stack', 'express', 'http'] as const;
  for (const name of names) await load(targets[name], 2, CONNECTIONS);
  const rounds: Record<'onceql' | Kind, Round[]> = { onceql: [], stack: [], express: [], http: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) rounds[name].push(await load(targets[name], SECONDS, CONNECTIONS));
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
  }
  return rounds;
}

function report(rounds: Record<'onceql' | Kind, Round[]>): Record<string, unknown> {
  const cpu = (name: 'onceql' | Kind): number => median(rounds[name].map(({ cpuPerRequest }) => cpuPerRequest));
  const p99 = (name: 'onceql' | Kind): number => median(rounds[name].map((round) => round.p99));
  const ratio = (kind: Kind): number => shown(cpu(kind) / cpu('onceql'));
  return {
    bench: 'hit',
    says: 'CPU per cached request: that of another server that gives the same reply, divided by that of OnceQL. 1 is as good, more is better.',
    ratio_to_same_middleware_and_one_evalsha: ratio('stack'),
    ratio_to_bare_express: ratio('express'),
    ratio_to_node_http: ratio('http'),
    p99_ms: { onceql: p99('onceql'), same_middleware_and_one_evalsha: p99('stack') },
    cpu_us_per_request: { onceql: shown(cpu('onceql')), stack: shown(cpu('stack')), express: shown(cpu('express')), http: shown(cpu('http')) },
    requests: Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, all.reduce((sum, { requests }) => sum + requests, 0)])),
  };
}
