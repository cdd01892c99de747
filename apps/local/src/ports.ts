import { createServer } from 'node:net';
import type { Config } from '@onceql/config';
import { ownerOf, programOf } from './sockets.js';
import { Trouble } from './trouble.js';

/** Below the ports that systems give to outgoing connections, so that a port stays free between two starts. */
const FIRST = 20_000;
const LAST = 29_999;

/** The environment's variable that gives a port. */
type Variable = 'PORT' | 'OPS_PORT';

/** @throws Trouble with what to do, if one cannot listen there. */
export async function demandPort(port: number, host: string, remedy = 'stop it or set PORT', variable: Variable = 'PORT'): Promise<void> {
  const code = await tryToListen(port, host);
  if (code === undefined) return;
  if (code === 'EADDRINUSE') throw new Trouble(`Port ${port} is taken${holder(port)}: ${remedy}`);
  if (code === 'EACCES') throw new Trouble(`Port ${port} needs more rights than you have: set ${variable} to one above 1023`);
  throw new Trouble(`One cannot listen on ${host} (${code}): set HOST to an address of this machine, such as 127.0.0.1`);
}

/**
 * The ports on which the API and each worker answer machines: OPS_PORT and those that follow it, as all of them share
 * one machine. None where it is not set.
 * @throws Trouble with what to do, if one of them cannot be had
 */
export async function opsPorts({ opsPort, workers, port, host }: Config): Promise<readonly number[]> {
  if (opsPort === undefined) return [];
  const last = opsPort + workers;
  const all = Array.from({ length: workers + 1 }, (_, place) => opsPort + place);
  if (last > 65_535 || all.includes(port)) {
    throw new Trouble(`The API takes OPS_PORT and each worker one of those that follow, here ${opsPort} to ${last}: set it so that they end at 65535 and leave out PORT (${port})`);
  }
  for (const each of all) await demandPort(each, host, 'stop it or set OPS_PORT', 'OPS_PORT');
  return all;
}

/** A free port of 127.0.0.1 that is likely to be free at the next start, too. */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if ((await tryToListen(port, '127.0.0.1')) === undefined) return port;
  }
}

function holder(port: number): string {
  const pid = ownerOf((socket) => socket.listening && socket.localPort === port);
  return pid === undefined ? '' : ` (by pid ${pid}, ${programOf(pid)})`;
}

/** Answers the code of the error; undefined if it went well. */
function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
