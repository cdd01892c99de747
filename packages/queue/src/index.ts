export { Maintenance, maintenanceQueue } from './maintenance.js';
export type { Chore } from './maintenance.js';
export { RunConsumer } from './run-consumer.js';
export type { AttemptHandler } from './run-consumer.js';
export { RunQueues } from './run-queues.js';
export type { QueueTelemetry, RunJobData } from './run-queues.js';
