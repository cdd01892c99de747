import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const CSS = readFileSync(join(import.meta.dirname, '..', 'src', 'page', 'styles', 'colours.css'), 'utf8');
const COLOURS = new Map(
  [...CSS.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]),
);

type Theme = 'light' | 'dark';

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function between(front: string, back: string, theme: Theme): number {
  const [ink, ground] = [COLOURS.get(front), COLOURS.get(back)];
  if (!ink || !ground) throw new Error(`no colour --${ink ? back : front}`);
  return contrast(ink[theme], ground[theme]);
}

/** Every text of the page, and what it stands on. */
const TEXTS: readonly [string, readonly string[]][] = [
  ['text', ['ground', 'surface', 'sunken', 'accent-soft']],
  ['muted', ['ground', 'surface', 'sunken', 'accent-soft']],
  ['accent', ['ground', 'surface', 'sunken']],
  ['accent-strong', ['surface', 'accent-soft']],
  ['on-accent', ['accent', 'accent-strong']],
  ['warn', ['warn-soft', 'surface']],
  ['bad', ['bad-soft', 'surface']],
  ['sql-keyword', ['sunken']],
  ['sql-string', ['sunken']],
  ['sql-number', ['sunken']],
  ['sql-comment', ['sunken']],
  ['chart-text', ['surface']],
];

/** What has to be seen but not read: the frames of fields, the focus, the lines of a chart. */
const SHAPES: readonly [string, readonly string[]][] = [
  ['line-strong', ['surface']],
  ['accent', ['ground', 'surface', 'sunken', 'accent-soft']],
  ...[1, 2, 3, 4, 5, 6].map((n): [string, string[]] => [`series-${n}`, ['surface']]),
];

const pairs = (list: typeof TEXTS): [string, string, Theme][] =>
  list.flatMap(([front, backs]) => backs.flatMap((back): [string, string, Theme][] => [[front, back, 'light'], [front, back, 'dark']]));

test('knows the sums', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test.each(pairs(TEXTS))('%s on %s can be read, %s', (front, back, theme) => {
  expect(between(front, back, theme)).toBeGreaterThanOrEqual(4.5);
});

test.each(pairs(SHAPES))('%s on %s can be seen, %s', (front, back, theme) => {
  expect(between(front, back, theme)).toBeGreaterThanOrEqual(3);
});

test('the styles name no colour but those of the palette', () => {
  for (const name of ['base', 'layout', 'ask', 'result', 'side']) {
    const css = readFileSync(join(import.meta.dirname, '..', 'src', 'page', 'styles', `${name}.css`), 'utf8');
    expect(css.match(/#[0-9a-f]{3,8}\b(?![^;{]*\{)|rgba?\(|hsla?\(/gi) ?? []).toEqual([]);
    for (const [, used = ''] of css.matchAll(/var\(--([\w-]+)\)/g)) expect([...COLOURS.keys(), 'sans', 'mono', 'radius']).toContain(used);
  }
});
