import { z } from 'zod';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every check of a variable fails with this text, which continues "PORT must be …". */
const must = (what: string): { error: string } => ({ error: what });

const wholeNumber = (low: number, high: number): z.ZodType<number, string> => {
  const what = must(`a whole number from ${low} to ${high}`);
  return z
    .string()
    .regex(/^\d{1,9}$/, what)
    .transform(Number)
    .refine((n) => n >= low && n <= high, what);
};

const url = (protocols: readonly string[], what: string): z.ZodType<string, string> =>
  z.string().refine((text) => protocols.includes(parseUrl(text)?.protocol ?? ''), must(what));

// A password may hold a comma; the next node begins with its protocol.
const redisUrl = z.string().refine(
  (text) => text.split(/,(?=rediss?:\/\/)/).every((node) => /^rediss?:\/\/./.test(node) && parseUrl(node)?.host),
  must('a URL such as redis://host:6379 or rediss://user:password@host:6379, or several of one cluster with commas between'),
);

const secret = (least: number): z.ZodType<string, string> =>
  z.string().regex(new RegExp(`^[\\x21-\\x7e]{${least},}$`), must(`at least ${least} printable ASCII characters without spaces`));

const isBucketUrl = (text: string): boolean => /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*\/?$/.test(text);

// Credentials come from elsewhere: an endpoint is shown in messages.
const isEndpoint = (text: string): boolean => {
  const parsed = parseUrl(text);
  return parsed !== undefined && ['http:', 'https:'].includes(parsed.protocol) && parsed.username + parsed.password + parsed.search + parsed.hash === '';
};

const isFolderUrl = (text: string): boolean => {
  const parsed = parseUrl(text);
  return parsed?.protocol === 'file:' && parsed.host === '' && text.startsWith('file:///');
};

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The environment variables that OnceQL reads, each as text. An empty one counts as not set. */
export const variables = z.object({
  PORT: wholeNumber(1, 65_535).default(8080),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,253}$/, must('a host name or an IP address to listen on'))
    .default('127.0.0.1'),
  ONCEQL_HOME: z.string().default('.onceql'),
  ONCEQL_ADMIN_KEY: secret(16).optional(),
  ONCEQL_SECRET: secret(32).optional(),
  REDIS_URL: redisUrl.optional(),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'a URL such as postgres://user:password@host:5432/onceql').optional(),
  RESULTS_URL: z
    .string()
    .refine((text) => isFolderUrl(text) || isBucketUrl(text), must('a URL such as file:///var/lib/onceql/results or s3://bucket/prefix'))
    .optional(),
  RESULTS_S3_ENDPOINT: z.string().refine(isEndpoint, must('a URL such as https://minio:9000, without a user or a password')).optional(),
  RESULTS_S3_REGION: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, must('a region such as eu-central-1')).optional(),
  RESULTS_S3_PATH_STYLE: z.enum(['true', 'false'], must('true or false')).optional(),
  RESULTS_S3_ENCRYPTION: z.enum(['AES256', 'aws:kms'], must('AES256 or aws:kms')).optional(),
  RESULTS_S3_KMS_KEY_ID: z.string().regex(/^[A-Za-z0-9:/_-]{1,2048}$/, must('the id, alias or ARN of a key of KMS')).optional(),
  WORKERS: wholeNumber(1, 64).default(2),
  LOG_LEVEL: z.enum(LOG_LEVELS, must(`one of ${LOG_LEVELS.join(', ')}`)).default('info'),
  GRACE_SECONDS: wholeNumber(0, 3600).default(20),
  SWEEP_SECONDS: wholeNumber(1, 86_400).default(60),
  RECONCILE_FILES_SECONDS: wholeNumber(1, 86_400).default(600),
  RESULT_GRACE_SECONDS: wholeNumber(0, 2_592_000).default(3600),
  JSON_MAX_MB: wholeNumber(1, 1_000_000).default(512),
  RENDERED_MAX_MB: wholeNumber(0, 10_000_000).default(1024),
  WARM_UP: z.enum(['on', 'off'], must('on or off')).default('on'),
  OPS_PORT: wholeNumber(1, 65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http:', 'https:'], 'a URL such as http://collector:4318').optional(),
  ONCEQL_CHECKPOINTS: z.string().optional(),
});

/** Every variable that OnceQL reads, by name. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);

/** Variables whose values are never shown: a URL may hold a password. */
export const CONFIDENTIAL: ReadonlySet<string> = new Set([
  'ONCEQL_ADMIN_KEY',
  'ONCEQL_SECRET',
  'REDIS_URL',
  'DATABASE_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'RESULTS_S3_ENDPOINT',
]);
