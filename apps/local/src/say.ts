/** Where lines for the person at the terminal go. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells what is going on. */
export class Teller {
  readonly #out: Terminal;

  constructor(out: Terminal) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  /** A line with the time of day, for what happens by itself. */
  event(text: string): void {
    this.line(`${new Date().toTimeString().slice(0, 8)} ${text}`);
  }

  /** Runs `work` as a step: on a terminal one line that is written over, elsewhere two. */
  async step<T>(doing: string, done: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const inPlace = this.#out.isTTY === true;
    this.#out.write(`… ${doing}${inPlace ? '' : '\n'}`);
    let worked = false;
    try {
      const result = await work();
      worked = true;
      return result;
    } finally {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      this.line(`${inPlace ? '\r\x1b[K' : ''}${worked ? `✓ ${done}` : `✗ ${doing}`} ${seconds} s`);
    }
  }
}
