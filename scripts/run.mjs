// npm run api, npm run worker: one process, for those who bring their own Redis and Postgres.
import { fail, setUp } from './set-up.mjs';
import { Trouble } from './steps.mjs';

const app = process.argv[2];
try {
  if (app !== 'api' && app !== 'worker') throw new Trouble('Usage: node scripts/run.mjs api|worker');
  await setUp();
  await import(`../apps/${app}/dist/main.js`);
} catch (error) {
  fail(error);
}
