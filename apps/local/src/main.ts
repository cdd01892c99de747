import { fileURLToPath } from 'node:url';
import { runLocal } from './run.js';

const program = (app: string): string => fileURLToPath(new URL(`../../${app}/dist/main.js`, import.meta.url));

await runLocal({ api: program('api'), worker: program('worker') });
