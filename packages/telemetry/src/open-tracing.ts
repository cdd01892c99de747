import type { Tracing, TracingOptions } from './tracing.js';

const OFF: Tracing = {
  tracer: { span: (_name, _attributes, work) => work(), note: () => undefined },
  queue: undefined,
  request: undefined,
  stop: async () => undefined,
};

/**
 * Tracing to an OTLP collector over HTTP. Without a URL it is off: OpenTelemetry is not even loaded.
 * @param url Without `/v1/traces`, as in OTEL_EXPORTER_OTLP_ENDPOINT.
 */
export async function openTracing(url: string | undefined, options: TracingOptions): Promise<Tracing> {
  if (url === undefined) return OFF;
  const { startTracing } = await import('./otlp.js');
  return startTracing(url, options);
}
