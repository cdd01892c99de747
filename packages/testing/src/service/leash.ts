import { spawn } from 'node:child_process';

const SCRIPT = 'read -r _; kill -s "$1" "$2"';

/**
 * Signals `pid` as soon as this process is gone, even by SIGKILL: a shell waits for the end of its input, which
 * the kernel closes with us. Answers a function that takes the leash off.
 */
export function leash(pid: number, signal: NodeJS.Signals): () => void {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'leash', signal.replace('SIG', ''), String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return () => void shell.kill('SIGKILL');
}
