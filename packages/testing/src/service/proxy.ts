import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A way over TCP to a service on 127.0.0.1 that a test can close and open again. */
export class Proxy {
  readonly #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #server: Server | undefined;
  #isHeld = false;
  port = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    await proxy.open();
    return proxy;
  }

  /** Lets connections through; the first time on a free port, later on the same one. */
  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer((from) => this.#join(from));
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = server && once(server, 'close');
    server?.close();
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    await closed;
  }

  /** From now on nothing comes through, and nobody is told: the service seems to think. */
  hold(): void {
    this.#isHeld = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Lets through what was held. */
  release(): void {
    this.#isHeld = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  #join(from: Socket): void {
    const to = connect(this.#target, '127.0.0.1');
    const pair = [from, to] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [to, from] as const]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
    from.pipe(to).pipe(from);
    if (this.#isHeld) for (const socket of pair) socket.pause();
  }
}
