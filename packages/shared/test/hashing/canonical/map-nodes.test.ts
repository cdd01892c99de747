import { expect, test } from '@jest/globals';
import { mapNodes, type Change } from '../../../src/hashing/canonical/map-nodes.js';
import { everywhere, type NodeRewrite } from '../../../src/hashing/canonical/rewrite.js';

const leaf = { ColumnRef: { name: 'a' } };
const other = { A_Const: { ival: { ival: 1 } } };
const tree = { SelectStmt: { larg: { targetList: [leaf, other] }, whereClause: leaf, limitOption: 'X' } };

test('nothing changed, nothing copied', () => {
  expect(mapNodes(tree, () => undefined)).toBe(tree);
});

test('inner nodes come first, and know their types where none is written', () => {
  const seen: string[] = [];
  mapNodes(tree, (type) => void seen.push(type));
  expect(seen).toEqual(['ColumnRef', 'A_Const', 'SelectStmt', 'ColumnRef', 'SelectStmt']);
});

test('what need not change is shared, and what was given stays as it was', () => {
  const before = JSON.stringify(tree);
  const change: Change = (type, fields) => (type === 'ColumnRef' ? { ColumnRef: { ...fields, name: 'b' } } : undefined);
  const mapped = mapNodes(tree, change) as typeof tree;
  expect(mapped.SelectStmt.whereClause).toEqual({ ColumnRef: { name: 'b' } });
  expect(mapped.SelectStmt.larg.targetList[1]).toBe(other);
  expect(JSON.stringify(tree)).toBe(before);
});

test('where no type is printed no other type can stand', () => {
  const change: Change = (type) => (type === 'SelectStmt' ? { A_Const: {} } : undefined);
  expect(mapNodes({ A: { larg: leaf } }, (type) => (type === 'SelectStmt' ? { A_Const: {} } : undefined))).toEqual({ A: { larg: leaf } });
  expect(mapNodes(tree, change)).toEqual({ A_Const: {} });
});

test('a node that has become another type is seen by the rewrites after it', () => {
  const rewrites: NodeRewrite[] = [
    { name: 'never', types: ['Third'], node: () => ({ First: {} }) },
    { name: 'one', types: ['First'], node: (fields) => ({ Second: fields }) },
    { name: 'two', types: ['Second'], node: (fields) => ({ Third: { ...fields, seen: true } }) },
  ];
  const rewrite = everywhere('all', rewrites);
  expect(rewrite.apply({ First: { a: 1 } }, { engine: 'pg' })).toEqual({ Third: { a: 1, seen: true } });
});
