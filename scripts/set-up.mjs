// From a fresh clone to something that runs: packages, then the build. Uses nothing but Node itself.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { passSignalsOn, run } from './run-command.mjs';
import { step, Trouble } from './steps.mjs';

const MARKER = join(ROOT, 'node_modules', '.onceql-installed');
const QUIET = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };

/** Installs and builds what is not there yet. @throws Trouble */
export async function setUp() {
  const release = passSignalsOn();
  checkNode();
  if (!isInstalled()) await step('installing packages', 'installed packages', install);
  await step('building', 'built', build);
  release();
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const [, leastMajor, leastMinor] = /^>=(\d+)\.(\d+)$/.exec(engines.node).map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new Trouble(`OnceQL needs Node ${leastMajor}.${leastMinor} or newer, this is ${process.versions.node}: see https://nodejs.org`);
}

// What npm would install depends on these; where they are the same as last time, it has nothing to do.
function fingerprint() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const place = `${process.versions.modules} ${process.platform} ${process.arch}`;
  return createHash('sha256').update(lock).update(place).digest('hex');
}

const isInstalled = () => existsSync(MARKER) && readFileSync(MARKER, 'utf8') === fingerprint();

async function install() {
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { code, output } = await run(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Trouble(`The packages could not be installed (npm ci):\n${output.trim()}`);
  writeFileSync(MARKER, fingerprint());
}

async function build() {
  const turbo = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');
  const { code, output } = await run(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only', '--no-daemon'], { env: QUIET });
  if (code !== 0) throw new Trouble(`The build failed:\n${output.trim()}`);
}

/** For the scripts' own ends: a Trouble is shown as it is, anything else is a defect and shows where it was. */
export function fail(error) {
  process.stderr.write(`${error instanceof Trouble ? error.message : (error?.stack ?? error)}\n`);
  process.exitCode = 1;
}
