import { deferred } from '@onceql/shared';
import type { Connection, Submittable } from 'pg';

/** A column as RowDescription has it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** One thing that is asked of the server. Without a name it is the unnamed statement. */
export type Step =
  | { readonly act: 'prepare'; readonly name: string; readonly text: string }
  | { readonly act: 'execute'; readonly name?: string; readonly text?: string; readonly values?: readonly string[] }
  /** Runs a statement that the connection remembers from the first time on, with its plan. */
  | { readonly act: 'recall'; readonly name: string; readonly text: string; readonly values?: readonly string[] }
  | { readonly act: 'close'; readonly name: string };

type Row = readonly (string | null)[];
export interface Answer {
  /** What the prepared statement returns; undefined where it returns no rows. */
  readonly fields: readonly Field[] | undefined;
  /** Rows of each executed step, values as text. */
  readonly rows: readonly (readonly Row[])[];
}

/** Whatever is under way on a connection. `settled` never rejects: the server is done with it, or gone. */
export interface Conversation extends Submittable {
  readonly settled: Promise<void>;
  /** The same, to be asked at once. */
  readonly isSettled: boolean;
  /** Nobody wants the rest. */
  drop(): void;
}

/**
 * Several steps in one round trip, over the extended protocol: a failed one ends all that follow. `prepare`
 * parses and describes a statement without planning or running it; being of that protocol, it takes one
 * statement only.
 */
export class Exchange implements Conversation {
  readonly answer: Promise<Answer>;
  readonly settled: Promise<void>;
  readonly #steps: readonly Step[];
  readonly #remembered: Set<string>;
  readonly #done = deferred<Answer>();
  readonly #rows: Row[][] = [];
  #current: Row[] = [];
  #settled = false;
  #fields: readonly Field[] | undefined;

  /** @param remembered Names of the statements that the connection remembers; those that it is taught are added. */
  constructor(steps: readonly Step[], remembered: Set<string> = new Set()) {
    this.#steps = steps;
    this.#remembered = remembered;
    this.answer = this.#done.promise;
    this.settled = this.answer.then(() => undefined, () => undefined);
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  submit(connection: Connection): null {
    connection.stream.cork();
    for (const step of this.#steps) send(connection, step, this.#remembered);
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  drop(): void {
    // A few rows at most: they may as well be read.
  }

  handleRowDescription(message: { fields: readonly Field[] }): void {
    this.#fields = message.fields;
  }

  handleDataRow(message: { fields: Row }): void {
    this.#current.push(message.fields);
  }

  handleCommandComplete(): void {
    this.#rows.push(this.#current);
    this.#current = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleError(error: Error): void {
    this.#settled = true;
    this.#done.reject(error);
  }

  handleReadyForQuery(): void {
    this.#settled = true;
    this.#done.resolve({ fields: this.#fields, rows: this.#rows });
  }
}

function send(connection: Connection, step: Step, remembered: Set<string>): void {
  const name = step.name ?? '';
  if (step.act === 'close') return connection.close({ type: 'S', name }, true);
  const isKnown = step.act === 'recall' && remembered.has(name);
  if (step.act === 'recall') remembered.add(name);
  if (step.text !== undefined && !isKnown) connection.parse({ name, text: step.text, types: [] }, true);
  if (step.act === 'prepare') return connection.describe({ type: 'S', name }, true);
  connection.bind({ portal: '', statement: name, values: [...(step.values ?? [])] }, true);
  connection.execute({ portal: '' }, true);
}
