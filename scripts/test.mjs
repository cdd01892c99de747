// npm test: set-up, rules, types, then every test of every package. The last line is the sum.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  ['checking the types of the tests', 'checked the types of the tests', [bin('typescript/bin/tsc'), '-p', 'tsconfig.test.json']],
];

async function check([doing, done, args]) {
  await step(doing, done, async () => {
    const { code, output } = await run(process.execPath, args);
    if (code !== 0) throw new Trouble(output.trim());
  });
}

/** Runs jest in the terminal and answers its report; undefined where it did not get that far. */
async function jest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'onceql-report-'));
  const report = join(folder, 'report.json');
  const command = ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass).on('SIGINT', () => {});
  const code = await new Promise((resolve) => child.on('close', resolve));
  process.off('SIGTERM', pass);
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true, force: true });
  return { code, result };
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
  for (const each of CHECKS) {
    await check(each).catch((error) => {
      fail(error);
      sum.failed += 1;
    });
  }
  const { code, result } = await jest(process.argv.slice(2));
  if (result) {
    listSkipped(result);
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    sum.skipped += result.numPendingTests + result.numTodoTests;
  }
  if (sum.failed === 0 && (code !== 0 || sum.passed === 0)) sum.failed = 1;
} catch (error) {
  fail(error);
  sum.failed += 1;
}
if (sum.failed > 0) process.exitCode = 1;
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
