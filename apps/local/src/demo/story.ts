/** Tells the demo in the terminal and keeps account of what did not hold. */
export class Story {
  #broken = 0;
  #chapters = 0;

  get broken(): number {
    return this.#broken;
  }

  chapter(title: string): void {
    this.#chapters += 1;
    console.log(`\n${this.#chapters}. ${title}`);
  }

  say(text: string): void {
    console.log(`   ${text}`);
  }

  /** Shows SQL or a command as it is sent. */
  show(text: string): void {
    console.log(text.trim().replace(/^/gm, '     | '));
  }

  claim(what: string, holds: boolean): void {
    if (!holds) this.#broken += 1;
    console.log(`   ${holds ? '✓' : '✗ NOT SO:'} ${what}`);
  }
}

/** A time for people: `3.1 ms`, `4.72 s`. */
export function spoken(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
