// npm run demo: tells the story against a running npm start.
import { fail, setUp } from './set-up.mjs';

try {
  await setUp();
  await import('../apps/local/dist/demo.js');
} catch (error) {
  fail(error);
}
