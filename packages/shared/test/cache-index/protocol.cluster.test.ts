// The same suite on a Redis Cluster.
process.env['ONCEQL_TEST_REDIS'] = 'cluster';
process.env['ONCEQL_SCHEDULES'] ??= '100';
await import('./protocol.test.js');

export {};
