import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';
import { Trouble } from './steps.mjs';

const running = new Set();

// A signal sent to this process alone, as a service manager does, must not leave a half-done npm behind.
export function passSignalsOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopAll);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stopAll);
  };
}

function stopAll(signal) {
  for (const child of running) child.kill(signal);
  process.exitCode = 1;
  if (running.size === 0) process.exit(1);
}

/** Runs a command and answers `{ code, output }`; with `show` its output goes to the terminal as well. */
export function run(command, args, { env = {}, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output.push(chunk);
        if (show) process.stdout.write(chunk);
      });
    }
    child.on('error', (error) => reject(new Trouble(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      running.delete(child);
      if (signal !== null) process.exit(1);
      resolve({ code, output: Buffer.concat(output).toString() });
    });
  });
}
