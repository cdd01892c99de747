import type { ServerResponse } from 'node:http';
import { Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** As web servers log a caller who went before his answer was whole. */
const CALLER_LEFT = 499;

/** Times the answer to a request. `route` is asked at the end and answers the pattern, never a path as it was sent. */
export type TimeRequest = (method: string, response: ServerResponse, route: () => string) => void;

export function openRequestTimer(registry: Registry): TimeRequest {
  const duration = new Histogram({
    name: 'onceql_http_request_duration_seconds', help: 'From the head of a request to the end of its answer; callers may wait up to a minute',
    labelNames: ['method', 'route', 'status'], buckets: SECONDS, registers: [registry],
  });
  return (method, response, route) => {
    const begun = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CALLER_LEFT;
      duration.observe({ method: METHODS.has(method) ? method : 'OTHER', route: route(), status }, (performance.now() - begun) / 1000);
    });
  };
}
