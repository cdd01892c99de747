import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigFault } from './fault.js';
import { keptSecret, makeHome } from './home.js';
import { CONFIDENTIAL, variables } from './variables.js';
import type { LogLevel } from './variables.js';

/** What a process of OnceQL is told by its environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder that holds the state. It exists. */
  readonly home: string;
  /** The key of the first administrator. */
  readonly adminKey: string;
  /** Encrypts stored connection passwords; at least 32 characters. */
  readonly secret: string;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** A file:/// URL, or s3://bucket/prefix. */
  readonly resultsUrl: string;
  /** How a bucket is reached and kept. */
  readonly resultsS3: ResultsS3;
  readonly workers: number;
  readonly logLevel: LogLevel;
  /** Seconds that a process has to finish its work after SIGTERM. */
  readonly graceSeconds: number;
  /** Seconds between two sweeps of entries that have expired and results that nobody can read. */
  readonly sweepSeconds: number;
  /** Seconds between two comparisons of all files with what should be there. */
  readonly reconcileFilesSeconds: number;
  /** Seconds that the file of a result stays after no entry names it any more: longer than the longest download. */
  readonly resultGraceSeconds: number;
  /** Bytes above which rows are not answered as one JSON. */
  readonly jsonMaxBytes: number;
  /** Bytes of copies of rendered results that an API process keeps on disk; 0: none. */
  readonly renderedMaxBytes: number;
  /** Whether an API process makes ready what only long and wide statements need before it says that it listens. */
  readonly warmUp: boolean;
  /** Where probes and metrics are served without a key, for machines; undefined: nowhere. */
  readonly opsPort: number | undefined;
  /** Where spans go, as OTLP over HTTP; undefined: tracing is off. */
  readonly tracesUrl: string | undefined;
  /** Folder of signal files by which tests hold a process at a checkpoint; undefined: none. */
  readonly checkpointsFolder: string | undefined;
}

/** Undefined: as the AWS SDK finds it, or its default. */
export interface ResultsS3 {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly pathStyle: boolean | undefined;
  readonly encryption: 'AES256' | 'aws:kms' | undefined;
  /** Only with aws:kms. */
  readonly kmsKeyId: string | undefined;
}

/** For a process that needs its services to be there. */
export type ServiceConfig = Config & { readonly redisUrl: string; readonly databaseUrl: string };

const MB = 1024 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration. Makes the home folder, and in it the admin key and the secret where the environment
 * has none: files that only their owner may read, the same ones for every process that starts there.
 * @throws ConfigFault with a line for each wrong variable.
 */
export function loadConfig(env: Environment = process.env): Config {
  const values = parse(env);
  const home = resolve(values.ONCEQL_HOME);
  makeHome(home);
  return {
    port: values.PORT,
    host: values.HOST,
    home,
    adminKey: values.ONCEQL_ADMIN_KEY ?? keptSecret(home, 'admin-key', 20),
    secret: values.ONCEQL_SECRET ?? keptSecret(home, 'secret', 32),
    redisUrl: values.REDIS_URL,
    databaseUrl: values.DATABASE_URL,
    resultsUrl: values.RESULTS_URL ?? pathToFileURL(resolve(home, 'results')).href,
    resultsS3: bucketSettings(values),
    workers: values.WORKERS,
    logLevel: values.LOG_LEVEL,
    graceSeconds: values.GRACE_SECONDS,
    sweepSeconds: values.SWEEP_SECONDS,
    reconcileFilesSeconds: values.RECONCILE_FILES_SECONDS,
    resultGraceSeconds: values.RESULT_GRACE_SECONDS,
    jsonMaxBytes: values.JSON_MAX_MB * MB,
    renderedMaxBytes: values.RENDERED_MAX_MB * MB,
    warmUp: values.WARM_UP === 'on',
    opsPort: values.OPS_PORT,
    tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    checkpointsFolder: values.ONCEQL_CHECKPOINTS,
  };
}

function bucketSettings(values: ReturnType<typeof parse>): ResultsS3 {
  const { RESULTS_S3_ENCRYPTION: encryption, RESULTS_S3_KMS_KEY_ID: kmsKeyId, RESULTS_S3_PATH_STYLE: pathStyle } = values;
  if (kmsKeyId !== undefined && encryption !== 'aws:kms') {
    throw new ConfigFault(['RESULTS_S3_KMS_KEY_ID is set, but RESULTS_S3_ENCRYPTION is not aws:kms: set that as well, or leave the key away']);
  }
  return {
    endpoint: values.RESULTS_S3_ENDPOINT,
    region: values.RESULTS_S3_REGION,
    pathStyle: pathStyle === undefined ? undefined : pathStyle === 'true',
    encryption,
    kmsKeyId,
  };
}

/**
 * As loadConfig, for a process that cannot do without Redis and Postgres.
 * @throws ConfigFault also where REDIS_URL or DATABASE_URL is not set.
 */
export function loadServiceConfig(env: Environment = process.env): ServiceConfig {
  const { redisUrl, databaseUrl, ...rest } = loadConfig(env);
  const missing: string[] = [];
  if (redisUrl === undefined) missing.push(notSet('REDIS_URL', 'a Redis of yours, such as redis://host:6379'));
  if (databaseUrl === undefined) {
    missing.push(notSet('DATABASE_URL', "a Postgres for OnceQL's own records, such as postgres://user:password@host/onceql"));
  }
  if (redisUrl === undefined || databaseUrl === undefined) throw new ConfigFault(missing);
  return { ...rest, redisUrl, databaseUrl };
}

const notSet = (name: string, what: string): string =>
  `${name} is not set: start everything with \`npm start\`, or point it at ${what}`;

function parse(env: Environment): ReturnType<typeof variables.parse> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = variables.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => describe(String(path[0]), message, given));
  throw new ConfigFault([...new Set(lines)]);
}

function describe(name: string, what: string, given: Environment): string {
  const shown = CONFIDENTIAL.has(name) ? '' : `, not ${JSON.stringify(given[name])}`;
  return `${name} must be ${what}${shown}`;
}
