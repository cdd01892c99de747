import { loadConfig, orExit } from '@onceql/config';
import { ApiClient } from './api-client.js';
import { tellFreshness } from './demo/freshness.js';
import { tellSharing } from './demo/sharing.js';
import { Story } from './demo/story.js';
import { tellSurvival } from './demo/survival.js';
import { readStack } from './lock/stack-file.js';
import { Trouble } from './trouble.js';

async function tell(): Promise<number> {
  const { home } = orExit(() => loadConfig());
  const stack = readStack(home);
  if (stack === undefined) throw new Trouble(`No OnceQL runs in ${home}: run \`npm start\` in another terminal first`);
  if (stack.warehouse === undefined) throw new Trouble('This OnceQL has no sample warehouse: the demo needs the one of `npm start`');
  const api = new ApiClient(stack.url, stack.adminKey);
  const story = new Story();
  await tellSharing(story, api, stack.warehouse.source);
  await tellFreshness(story, api, stack.warehouse);
  await tellSurvival(story, api, stack, stack.warehouse);
  console.log(story.broken === 0 ? '\nAll of it held.\n' : `\n${story.broken} of it did not hold.\n`);
  return story.broken === 0 ? 0 : 1;
}

try {
  process.exitCode = await tell();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
