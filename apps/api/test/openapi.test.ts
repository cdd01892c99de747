import { describe, expect, test } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import type { OpsRoutes } from '@onceql/telemetry';
import type { Context } from '../src/context.js';
import { openApi } from '../src/docs/openapi.js';
import { makeApp } from '../src/http/app.js';
import { Keys } from '../src/http/authenticate.js';
import { machineEndpoints } from '../src/ops/machine-endpoints.js';
import { allEndpoints } from '../src/routes/all.js';

type Json = { readonly [key: string]: unknown };
interface Parameter { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Json }
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, Json> }>;
  readonly security?: readonly Json[];
}

const keys = new Keys('a key of this test');
const unasked = async (): Promise<void> => undefined;
const routes: OpsRoutes = { '/healthz': unasked, '/readyz': unasked, '/metrics': unasked };
const endpoints = allEndpoints(machineEndpoints(routes, keys));
// As it goes over the wire.
const document = JSON.parse(JSON.stringify(openApi(endpoints, '1.2.3'))) as Json & {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json>; readonly securitySchemes: Record<string, Json> };
  readonly tags: readonly { readonly name: string }[];
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));

/** Files of the page for people; no program calls them. */
const PAGE = new Set(['get /', 'get /page/chart.js']);

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
  readonly slash: boolean;
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every route of a router, but for those of pages that are mounted below a path of their own. */
function routesOf(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, slash, handle }) => {
    if (route) return Object.keys(route.methods).map((method) => `${method} ${route.path}`);
    return slash && handle.stack ? routesOf(handle.stack) : [];
  });
}

test('every route is an endpoint that is described, and every description has its route', () => {
  // Nothing is asked of it while routes are laid.
  const maintenance = { metaValues: { version: 'bullmq' }, name: 'maintenance', opts: {} };
  const context = {
    ports: { sources: { list: async () => [] }, events: { onSources: () => undefined }, log: pino({ enabled: false }) },
    queues: { closeUnless: async () => undefined, maintenance },
  } as unknown as Context;
  const app = makeApp(context, keys, { routes, timeRequest: () => undefined, traceRequest: undefined }) as unknown as { router: { stack: readonly Layer[] } };
  const laid = routesOf(app.router.stack).filter((route) => !PAGE.has(route));
  const more = express();
  more.get('/undescribed', () => undefined);
  expect(routesOf((more as unknown as typeof app).router.stack)).toEqual(['get /undescribed']);
  expect(laid.length).toBeGreaterThan(15);
  expect(laid.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort());
  expect(operations.map(({ path, method }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`).sort()).toEqual(laid.sort());
});

describe('the document', () => {
  test('has what OpenAPI 3.1 asks for', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'OnceQL', version: '1.2.3' } });
    expect(Object.keys(document.paths).every((path) => path.startsWith('/'))).toBe(true);
    const tags = new Set(document.tags.map(({ name }) => name));
    for (const { operation } of operations) {
      expect(operation.tags.every((tag) => tags.has(tag))).toBe(true);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
      for (const [status, { description }] of Object.entries(operation.responses)) expect([status, description]).toEqual([expect.stringMatching(/^[2345]\d\d$/), expect.stringMatching(/\S/)]);
    }
    expect(Object.keys(document.components.schemas).every((name) => /^[\w.-]+$/.test(name))).toBe(true);
  });

  test('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z][A-Za-z]+$/.test(name))).toBe(true);
  });

  test('describes each parameter of a path, and no other; none twice', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(described.map(({ name }) => name)).toEqual(named);
      expect(described.every(({ required }) => required)).toBe(true);
      const all = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test('refers only to what is in it, and keeps nothing that nobody refers to', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
    const there = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].sort()).toEqual(there.sort());
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  test('says how a caller is known: by the header or the query, and nowhere where nobody asks', () => {
    expect(document.components.securitySchemes).toMatchObject({
      header: { type: 'apiKey', in: 'header', name: 'Authorization' }, query: { type: 'apiKey', in: 'query', name: 'api_key' },
    });
    expect(document['security']).toEqual([{ header: [] }, { query: [] }]);
    const open = operations.filter(({ operation }) => operation.security?.length === 0).map(({ path }) => path);
    expect(open.sort()).toEqual(['/healthz', '/openapi.json', '/ping', '/readyz']);
  });

  test('holds only plain JSON Schema: every type is one of its seven', () => {
    const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);
    for (const { operation } of operations) {
      const schemas = (operation.parameters ?? []).map(({ schema }) => schema);
      for (const schema of schemas) expect(schema['type'] === undefined ? 'several' : types.has(String(schema['type']))).toBeTruthy();
    }
    for (const schema of Object.values(document.components.schemas)) expect(schema).toMatchObject({ type: 'object', description: expect.any(String) });
  });
});

describe.each(endpoints.map((endpoint) => [endpoint.operation, endpoint] as const))('the examples of %s', (_operation, endpoint) => {
  test.each(endpoint.examples.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    // Requests pass the schemas that check them, unless the example shows what is refused for its form.
    if (endpoint.params) expect(endpoint.params.safeParse(example.params)).toMatchObject({ success: true });
    if (endpoint.query && example.query) expect(endpoint.query.safeParse(example.query)).toMatchObject({ success: true });
    if (endpoint.body) expect(endpoint.body.safeParse(example.body)).toMatchObject({ success: true });
    const operation = document.paths[endpoint.path.replace(/:(\w+)/g, '{$1}')]?.[endpoint.method];
    const answer = operation?.responses[String(example.status)];
    expect(answer).toBeDefined();
    const schemas = Object.values(endpoint.answers.find(({ status }) => status === example.status)?.content ?? {});
    if (example.status < 300 && example.answer !== undefined) expect(schemas.some((schema) => schema.safeParse(example.answer).success)).toBe(true);
    const shown = Object.values(answer?.content ?? {}).flatMap(({ examples }) => Object.values((examples ?? {}) as Record<string, { value: unknown }>));
    if (example.answer !== undefined) expect(shown.map(({ value }) => value)).toContainEqual(example.answer);
  });
});
