// tsc leaves .lua, .sql and other assets behind; this copies them from src to dist, as they are.
import { cpSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

const ASSETS = new Set(['.lua', '.sql', '.html', '.css', '.svg', '.json', '.py']);

for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !ASSETS.has(extname(entry.name))) continue;
  const from = join(entry.parentPath, entry.name);
  cpSync(from, from.replace(/^src/, 'dist'));
}
