import { createServer } from 'node:net';
import { ownerOf, programOf } from './sockets.js';
import { Trouble } from './trouble.js';

/** Below the ports that systems give to outgoing connections, so that a port stays free between two starts. */
const FIRST = 20_000;
const LAST = 29_999;

/** @throws Trouble with what to do, if one cannot listen there. */
export async function demandPort(port: number, host: string, remedy: string): Promise<void> {
  const code = await tryToListen(port, host);
  if (code === undefined) return;
  if (code === 'EADDRINUSE') throw new Trouble(`Port ${port} is taken${holder(port)}: ${remedy}`);
  if (code === 'EACCES') throw new Trouble(`Port ${port} needs more rights than you have: set PORT to one above 1023`);
  throw new Trouble(`One cannot listen on ${host} (${code}): set HOST to an address of this machine, such as 127.0.0.1`);
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
