import { z } from 'zod';
import type { FaultStatus } from '@onceql/shared';
import { faultSchema, jobFaultSchema } from '../contract/answers.js';
import { TAGS } from '../http/endpoint.js';
import type { Answer, Endpoint, Example } from '../http/endpoint.js';
import { JsonSchemas } from './json-schema.js';
import type { JsonSchema } from './json-schema.js';

const ABOUT = `OnceQL stands between the programs that send SQL and the warehouse that is slow and costly to ask. It speaks Redash's
execution protocol and adds to it. Answers may gain keys; a program should pass over those that it does not know.`;

/** Either of them lets a caller in. */
const SECURITY_SCHEMES = {
  header: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Key K`, or the bare key' },
  query: { type: 'apiKey', in: 'query', name: 'api_key', description: 'Wins over the header' },
};

/** What every endpoint that asks for a key may answer. */
const COMMON_FAULTS = {
  404: 'Without a valid key: nothing is there for strangers',
  503: 'Redis, Postgres or the source does not answer, or the storage of results fails',
} as const;
const ADMIN_FAULTS = { 403: 'The caller is no admin' } as const;

/** Execution errors have the shape of a failed job, but only where a statement is submitted. */
/** What takes statements answers some faults in the shape of a failed job. */
const JOB_FAULTS = new Set(['submitQuery', 'analyzeQuery']);
const hasJobFaults = ({ operation }: Endpoint, status: number): boolean => JOB_FAULTS.has(operation) && (status === 400 || status === 401);

/** The OpenAPI 3.1 document of these endpoints, made of the schemas that check their requests. */
export function openApi(endpoints: readonly Endpoint[], version: string): JsonSchema {
  const schemas = new JsonSchemas();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[endpoint.method] = operationOf(endpoint, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'OnceQL', version, description: ABOUT, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The process that serves this document' }],
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: schemas.named(), securitySchemes: SECURITY_SCHEMES },
  };
}

function operationOf(endpoint: Endpoint, schemas: JsonSchemas): JsonSchema {
  const { operation, tag, summary, about, access, params, query, body, examples } = endpoint;
  const description = [about, access === 'admin' ? 'For admins.' : undefined].filter((text) => text !== undefined).join('\n\n');
  const parameters = [...parametersOf(params, 'path', examples, schemas), ...parametersOf(query, 'query', examples, schemas)];
  return {
    operationId: operation,
    tags: [tag],
    summary,
    ...(description !== '' && { description }),
    ...(access === 'open' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: bodyOf(body, examples, schemas) }),
    responses: { ...answersOf(endpoint, schemas), ...faultsOf(endpoint, schemas) },
  };
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query', examples: readonly Example[], schemas: JsonSchemas): JsonSchema[] {
  if (!schema) return [];
  const converted = schemas.ofRequest(schema);
  const required = (converted['required'] ?? []) as readonly string[];
  return Object.entries(converted['properties'] as Record<string, JsonSchema>).map(([name, { description, ...rest }]) => {
    const used = examples.filter((example) => valueIn(example, place, name) !== undefined);
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(used.length > 0 && { examples: keyed(used, (example) => valueIn(example, place, name)) }),
    };
  });
}

const valueIn = (example: Example, place: 'path' | 'query', name: string): unknown => (place === 'path' ? example.params : example.query)?.[name];

function bodyOf(schema: z.ZodType, examples: readonly Example[], schemas: JsonSchemas): JsonSchema {
  const used = examples.filter(({ body }) => body !== undefined);
  const isOptional = schema.safeParse({}).success;
  return { required: !isOptional, content: { 'application/json': { schema: schemas.ofRequest(schema), examples: keyed(used, ({ body }) => body) } } };
}

function answersOf({ answers, examples }: Endpoint, schemas: JsonSchemas): Record<string, JsonSchema> {
  return Object.fromEntries(answers.map((answer) => [String(answer.status), answerOf(answer, examples.filter(({ status }) => status === answer.status), schemas)]));
}

function answerOf({ about, content }: Answer, examples: readonly Example[], schemas: JsonSchemas): JsonSchema {
  if (!content) return { description: about };
  const media = Object.entries(content).map(([type, schema]) => {
    const used = examples.filter(({ answer }) => schema.safeParse(answer).success);
    return [type, { schema: schemas.ofAnswer(schema), ...(used.length > 0 && { examples: keyed(used, ({ answer }) => answer) }) }];
  });
  return { description: about, content: Object.fromEntries(media) };
}

/** What may go wrong: of its own, and what may go wrong everywhere. */
function faultsOf(endpoint: Endpoint, schemas: JsonSchemas): Record<string, JsonSchema> {
  if (endpoint.access === 'open' || endpoint.access === 'own') return {};
  const own: Partial<Record<FaultStatus, string>> = { ...(endpoint.access === 'admin' && ADMIN_FAULTS), ...endpoint.faults };
  const statuses = [...new Set([...Object.keys(own), ...Object.keys(COMMON_FAULTS)])].sort();
  return Object.fromEntries(statuses.map((text) => {
    const status = Number(text) as keyof typeof COMMON_FAULTS;
    const about = [own[status], COMMON_FAULTS[status]].filter((each) => each !== undefined).join('. ');
    const schema = hasJobFaults(endpoint, status) ? z.union([jobFaultSchema, faultSchema]) : faultSchema;
    return [text, answerOf({ status, about, content: { 'application/json': schema } }, endpoint.examples.filter((example) => example.status === status), schemas)];
  }));
}

/** Examples by a name that may be a key. */
function keyed(examples: readonly Example[], value: (example: Example) => unknown): JsonSchema {
  return Object.fromEntries(examples.map((example) => [
    example.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    { summary: example.name, value: value(example) },
  ]));
}
