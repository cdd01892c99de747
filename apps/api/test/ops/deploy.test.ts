import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_KEY, Stack, WAREHOUSE, freePort, resultOf, until } from '@onceql/testing';
import { parse } from 'yaml';
import { Scrape } from './scrape.js';

const TOP = join(import.meta.dirname, '..', '..', '..', '..');
const read = (...path: string[]): Promise<string> => readFile(join(TOP, ...path), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[] };
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

let stack: Stack;
/** Metrics of both processes, as they are named in queries, with the labels they have. */
const shown = new Map<string, Set<string>>();

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  const port = await freePort();
  const [api] = await Promise.all([stack.api(), stack.worker({ OPS_PORT: String(port) })]);
  const source = await stack.source(api);
  const answer = await api.query(source, 'SELECT count(*) AS n FROM orders');
  resultOf(answer);
  await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
  const opened = await api.post(`/api/data_sources/${source}/loads`, { tables: ['orders'] });
  await api.post(`/api/data_sources/${source}/loads/${(opened.json as { id: number }).id}/close`, {});
  await api.delete(`/api/cache/entries/${answer.headers.get('x-onceql-key')}`);
  const watched = await stack.source(api, { feed: { poll: 1 } }, 'watched');
  await until(async () => (await Scrape.of(`http://127.0.0.1:${port}`)).sum('onceql_feed_watched', { source: String(watched) }) === 1);
  for (const scrape of [await Scrape.of(api.url, { Authorization: `Bearer ${ADMIN_KEY}` }), await Scrape.of(`http://127.0.0.1:${port}`)]) {
    for (const { name, labels } of scrape.samples) {
      const known = shown.get(name) ?? new Set(['job', 'instance']);
      for (const label of Object.keys(labels)) known.add(label);
      shown.set(name, known);
    }
  }
});
afterAll(() => stack.stop());

const METRIC = /\b(?:onceql|nodejs|process)_[a-z0-9_]+\b/g;
const metricsIn = (text: string): string[] => [...new Set(text.match(METRIC) ?? [])];

/** What a query asks for that no process shows: metrics, and labels of them. */
function unknownIn(expr: string): string[] {
  const metrics = metricsIn(expr);
  const labels = new Set(metrics.flatMap((metric) => [...(shown.get(metric) ?? [])]));
  const asked = [
    ...[...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list]) => (list ?? '').split(',')),
    ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) => [...(list ?? '').matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label]) => label ?? '')),
  ].map((label) => label.trim());
  return [...metrics.filter((metric) => !shown.has(metric)), ...asked.filter((label) => !labels.has(label))];
}

test('the dashboard queries only what the processes show, under its own variables', async () => {
  const dashboard = JSON.parse(await read('deploy', 'grafana', 'onceql.json')) as Dashboard;
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
  expect(dashboard.templating.list.map(({ name, type }) => `${name} ${type}`)).toEqual(['datasource datasource', 'source query', 'job query']);
  expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual(['Answers', 'Queue', 'Runs', 'Freshness', 'Redis', 'Processes']);
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  for (const { targets = [], datasource, title } of panels) {
    expect([title, targets.length > 0, datasource?.uid]).toEqual([title, true, '${datasource}']);
    for (const { expr } of targets) {
      expect([expr, unknownIn(expr)]).toEqual([expr, []]);
      expect([expr, metricsIn(expr).length > 0, [...expr.matchAll(/\$(\w+)/g)].filter(([, name]) => !['source', 'job', '__rate_interval'].includes(name ?? ''))]).toEqual([expr, true, []]);
      expect([expr, expr.split('(').length]).toEqual([expr, expr.split(')').length]);
    }
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const overlaps = panels.filter(({ id, gridPos: a }) => panels.some(({ id: other, gridPos: b }) => (
    id < other && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
  )));
  expect(overlaps).toEqual([]);
});

test('the alerts query only what the processes show', async () => {
  const { groups } = parse(await read('deploy', 'prometheus', 'alerts.yml')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap(({ rules: all }) => all);
  expect(rules.map(({ alert }) => alert)).toEqual(['OnceQLRunsWait', 'OnceQLNobodyWorks', 'OnceQLRunsFail', 'OnceQLAnswersErrors', 'OnceQLEventLoopLags', 'OnceQLLoadNotClosed', 'OnceQLFeedIsBlind']);
  for (const { alert, expr, labels, annotations, for: patience } of rules) {
    expect([alert, unknownIn(expr), metricsIn(expr).length > 0, expr.split('(').length]).toEqual([alert, [], true, expr.split(')').length]);
    expect([alert, /^\d+m$/.test(patience), labels['severity'] !== undefined, annotations['summary'] !== undefined]).toEqual([alert, true, true, true]);
  }
});

test('every metric of ours is on the dashboard or in the list, and the list names no other', async () => {
  const [dashboard, docs] = await Promise.all([read('deploy', 'grafana', 'onceql.json'), read('docs', 'metrics.md')]);
  const family = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
  const ours = new Set([...shown.keys()].filter((name) => name.startsWith('onceql_')).map(family));
  expect(ours.size).toBe(19);
  const listed = new Set(metricsIn(docs));
  expect([...ours].filter((name) => !listed.has(name))).toEqual([]);
  expect([...listed].filter((name) => !ours.has(name) && !shown.has(name))).toEqual([]);
  expect([...ours].filter((name) => !metricsIn(dashboard).some((queried) => family(queried) === name))).toEqual([]);
});
