import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConfigFault, loadConfig, loadServiceConfig } from '../src/index.js';

const REDIS_WANTED =
  'REDIS_URL must be a URL such as redis://host:6379 or rediss://user:password@host:6379, or several of one cluster with commas between';
let folder: string;
let home: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-config-'));
  home = join(folder, 'state');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigFault) return error.lines;
    throw error;
  }
  return [];
}

describe('what is not set', () => {
  test('has the documented defaults', () => {
    expect(loadConfig({ ONCEQL_HOME: home, PORT: '', WORKERS: ' ' })).toEqual({
      port: 8080,
      host: '127.0.0.1',
      home,
      adminKey: expect.stringMatching(/^[0-9a-f]{40}$/),
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      redisUrl: undefined,
      databaseUrl: undefined,
      resultsUrl: `file://${home}/results`,
      resultsS3: { endpoint: undefined, region: undefined, pathStyle: undefined, encryption: undefined, kmsKeyId: undefined },
      workers: 2,
      logLevel: 'info',
      graceSeconds: 20,
      sweepSeconds: 60,
      reconcileFilesSeconds: 600,
      resultGraceSeconds: 3600,
      jsonMaxBytes: 512 * 1024 * 1024,
      renderedMaxBytes: 1024 * 1024 * 1024,
      warmUp: true,
      opsPort: undefined,
      tracesUrl: undefined,
      checkpointsFolder: undefined,
    });
  });

  test('stops a process that needs its services, with a line for each', () => {
    expect(linesOf(() => loadServiceConfig({ ONCEQL_HOME: home }))).toEqual([
      expect.stringMatching(/^REDIS_URL is not set: start everything with `npm start`, or point it at a Redis/),
      expect.stringMatching(/^DATABASE_URL is not set: start everything with `npm start`, or point it at a Postgres/),
    ]);
  });
});

describe('a wrong value is one line', () => {
  const cases: readonly (readonly [name: string, value: string, line: string])[] = [
    ['PORT', 'abc', 'PORT must be a whole number from 1 to 65535, not "abc"'],
    ['PORT', '0', 'PORT must be a whole number from 1 to 65535, not "0"'],
    ['PORT', '65536', 'PORT must be a whole number from 1 to 65535, not "65536"'],
    ['PORT', '80.5', 'PORT must be a whole number from 1 to 65535, not "80.5"'],
    ['HOST', 'a b', 'HOST must be a host name or an IP address to listen on, not "a b"'],
    ['WORKERS', '65', 'WORKERS must be a whole number from 1 to 64, not "65"'],
    ['GRACE_SECONDS', '-1', 'GRACE_SECONDS must be a whole number from 0 to 3600, not "-1"'],
    ['SWEEP_SECONDS', '0', 'SWEEP_SECONDS must be a whole number from 1 to 86400, not "0"'],
    ['WARM_UP', 'no', 'WARM_UP must be on or off, not "no"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud"'],
    ['RESULTS_URL', 's3://Bucket', 'RESULTS_URL must be a URL such as file:///var/lib/onceql/results or s3://bucket/prefix, not "s3://Bucket"'],
    ['RESULTS_URL', 's3://bucket/../x', 'RESULTS_URL must be a URL such as file:///var/lib/onceql/results or s3://bucket/prefix, not "s3://bucket/../x"'],
    ['RESULTS_URL', 'file://host/x', 'RESULTS_URL must be a URL such as file:///var/lib/onceql/results or s3://bucket/prefix, not "file://host/x"'],
    ['RESULTS_S3_ENDPOINT', 'https://u:hush@minio', 'RESULTS_S3_ENDPOINT must be a URL such as https://minio:9000, without a user or a password'],
    ['RESULTS_S3_REGION', 'eu central', 'RESULTS_S3_REGION must be a region such as eu-central-1, not "eu central"'],
    ['RESULTS_S3_PATH_STYLE', 'yes', 'RESULTS_S3_PATH_STYLE must be true or false, not "yes"'],
    ['RESULTS_S3_ENCRYPTION', 'aes', 'RESULTS_S3_ENCRYPTION must be AES256 or aws:kms, not "aes"'],
    ['RESULTS_S3_KMS_KEY_ID', 'my key', 'RESULTS_S3_KMS_KEY_ID must be the id, alias or ARN of a key of KMS, not "my key"'],
    ['RESULTS_S3_KMS_KEY_ID', 'alias/x', 'RESULTS_S3_KMS_KEY_ID is set, but RESULTS_S3_ENCRYPTION is not aws:kms: set that as well, or leave the key away'],
    ['REDIS_URL', 'http://u:hush@x', REDIS_WANTED],
    ['REDIS_URL', 'redis://a:7000,http://u:hush@b', REDIS_WANTED],
    ['REDIS_URL', 'redis://a:7000,rediss://', REDIS_WANTED],
    ['REDIS_URL', 'redis://a:7000,redis://u:hush@b:port', REDIS_WANTED],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'htp://u:hush@x', 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://collector:4318'],
    ['DATABASE_URL', 'hush', 'DATABASE_URL must be a URL such as postgres://user:password@host:5432/onceql'],
    ['ONCEQL_ADMIN_KEY', 'hush', 'ONCEQL_ADMIN_KEY must be at least 16 printable ASCII characters without spaces'],
    ['ONCEQL_SECRET', 'hush '.repeat(9), 'ONCEQL_SECRET must be at least 32 printable ASCII characters without spaces'],
  ];

  test.each(cases)('%s=%s', (name, value, line) => {
    expect(linesOf(() => loadConfig({ ONCEQL_HOME: home, [name]: value }))).toEqual([line]);
  });

  test('and several are several lines', () => {
    expect(linesOf(() => loadConfig({ ONCEQL_HOME: home, PORT: 'x', WORKERS: 'y' }))).toHaveLength(2);
  });

  test('a home that cannot be made', () => {
    writeFileSync(home, '');
    expect(linesOf(() => loadConfig({ ONCEQL_HOME: join(home, 'x') }))).toEqual([expect.stringMatching(/^ONCEQL_HOME must be/)]);
  });
});

test('results may lie in a bucket', () => {
  const config = loadConfig({
    ONCEQL_HOME: home, RESULTS_URL: 's3://our.results/onceql/a_1', RESULTS_S3_ENDPOINT: 'https://minio:9000', RESULTS_S3_REGION: 'eu-central-1',
    RESULTS_S3_PATH_STYLE: 'false', RESULTS_S3_ENCRYPTION: 'aws:kms', RESULTS_S3_KMS_KEY_ID: 'arn:aws:kms:eu-central-1:1:key/ab-12',
  });
  expect(config.resultsUrl).toBe('s3://our.results/onceql/a_1');
  expect(config.resultsS3).toEqual({
    endpoint: 'https://minio:9000', region: 'eu-central-1', pathStyle: false, encryption: 'aws:kms', kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/ab-12',
  });
});

describe('the admin key and the secret', () => {
  test('are made once and kept where only their owner can read them', () => {
    const first = loadConfig({ ONCEQL_HOME: home });
    const again = loadConfig({ ONCEQL_HOME: home });
    expect([again.adminKey, again.secret]).toEqual([first.adminKey, first.secret]);
    for (const name of ['admin-key', 'secret']) expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'results')).mode & 0o777).toBe(0o700);
  });

  test('come from the environment where they are set, and then leave no file', () => {
    const given = { ONCEQL_ADMIN_KEY: 'k'.repeat(16), ONCEQL_SECRET: 's'.repeat(32) };
    const config = loadConfig({ ONCEQL_HOME: home, ...given });
    expect([config.adminKey, config.secret]).toEqual(['k'.repeat(16), 's'.repeat(32)]);
    expect(readdirSync(home)).toEqual(['results']);
  });

  test('are the same for processes that start at once, and none leaves its draft behind', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => inProcess({ ONCEQL_HOME: home }, 'config.adminKey')));
    expect(new Set(keys.map(({ stdout }) => stdout))).toEqual(new Set([readFileSync(join(home, 'admin-key'), 'utf8').trim()]));
    expect(readdirSync(home).sort()).toEqual(['admin-key', 'results', 'secret']);
  });

  test('are not replaced where their file is broken', () => {
    loadConfig({ ONCEQL_HOME: home });
    writeFileSync(join(home, 'secret'), '');
    expect(linesOf(() => loadConfig({ ONCEQL_HOME: home }))).toEqual([expect.stringContaining('is too short to be a secret')]);
  });
});

test('orExit prints the line and ends the process with 1', async () => {
  const failed = await inProcess({ ONCEQL_HOME: home, PORT: 'abc' }, 'config.port').catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 1, stdout: '', stderr: 'PORT must be a whole number from 1 to 65535, not "abc"\n' });
});

/** Loads the built package in a process of its own and prints an expression over `config`. */
function inProcess(env: Record<string, string>, expression: string): Promise<{ stdout: string; stderr: string }> {
  const built = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
  const script = `import { loadConfig, orExit } from ${built}; const config = orExit(() => loadConfig()); process.stdout.write(String(${expression}));`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
}
