import { shared } from './shared.js';

/** For jest's `globalTeardown`. Jest wants a default export. */
export default async function tearDown(): Promise<void> {
  await shared.postgres?.stop();
}
