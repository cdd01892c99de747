// npm run bench -- NAME: one figure, measured in one run.
import { fail, setUp } from './set-up.mjs';

try {
  await setUp();
  await import('../bench/dist/main.js');
} catch (error) {
  fail(error);
}
