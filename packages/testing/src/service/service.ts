import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { leash } from './leash.js';

/** A program that runs until it is stopped. */
export interface Service {
  readonly pid: number;
  /** Resolves when it has ended, whoever ended it, to words that say how: `exit code 1`, `SIGKILL`. */
  readonly exited: Promise<string>;
  /** Asks it to end and waits; after `boundMs` it is killed. May be called twice. */
  stop(boundMs?: number): Promise<void>;
}

export interface ServiceOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** The file to which its output is added. */
  readonly log: string;
  /** Asks it to end in good order. */
  readonly endSignal: NodeJS.Signals;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches it only through us.
 * It is on a leash: it ends with this process, also where this process is killed.
 */
export function startService(order: ServiceOrder): Service {
  const output = openSync(order.log, 'a', 0o600);
  const { env, uid, gid } = order;
  const child = spawn(order.command, order.args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    ...(env && { env }),
    ...(uid !== undefined && { uid, gid }),
  });
  closeSync(output);
  // Whoever forgets to stop it can end all the same; the leash does the rest.
  child.unref();
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const pid = child.pid ?? 0;
  const release = child.pid === undefined ? () => {} : leash(child.pid, order.endSignal);
  void exited.then(release);
  return { pid, exited, stop: (boundMs = 15_000) => stopChild(child, exited, order.endSignal, boundMs) };
}

async function stopChild(
  child: { kill(signal: NodeJS.Signals): boolean; exitCode: number | null; signalCode: NodeJS.Signals | null },
  exited: Promise<string>,
  signal: NodeJS.Signals,
  boundMs: number,
): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
  await exited;
  clearTimeout(timer);
}

/** The last lines of a service's log, for a message about its end. */
export function tail(log: string, lines = 3): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-lines).join(' | ');
}
