import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE } from '@onceql/testing';
import type { Client } from '@onceql/testing';

let stack: Stack;
let api: Client;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  api = await stack.api();
});
afterAll(() => stack.stop());

/** As somebody without a key. */
const get = (path: string): Promise<Response> => fetch(api.url + path, { redirect: 'manual' });

test('the document needs no key, and is valid JSON of OpenAPI 3.1', async () => {
  const answer = await get('/openapi.json');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  expect(await answer.json()).toMatchObject({ openapi: '3.1.0', paths: { '/api/query_results': { post: { operationId: 'submitQuery' } } } });
});

test('the page and all it loads come from here, and no script stands in it', async () => {
  const moved = await get('/docs');
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/docs/']);
  const page = await get('/docs/');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toContain('upgrade-insecure-requests');
  const html = await page.text();
  expect(html).not.toMatch(/<script>|<script [^>]*>[^<]|\son\w+=|https?:/);
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
  expect(loaded).toEqual(['swagger-ui.css', 'favicon-32x32.png', 'swagger-ui-bundle.js', 'begin.js']);
  for (const file of loaded) {
    const answer = await get(`/docs/${file}`);
    expect([file, answer.status, (await answer.arrayBuffer()).byteLength > 0]).toEqual([file, 200, true]);
  }
  expect(await (await get('/docs/begin.js')).text()).toContain("url: '../openapi.json'");
  // Who serves a file has answered: nothing behind it has a word in the matter.
  await get('/openapi.json?last');
  expect(api.process.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

test('nothing else lies below the page', async () => {
  for (const path of ['/docs/package.json', '/docs/..%2fpackage.json', '/docs/swagger-ui.js', '/docs/page.html', '/docs/page.js']) expect((await get(path)).status).toBe(404);
});
