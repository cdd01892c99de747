// node --import ./scripts/typescript.mjs FILE.ts: runs TypeScript as it lies, for commands that belong to tests.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
