import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** The first of a process is what counts, so each is one of its own; others may be at work, so the least of some counts. */
const TRIES = 3;
/** Milliseconds for the warm-up: a busy machine takes longer for the same. */
const BUSY_MS = 3000;

/** Processor time in milliseconds of the first wide statement of a process, of what was built. */
function firstWide(prepare: string): number {
  const program = `
    import { identify, loadReader, warmReader, OPTION_DEFAULTS } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    await loadReader();
    ${prepare}
    const options = { ...OPTION_DEFAULTS, host: 'h', dbname: 'd', user: 'u', password: '', sslmode: 'disable' };
    const statement = 'SELECT * FROM t WHERE ' + Array.from({ length: 2400 }, (_, n) => 'a' + n + ' = ' + n).join(' AND ');
    const before = process.cpuUsage();
    identify({ statement, source: { id: 1, type: 'pg', version: 1, options }, cache: 'on' });
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const child = spawnSync(process.execPath, ['--input-type=module'], { input: program, encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)), env: {} });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout);
}

const least = (prepare: string): number => Math.min(...Array.from({ length: TRIES }, () => firstWide(prepare)));

test('the first wide statement of a process takes far less after a warm-up', () => {
  const cold = least('');
  expect(least(`warmReader(${BUSY_MS});`)).toBeLessThan(0.8 * cold);
});
