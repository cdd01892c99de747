import type { Choices } from '../choices.js';

/** One way to make another statement of a statement. */
export interface Mutation {
  readonly name: string;
  /** Whether it means to keep the answer; nothing rests on its being right. */
  readonly keeps: boolean;
  /** The other text; undefined where there is nothing to be done to this one. */
  apply(text: string, choices: Choices): string | undefined;
}
