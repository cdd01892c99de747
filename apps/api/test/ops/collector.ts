import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { until } from '@onceql/testing';

export interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The whole span as it came, to look for what must not be in it. */
  readonly text: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly (Omit<Span, 'attributes'> & { readonly attributes: readonly KeyValue[] })[] }[];
  }[];
}

const plain = (pairs: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that takes OTLP over HTTP in JSON, and keeps it. */
export async function openCollector(): Promise<{ url: string; spans: Span[]; ofTrace: (trace: string, count: number) => Promise<Span[]>; close: () => Promise<void> }> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const body = Buffer.concat(parts);
      if (request.url === '/v1/traces') spans.push(...spansOf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    ofTrace: (trace, count) => until(async () => {
      const seen = spans.filter(({ traceId }) => traceId === trace);
      return seen.length >= count && seen;
    }, 20_000),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function spansOf(body: Buffer): Span[] {
  const { resourceSpans } = JSON.parse(body.toString('utf8')) as Sent;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => (
      { ...span, parentSpanId: span.parentSpanId ?? '', service, attributes: plain(span.attributes), text: JSON.stringify(span) }
    )));
  });
}
