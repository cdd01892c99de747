export { openCheckpoint } from './checkpoint.js';
export type { TimeRequest } from './http-requests.js';
export { openMetrics } from './metrics.js';
export type { Metrics } from './metrics.js';
export { listenOps, opsRoutes } from './ops.js';
export type { OpsRoutes, OpsServer } from './ops.js';
export { openTracing } from './open-tracing.js';
export type { Tracing } from './tracing.js';
