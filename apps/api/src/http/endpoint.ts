import type { IRouter, Request, Response } from 'express';
import type { z } from 'zod';
import type { FaultStatus } from '@onceql/shared';
import type { Context } from '../context.js';
import { requireAdmin } from './authenticate.js';

/** One call that callers may make: what registers its route is also its description. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  /** As Express writes it: `/api/jobs/:id`. */
  readonly path: string;
  /** A name of its own among all endpoints, fit for a function of a generated client. */
  readonly operation: string;
  readonly tag: Tag;
  readonly summary: string;
  /** More about it, if one line does not say it all; CommonMark. */
  readonly about?: string;
  /** `open`: no key. `caller`: any key. `admin`: the admin's, checked before `handle` is called. `own`: `handle` asks in its own way. */
  readonly access: 'open' | 'caller' | 'admin' | 'own';
  /** What stands in the path; one for every `:name`. */
  readonly params?: z.ZodObject;
  /** What may stand behind the question mark: the schema that checks it. */
  readonly query?: z.ZodObject;
  /** The schema that checks the body. */
  readonly body?: z.ZodType;
  readonly answers: readonly Answer[];
  /** Faults of its own: status and when. Those that every endpoint with a key has are added. */
  readonly faults?: Readonly<Partial<Record<FaultStatus, string>>>;
  readonly examples: readonly [Example, ...Example[]];
  readonly handle: (context: Context, request: Request, response: Response) => void | Promise<void>;
}

export const TAGS = {
  queries: 'Submit statements, watch their jobs, read results.',
  sources: 'The databases that OnceQL may query.',
  freshness: 'Tell that tables have changed.',
  cache: 'A look at what is cached.',
  system: 'Who the caller is, and how the system does.',
} as const;
export type Tag = keyof typeof TAGS;

export interface Answer {
  readonly status: number;
  readonly about: string;
  /** By media type; none: the answer has no body. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** A request and what answers it. Ids in it are of a system that has them. */
export interface Example {
  readonly name: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly status: number;
  /** Undefined: no body. Texts are those of other media types than JSON. */
  readonly answer: unknown;
}

/** Lays the routes of some endpoints, in their order: the first are found first. */
export function register(onto: IRouter, context: Context, endpoints: readonly Endpoint[]): void {
  for (const { method, path, access, handle } of endpoints) {
    onto[method](path, (request, response) => {
      if (access === 'admin') requireAdmin(request);
      // What needs a key is for who asks, and for now; an endpoint whose answers last says so itself.
      if (method === 'get' && access !== 'open') response.setHeader('Cache-Control', 'no-store');
      return handle(context, request, response);
    });
  }
}

/** The content of an answer that is JSON. */
export const json = (schema: z.ZodType): { readonly 'application/json': z.ZodType } => ({ 'application/json': schema });
