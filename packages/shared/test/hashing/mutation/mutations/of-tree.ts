import type { Choices } from '../choices.js';
import { placesIn, textOf, treeOf, type Fields, type Place, type Wrapped } from '../tree.js';
import type { Mutation } from './mutation.js';

/** Changes a tree; answers whether it did. */
export type TreeEdit = (tree: Fields, choices: Choices, places: readonly Place[]) => boolean;

/** A mutation of the tree, which is then written out again. */
export function ofTree(name: string, keeps: boolean, edit: TreeEdit): Mutation {
  return {
    name: `tree: ${name}`,
    keeps,
    apply(text, choices) {
      const tree = treeOf(text);
      return tree !== undefined && edit(tree, choices, placesIn(tree)) ? textOf(tree) : undefined;
    },
  };
}

/** What becomes of a node: another one, true where it was changed in place, undefined where it is none for this. */
export type NodeEdit = (fields: Fields, choices: Choices, place: Place) => Wrapped | true | undefined;

/** A mutation of one node out of all of a type. */
export function ofNode(name: string, keeps: boolean, types: readonly string[], edit: NodeEdit): Mutation {
  return ofTree(name, keeps, (_tree, choices, places) => {
    for (const place of choices.shuffled(places.filter(({ type }) => types.includes(type)))) {
      const made = edit(place.fields, choices, place);
      if (made === undefined || (made !== true && place.replace === undefined)) continue;
      if (made !== true) place.replace?.(made);
      return true;
    }
    return false;
  });
}
