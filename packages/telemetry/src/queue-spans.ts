import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { BullMQOtel } from 'bullmq-otel';

type QueueSpan = ReturnType<BullMQOtel['tracer']['startSpan']>;

/** What BullMQ is given to tell of its work. */
export interface QueueSpans {
  readonly tracer: Pick<BullMQOtel['tracer'], 'startSpan'>;
  readonly contextManager: BullMQOtel['contextManager'];
}

/** Of all that BullMQ does, queueing a run and making it belong to somebody's trace. */
const KEPT = /^(add|process) /;

/** A span that nobody sees: what happens in it belongs to the one around it. */
const SILENT: QueueSpan = {
  setSpanOnContext: (around) => around,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

/**
 * Carries traces through the queue: the span that queues a run travels with it and becomes the parent of the span in
 * which a worker makes it. Waiting for runs and looking for stalled ones is not told, which would be a trace each time.
 */
export function queueSpans(tracerName: string): QueueSpans {
  const { tracer, contextManager } = new BullMQOtel({ tracerName });
  return {
    contextManager,
    tracer: { startSpan: (name, options, parent) => (KEPT.test(name) ? discreet(tracer.startSpan(name, options, parent)) : SILENT) },
  };
}

/** The messages of databases may quote values, so that events and faults are told without their texts. */
function discreet(span: QueueSpan): QueueSpan {
  const addEvent = span.addEvent.bind(span);
  span.addEvent = (name) => addEvent(name);
  span.recordException = () => trace.getSpan(span.setSpanOnContext(context.active()))?.setStatus({ code: SpanStatusCode.ERROR });
  return span;
}
