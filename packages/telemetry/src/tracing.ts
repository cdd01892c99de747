import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tracer } from '@onceql/shared';
import type { QueueSpans } from './queue-spans.js';

export interface TracingOptions {
  /** As the collector knows the process: `onceql-api`, `onceql-worker`. */
  readonly service: string;
  readonly version: string;
  readonly log: { warn(details: Record<string, unknown>, message: string): void };
}

/** Where a process tells of what it does and how long it took. */
export interface Tracing {
  readonly tracer: Tracer;
  /** For the queue, so that a trace goes on in the worker; undefined where tracing is off. */
  readonly queue: QueueSpans | undefined;
  /** Opens the span of a request around `next`; undefined where tracing is off. `route` is asked when the answer is out. */
  readonly request: ((request: IncomingMessage, response: ServerResponse, route: () => string, next: () => void) => void) | undefined;
  /** Sends what is left, for `graceMs` at most. Never throws. */
  stop(graceMs: number): Promise<void>;
}
