import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Where the schemas that have a name are kept in the document. */
const COMPONENTS = '#/components/schemas/';

/** The JSON Schemas of a document: those with a name stand in one place and are referred to. */
export class JsonSchemas {
  readonly #named = new Map<string, JsonSchema>();

  /** Of what a caller sends. */
  ofRequest(schema: z.ZodType): JsonSchema {
    return this.#convert(schema);
  }

  /** Of what a caller is sent: further keys may come, so none are ruled out. */
  ofAnswer(schema: z.ZodType): JsonSchema {
    return open(this.#convert(schema)) as JsonSchema;
  }

  /** All that were referred to, by name. */
  named(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#named].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  #convert(schema: z.ZodType): JsonSchema {
    // What a caller may send is the input: numbers that may come as texts, fields that have a default.
    const { $schema: _dialect, $defs, ...converted } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
    for (const [name, named] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      this.#named.set(name, open(moved(named)) as JsonSchema);
    }
    return moved(converted) as JsonSchema;
  }
}

/** The same with references to the components. */
function moved(part: unknown): unknown {
  return mapped(part, (key, value) => (key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', COMPONENTS) : moved(value)));
}

/** The same without the ban on further keys. */
function open(part: unknown): unknown {
  return mapped(part, (key, value) => (key === 'additionalProperties' && value === false ? undefined : open(value)));
}

function mapped(part: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(part)) return part.map((each, at) => change(String(at), each));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]) => [key, change(key, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
