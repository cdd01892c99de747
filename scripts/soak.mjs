// npm run soak: tables change and are told of in every way, while readers judge each answer.
import { fail, setUp } from './set-up.mjs';

try {
  await setUp();
  await import('../bench/dist/soak.js');
} catch (error) {
  fail(error);
}
