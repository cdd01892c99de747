import type { IncomingMessage, ServerResponse } from 'node:http';
import { DiagLogLevel, SpanKind, SpanStatusCode, context, diag, propagation, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { within } from '@onceql/shared';
import type { Tracer } from '@onceql/shared';
import { queueSpans } from './queue-spans.js';
import { sparing } from './sparing.js';
import type { Tracing, TracingOptions } from './tracing.js';

const NAME = 'onceql';
/** Milliseconds that a collector may take for what is sent to it. */
const EXPORT_MS = 5_000;

/** Sends spans to a collector, in the background and in batches; what it does not take is lost and nobody waits for it. */
export function startTracing(url: string, { service, version, log }: TracingOptions): Tracing {
  const warn = sparing((reason) => log.warn({ reason, outcome: 'traces_lost' }, 'the collector of traces does not take them'));
  const silent = (): void => undefined;
  diag.setLogger({ error: warn, warn: silent, info: silent, debug: silent, verbose: silent }, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  const exporter = new OTLPTraceExporter({ url: `${url.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: EXPORT_MS });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version, 'process.pid': process.pid }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_MS, scheduledDelayMillis: 1_000 })],
  });
  provider.register();
  return {
    tracer: spans(),
    queue: queueSpans(NAME),
    request: traceRequest,
    stop: (graceMs) => within(graceMs, provider.shutdown().catch(() => undefined), undefined),
  };
}

function spans(): Tracer {
  const tracer = trace.getTracer(NAME);
  return {
    span: (name, attributes, work) => tracer.startActiveSpan(name, { attributes }, (span) => ending(span, work)),
    note: (attributes) => trace.getActiveSpan()?.setAttributes(attributes),
  };
}

async function ending<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The messages of databases may quote values, so that a fault is told without its text.
    span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

/** A request's own span, as a part of the caller's trace if he sends a `traceparent`. */
function traceRequest(request: IncomingMessage, response: ServerResponse, route: () => string, next: () => void): void {
  const around = propagation.extract(context.active(), request.headers);
  const method = request.method ?? '';
  const span = trace.getTracer(NAME).startSpan(method, { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }, around);
  response.once('close', () => {
    const { statusCode: status } = response;
    span.updateName(`${method} ${route()}`);
    span.setAttributes({ 'http.route': route(), 'http.response.status_code': status });
    if (status >= 500 || !response.writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(around, span), next);
}
