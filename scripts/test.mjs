// npm test: set-up, rules, types, every test of every package. The last line is the sum.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './root.mjs';
import { run } from './run-command.mjs';
import { fail, setUp } from './set-up.mjs';
import { step, Trouble } from './steps.mjs';

const bin = (path) => join(ROOT, 'node_modules', path);
const CHECKS = [
  ['checking the rules of style', 'checked the rules of style', [bin('eslint/bin/eslint.js'), '.']],
  [
    'checking who imports whom',
    'checked who imports whom',
    [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'packages', 'apps', 'bench'],
  ],
  ['checking types', 'checked types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.test.json']],
];

async function check([doing, done, args]) {
  await step(doing, done, async () => {
    const { code, output } = await run(process.execPath, args);
    if (code !== 0) throw new Trouble(output.trim());
  }).catch((error) => {
    fail(error);
    sum.failed += 1;
  });
}

async function checks() {
  for (const each of CHECKS) await check(each);
}

/** Files that spend their time waiting for a lease, a limit or a lock to end, beside everything else. Their names tell. */
const WAITING = ['--maxWorkers=2', '--testMatch=**/test/**/*.waiting.test.ts'];
/** All others: they take both cores. */
const WORKING = ['--maxWorkers=2', '--testPathIgnorePatterns=\\.waiting\\.test\\.ts$'];

/** Runs jest on some of the files, its lines to the terminal as they come; answers its report if it got that far. */
async function jest(lane, args) {
  const folder = mkdtempSync(join(tmpdir(), 'onceql-report-'));
  const report = join(folder, 'report.json');
  const options = ['--json', `--outputFile=${report}`, '--passWithNoTests', ...(process.stderr.isTTY ? ['--colors'] : [])];
  const command = ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), ...options, ...args, ...lane];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  createInterface(child.stderr).on('line', (line) => process.stderr.write(`${line}\n`));
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass).on('SIGINT', () => {});
  const code = await new Promise((resolve) => child.on('close', resolve));
  process.off('SIGTERM', pass);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true, force: true });
  return { code, result };
}

/**
 * The rules and the types first, while files wait; then all other files beside those. They share one Postgres and one
 * Redis program, found or fetched before anything begins.
 */
async function checksAndTests(args) {
  const { default: setUpServices } = await import('../packages/testing/dist/jest/global-setup.js');
  const { default: tearDownServices } = await import('../packages/testing/dist/jest/global-teardown.js');
  await setUpServices();
  try {
    return await Promise.all([jest(WAITING, args), checks().then(() => jest(WORKING, args))]);
  } finally {
    await tearDownServices();
  }
}

function count({ code, result }) {
  if (!result) {
    sum.failed += 1;
    return;
  }
  listSkipped(result);
  sum.passed += result.numPassedTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  sum.failed += failed === 0 && code !== 0 ? 1 : failed;
  sum.skipped += result.numPendingTests + result.numTodoTests;
}

function listSkipped(result) {
  const skipped = result.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'todo' || status === 'disabled'),
  );
  for (const { fullName } of skipped) {
    const [name, ...reason] = fullName.split(' — ');
    process.stdout.write(`skipped: ${name} — ${reason.join(' — ') || 'no reason given'}\n`);
  }
}

const sum = { passed: 0, failed: 0, skipped: 0 };
try {
  await setUp();
  for (const lane of await checksAndTests(process.argv.slice(2))) count(lane);
  if (sum.passed === 0 && sum.failed === 0) sum.failed = 1;
} catch (error) {
  fail(error);
  sum.failed += 1;
}
if (sum.failed > 0) process.exitCode = 1;
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
