// npm start: sets up what is missing, then hands over to apps/local, in this same process.
import { fail, setUp } from './set-up.mjs';

const USAGE = `npm start — OnceQL on this machine: API, workers, Bull Board, Redis, Postgres and a sample warehouse.
Ctrl-C stops everything; what was stored is there at the next start.

Environment:
  PORT              where the API listens (8080)
  HOST              the address it listens on (127.0.0.1)
  ONCEQL_HOME       folder of all state (.onceql)
  ONCEQL_ADMIN_KEY  the administrator's key (made once and kept in ONCEQL_HOME)
  ONCEQL_SECRET     encrypts stored passwords (made once and kept in ONCEQL_HOME)
  REDIS_URL         a Redis of your own, redis://… (else one is started)
  DATABASE_URL      a Postgres of your own for OnceQL's records, postgres://… (else one is started)
  RESULTS_URL       where results are stored, file:///… (ONCEQL_HOME/results)
  WORKERS           worker processes (2)
  LOG_LEVEL         trace, debug, info, warn, error, fatal or silent (info)
  GRACE_SECONDS     how long processes may finish their work when stopped (20)

Others: npm run demo (beside a running npm start), npm test, npm run api, npm run worker
`;

if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
  process.stdout.write(USAGE);
} else {
  try {
    await setUp();
    await import('../apps/local/dist/main.js');
  } catch (error) {
    fail(error);
  }
}
