// npm run chaos: a storm of submissions, refreshes and kills, judged answer by answer.
import { fail, setUp } from './set-up.mjs';

try {
  await setUp();
  await import('../bench/dist/chaos.js');
} catch (error) {
  fail(error);
}
