import type pg from 'pg';
import { until } from './until.js';
import type { Stack } from './stack.js';

/** A warehouse with orders, views over them, and a gate that a test can hold shut. */
export const WAREHOUSE = `
  CREATE TABLE orders (id int PRIMARY KEY, region text, amount numeric(12,2), placed timestamptz);
  INSERT INTO orders
    SELECT n, (ARRAY['north', 'south', 'east'])[1 + n % 3], n * 1.25, '2024-01-01 00:00:00+00'::timestamptz + n * interval '1 hour'
    FROM generate_series(1, 900) n;
  CREATE TABLE regions (name text PRIMARY KEY, boss text);
  INSERT INTO regions VALUES ('north', 'Ada'), ('south', 'Bob'), ('east', NULL);
  CREATE VIEW totals AS SELECT r.boss, sum(o.amount) AS total FROM orders o JOIN regions r ON r.name = o.region GROUP BY 1;
  CREATE VIEW dice AS SELECT random() AS roll, id FROM orders;
  CREATE VIEW murderous AS SELECT pg_terminate_backend(id) AS done FROM orders;
  CREATE FUNCTION gate(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_lock_shared(42); PERFORM pg_advisory_unlock_shared(42); RETURN n; END $$;
  CREATE VIEW gated AS SELECT gate(id) AS id, amount FROM orders WHERE id <= 3;
`;

/** Source options under which the gate counts as a safe function. */
export const GATED = { allow_functions: ['public.gate'] };

/** Holds the gate shut: statements that pass it wait in the midst of their rows. */
export class Gate {
  readonly #client: pg.PoolClient;
  readonly #stack: Stack;
  #open = false;

  private constructor(stack: Stack, client: pg.PoolClient) {
    this.#stack = stack;
    this.#client = client;
  }

  static async shut(stack: Stack): Promise<Gate> {
    const client = await stack.warehouse.connect();
    await client.query('SELECT pg_advisory_lock(42)');
    return new Gate(stack, client);
  }

  /** Waits until so many statements stand at the gate. */
  async waiting(count = 1): Promise<{ pid: number; run: string }[]> {
    return until(async () => {
      const standing = (await this.#stack.statements()).filter(({ wait }) => wait === 'advisory');
      return standing.length >= count ? standing : undefined;
    });
  }

  async open(): Promise<void> {
    if (this.#open) return;
    this.#open = true;
    await this.#client.query('SELECT pg_advisory_unlock(42)');
    this.#client.release();
  }
}
