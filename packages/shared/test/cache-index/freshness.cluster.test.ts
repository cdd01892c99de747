// The same suite on a Redis Cluster.
process.env['ONCEQL_TEST_REDIS'] = 'cluster';
await import('./freshness.test.js');

export {};
