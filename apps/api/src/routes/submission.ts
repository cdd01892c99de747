import { z } from 'zod';
import type { Request } from 'express';
import { AUTO_LIMIT, RequestFault, overLimit } from '@onceql/shared';
import type { AskedLimits, Engine } from '@onceql/shared';
import type { Context } from '../context.js';
import { validate } from '../http/validate.js';

const seconds = z.union([z.number(), z.string().trim().regex(/^-?\d+(\.\d+)?$/).transform(Number)], 'must be a number of seconds');
// What is absent is optional on the outside: it is not walked through then, and mostly it is absent.
const maxAge = seconds.nullable().transform((age) => (age === null || age === -1 ? undefined : age))
  .refine((age) => age === undefined || age >= 0, 'must be -1, 0 or a positive number of seconds').optional();

const notNegative = seconds.pipe(z.number().min(0, 'must be 0 or a positive number of seconds')).nullable().transform((stale) => stale ?? undefined).optional();
const epoch = z.int('must be a whole number').min(0, 'must not be negative');
const MOST_EPOCHS = 1000;
/** Values that can stand in one statement. */
const MOST_PARAMETERS = 5000;

const waitSchema = seconds.pipe(z.number().min(0).max(60, 'must be from 0 to 60')).default(0);

const limit = z.int('must be a whole number, 1 at least').min(1, 'must be a whole number, 1 at least').nullish();

/** What is asked of which source. */
const question = {
  query: z.string('must be the text of a statement').refine((text) => text.isWellFormed() && !text.includes('\0'), 'holds a NUL or a lone surrogate')
    .describe('one read-only SELECT (also VALUES, TABLE, WITH … SELECT); `{{ name }}` stands for a parameter'),
  data_source_id: z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,8}$/).transform(Number)], 'must be the id of a data source').nullish().describe('the source'),
  parameters: z.record(z.string(), z.unknown()).nullish().describe('values by name; else `?p_name=value`. They enter the parse tree as constants and cannot become SQL'),
  max_rows: limit.describe("rows that the result may have; at most the source's max_rows"),
  max_bytes: limit.describe("bytes of values that the result may have; at most the source's max_bytes"),
  over_limit: overLimit.nullish().describe('a result that is larger: fail, or cut, as the source has it where this is absent'),
  apply_auto_limit: z.boolean('must be true or false').nullish().describe(`true: a SELECT that has neither LIMIT nor OFFSET at its outermost level gets LIMIT ${AUTO_LIMIT}`),
};

/** The body of a submission; fields that are not in it are accepted and change nothing. */
export const submissionSchema = z.object({
  ...question,
  max_age: maxAge.describe('seconds. Absent, null or -1: any age. 0: never from the cache, and the answer is always a job. N: rows at most N seconds old'),
  ttl: maxAge.describe('the same as max_age, which wins'),
  max_stale: notNegative.describe('seconds for which an expired result may be served at once, while it is made anew; absent: as the source has it, unless max_age is given'),
  min_epochs: z.record(z.string(), epoch).nullish().describe('table → epoch, as `table_epochs` or a refresh says it: nothing that is older; names are read as in a refresh'),
  cache: z.enum(['on', 'off'], 'must be "on" or "off"').default('on').describe('off: run for me alone and keep nothing'),
  wait_timeout: waitSchema.describe('0 to 60 seconds: answer as soon as the result is there, or with the job when the time is up'),
});

/** The body of a question about a statement. */
export const questionSchema = z.object({
  ...question,
  settings: z.record(z.string(), z.unknown()).nullish()
    .refine((settings) => Object.keys(settings ?? {}).length === 0, "no submission carries any: statements run with the source's options search_path and timezone")
    .describe("none can be sent: the source's options search_path and timezone count; the answer says what is set"),
});

/** A statement that a caller sent, and where it is to run. */
export interface Question {
  /** The statement, with `{{ name }}` where a parameter stands. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly sourceId: number;
  /** Whether a SELECT without a limit gets one. */
  readonly autoLimit: boolean;
  readonly limits: AskedLimits;
}

/** A submission as a caller sent it, checked. */
export interface SubmissionRequest extends Question {
  /** Seconds; undefined: any age. */
  readonly maxAge: number | undefined;
  /** Seconds; undefined: the caller does not say. */
  readonly maxStale: number | undefined;
  /** Tables as a person writes them, with the epochs that they must have reached. */
  readonly minEpochs: Readonly<Record<string, number>> | undefined;
  readonly cache: 'on' | 'off';
  readonly waitMs: number;
}

/** Reads a submission off a request. @throws RequestFault 400, 401 */
export function readSubmission(request: Request): SubmissionRequest {
  refuseOdd(request.body);
  const body = validate(submissionSchema, request.body);
  return {
    ...questionOf(body, request),
    maxAge: body.max_age ?? body.ttl,
    maxStale: body.max_stale,
    minEpochs: body.min_epochs ?? undefined,
    cache: body.cache,
    waitMs: body.wait_timeout * 1000,
  };
}

/** Reads a question about a statement off a request. @throws RequestFault 400, 401 */
export function readQuestion(request: Request): Question {
  refuseOdd(request.body);
  return questionOf(validate(questionSchema, request.body), request);
}

function questionOf(body: z.infer<typeof questionSchema>, request: Request): Question {
  const { query, data_source_id: source, parameters, apply_auto_limit: autoLimit } = body;
  if (source === null || source === undefined) throw new RequestFault(401, 'Please select data source to run this query.', 'job');
  return { template: query, parameters: parameters ?? fromQuery(request), sourceId: source, autoLimit: autoLimit ?? false, limits: askedLimits(body) };
}

function askedLimits({ max_rows: rows, max_bytes: bytes, over_limit: over }: z.infer<typeof questionSchema>): AskedLimits {
  return { ...(rows && { maxRows: rows }), ...(bytes && { maxBytes: bytes }), ...(over && { over }) };
}

/** What a schema comes too late for: it looks at each name, which takes long for very many, and objects lose one of them. */
function refuseOdd(body: unknown): void {
  const { parameters, min_epochs: epochs } = (body ?? {}) as { parameters?: unknown; min_epochs?: unknown };
  if (namesIn(epochs) > MOST_EPOCHS) throw new RequestFault(400, `min_epochs: names more than ${MOST_EPOCHS} tables.`);
  if (namesIn(parameters) > MOST_PARAMETERS) throw new RequestFault(400, `parameters: names more than ${MOST_PARAMETERS} values.`);
  if (typeof parameters === 'object' && parameters !== null && Object.hasOwn(parameters, '__proto__')) {
    throw new RequestFault(400, 'parameters: none can be named __proto__.');
  }
}

const namesIn = (value: unknown): number => (typeof value === 'object' && value !== null ? Object.keys(value).length : 0);

/** Redash's other way to give parameters: `?p_name=value`. */
function fromQuery(request: Request): Record<string, unknown> {
  if (!request.originalUrl.includes('?')) return {};
  return Object.fromEntries(
    Object.entries(request.query)
      .filter(([name]) => name.startsWith('p_'))
      .map(([name, value]) => [name.slice(2), value]),
  );
}

/** The statement with its parameters put in, and with a limit if that is wanted. @throws RequestFault 400, ServiceUnavailable */
export async function statementOf({ template, parameters, autoLimit }: Question, engine: Engine, { reader, autoLimits }: Pick<Context, 'reader' | 'autoLimits'>): Promise<string> {
  const bound = await reader.bindParameters(template, parameters, engine);
  if ('missing' in bound) throw new RequestFault(400, `Missing parameter value for: ${bound.missing.join(', ')}`, 'job');
  if ('bad' in bound) throw new RequestFault(400, bound.bad);
  return autoLimit ? autoLimits.of(bound.statement, engine) : bound.statement;
}

export const waitQuerySchema = z.object({
  wait_timeout: waitSchema.describe('0 to 60 seconds: answer as soon as the job ends, or when the time is up'),
});

/** `?wait_timeout=` of a look at a job, in milliseconds. @throws RequestFault 400 */
export function waitOf(request: Request): number {
  return validate(waitQuerySchema, request.query).wait_timeout * 1000;
}
