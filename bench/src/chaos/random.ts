import { createHash } from 'node:crypto';
import { seededRandom } from '@onceql/testing';

/** A stream of choices that depends on its seed alone. */
export interface Random {
  /** From 0 to below 1. */
  unit(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Picks by weight: an option with weight 2 comes twice as often as one with weight 1. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
}

/**
 * The choices of one actor. Each has a stream of its own, so that what one of them chooses does not depend on how
 * quick the others were.
 */
export function randomOf(seed: number, actor: string): Random {
  const unit = seededRandom(createHash('sha256').update(`${seed} ${actor}`).digest().readUInt32LE(0));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(unit() * from.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  return {
    unit,
    pick,
    between: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    chance: (probability) => unit() < probability,
    weighted: (from) => pickByWeight(from, unit()),
  };
}

function pickByWeight<T>(from: readonly (readonly [T, number])[], at: number): T {
  let left = at * from.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [option, weight] of from) {
    left -= weight;
    if (left < 0) return option;
  }
  const last = from.at(-1);
  if (!last) throw new Error('there is nothing to pick from');
  return last[0];
}
