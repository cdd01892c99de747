import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { VARIABLE_NAMES, loadServiceConfig } from '@onceql/config';
import { parse } from 'yaml';
import { environmentOf, lastOf, stagesOf } from './dockerfile.js';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');
const OWN = ['api', 'worker'] as const;
const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8');
const image = stagesOf(join(REPOSITORY, 'Dockerfile')).at(-1)!;

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly container_name?: string;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[]; readonly start_period?: string; readonly interval: string };
  readonly deploy?: { readonly replicas?: number; readonly resources: { readonly limits: { readonly memory: string } } };
}

let text: string;
let services: Record<string, Service>;
let volumes: Record<string, unknown>;

beforeAll(() => {
  text = read('docker-compose.yml');
  ({ services, volumes } = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> });
});

const named = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

test('every service restarts, has a health check that waits for its start, and a bound on its memory', () => {
  for (const [name, { restart, healthcheck, deploy }] of Object.entries(services)) {
    expect({ name, restart, start: healthcheck?.start_period, interval: healthcheck?.interval, memory: deploy?.resources.limits.memory }).toEqual({
      name, restart: 'unless-stopped', start: expect.stringMatching(/^\d+s$/), interval: expect.stringMatching(/^\d+s$/), memory: expect.stringMatching(/^\d+[mg]$/),
    });
  }
});

test('who needs others waits until they are healthy, and they are always there', () => {
  for (const { depends_on: needed = {}, profiles = [] } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(needed)) {
      expect(condition).toBe('service_healthy');
      expect(named(name).healthcheck).toBeDefined();
      expect(profiles).toEqual(expect.arrayContaining([...(named(name).profiles ?? [])]));
    }
  }
  for (const name of OWN) expect(Object.keys(named(name).depends_on ?? {}).sort()).toEqual(['postgres', 'redis']);
});

test('Redis evicts nothing and keeps what it is told', () => {
  const words = named('redis').command ?? [];
  const value = (flag: string): string | undefined => words[words.indexOf(flag) + 1];
  expect([value('--maxmemory-policy'), value('--appendonly')]).toEqual(['noeviction', 'yes']);
  expect(named('redis').volumes).toContain('redis:/data');
});

test('nothing but the API can be reached from elsewhere, and that from this machine only', () => {
  const open = Object.entries(services).filter(([, { profiles, ports }]) => !profiles && ports).map(([name]) => name);
  expect(open).toEqual(['api']);
  for (const port of Object.values(services).flatMap(({ ports = [] }) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('there may be any number of workers', () => {
  const { container_name: name, ports, deploy } = named('worker');
  expect({ name, ports, replicas: deploy?.replicas }).toEqual({ name: undefined, ports: undefined, replicas: 2 });
});

test('API and worker are one image, run as its account on a read-only root, and share the results', () => {
  const [api, worker] = OWN.map(named);
  expect(worker?.image).toBe(api?.image);
  expect([api?.build, worker?.build]).toEqual(['.', '.']);
  expect([api?.command ?? JSON.parse(lastOf(image, 'CMD')), worker?.command]).toEqual([
    ['node', 'apps/api/dist/main.js'], ['node', 'apps/worker/dist/main.js'],
  ]);
  expect(Number(lastOf(image, 'USER').split(':')[0])).toBeGreaterThanOrEqual(10_000);
  for (const service of [api, worker]) {
    expect(service).not.toHaveProperty('user');
    expect(service).toMatchObject({ read_only: true, volumes: [`results:${lastOf(image, 'VOLUME')}`], cap_drop: ['ALL'] });
  }
});

test('the image itself asks its process for its health in the same way', () => {
  const inImage = JSON.parse(lastOf(image, 'HEALTHCHECK').replace(/^CMD /, '')) as string[];
  for (const name of OWN) expect(named(name).healthcheck?.test).toEqual(['CMD', ...inImage]);
  expect(existsSync(join(REPOSITORY, inImage[1]!))).toBe(true);
});

test('every volume that is used is declared, and every declared one is used', () => {
  const used = Object.values(services).flatMap(({ volumes: each = [] }) => each).map((each) => each.split(':')[0]!);
  expect([...new Set(used.filter((name) => !name.startsWith('.')))].sort()).toEqual(Object.keys(volumes).sort());
  // Grafana's dashboard comes with the metrics.
  for (const path of used.filter((name) => name.startsWith('./') && !name.endsWith('onceql.json'))) expect([path, existsSync(join(REPOSITORY, path))]).toEqual([path, true]);
});

describe('the environment', () => {
  const known = new Set(VARIABLE_NAMES);
  const given = { POSTGRES_PASSWORD: 'p0stgres', REDIS_PASSWORD: 'r3dis', ONCEQL_ADMIN_KEY: 'k'.repeat(16), ONCEQL_SECRET: 's'.repeat(32) };
  const filled = (name: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(named(name).environment ?? {}).map(([key, value]) => [
        key, value.replaceAll(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, variable: string, otherwise = '') => (given as Record<string, string>)[variable] ?? otherwise),
      ]),
    );

  test('is one that OnceQL knows, in compose, image and manifests', () => {
    const config = parse(read('deploy/kubernetes/configmap.yaml')) as { data: object };
    const secret = parse(read('deploy/kubernetes/secret.example.yaml')) as { stringData: object };
    const used = [...OWN.flatMap((name) => Object.keys(filled(name))), ...Object.keys(environmentOf(image)), ...Object.keys(config.data), ...Object.keys(secret.stringData)];
    expect(used.filter((name) => !known.has(name) && name !== 'NODE_ENV')).toEqual([]);
    expect(used).not.toContain('ONCEQL_CHECKPOINTS');
  });

  test.each(OWN)('of the %s is accepted by its own reader', (name) => {
    const config = loadServiceConfig({ ...environmentOf(image), ...filled(name), ONCEQL_HOME: '/tmp/onceql-compose-test' });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 8080, opsPort: 9464, redisUrl: 'redis://:r3dis@redis:6379', databaseUrl: 'postgres://onceql:p0stgres@postgres:5432/onceql' });
    expect(config.resultsUrl).toBe(`file://${lastOf(image, 'VOLUME')}`);
  });

  test.each(OWN)('gives the %s more time to stop than it takes', (name) => {
    expect(Number.parseInt(named(name).stop_grace_period ?? '', 10)).toBeGreaterThan(Number(filled(name)['GRACE_SECONDS']) + 5);
  });

  test('has no default for what must be secret, and .env.example names all that is asked for', () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+):\?([^}]+)\}/g)].map(([, name, message]) => {
      expect(message).toContain(`set ${name} in .env`);
      return name;
    }));
    expect([...asked].sort()).toEqual(Object.keys(given).sort());
    const example = read('.env.example');
    for (const [, name] of text.matchAll(/\$\{(\w+)/g)) expect(example).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
  });

  test('is explained for operators, every variable of it', () => {
    const guide = read('docs/operations.md');
    expect(VARIABLE_NAMES.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});

test('Prometheus finds both services on the port for machines', () => {
  const { scrape_configs: jobs } = parse(read('deploy/prometheus/prometheus.yml')) as { scrape_configs: { dns_sd_configs: { names: string[]; type: string; port: number }[] }[] };
  const found = jobs.flatMap(({ dns_sd_configs: each }) => each);
  expect(found.map(({ names, type, port }) => [...names, type, port])).toEqual(OWN.map((name) => [name, 'A', Number(environmentOf(image)['OPS_PORT'])]));
});

const hasCompose = spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0;
(hasCompose ? test : test.skip)(`docker compose reads it${hasCompose ? '' : ' — there is no docker compose on this machine'}`, () => {
  const env = { ...process.env, POSTGRES_PASSWORD: 'p', REDIS_PASSWORD: 'r', ONCEQL_ADMIN_KEY: 'k'.repeat(16), ONCEQL_SECRET: 's'.repeat(32) };
  const { status, stderr } = spawnSync('docker', ['compose', '--profile', 'watch', '--profile', 'sample', 'config', '--quiet'], { cwd: REPOSITORY, env, encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
});
