import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Proxies keep an idle connection for 60 s, most of them. Closed here first, it may be closed as the next request comes along, which then fails. */
const KEEP_ALIVE_MS = 75_000;

/** How often a server that closes looks for connections that have nothing more to do, in milliseconds. */
const LOOK_MS = 50;

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Takes nothing new, and lets answers under way end: for so many milliseconds at most. */
  close(graceMs: number): Promise<void>;
}

/** @throws if the port cannot be had */
export async function listen(app: RequestListener, port: number, host: string): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const rest = setInterval(() => {
        // A kept-alive connection becomes idle only when its answer is out.
        server.closeIdleConnections();
        closeSilent(sockets);
      }, LOOK_MS);
      const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(rest);
      clearTimeout(deadline);
    },
  };
}

/** Proxies open connections ahead. To Node.js one that has never sent a byte is not idle. */
function closeSilent(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}
