import { mayBeTie } from '@onceql/shared';
import type { Float32Filler, Float64Filler } from '../cells/fillers.js';

/** From which magnitude on an exponent is printed. */
const REAL_EXPONENT = 1e6;
const DOUBLE_EXPONENT = 1e15;
/** So many digits are those of one real at most, and the shortest ones that are. */
const REAL_DIGITS = 6;
const LEAST_REAL = 1e-37;
const MOST_REAL = 3e38;

const float64 = new Float64Array(1);
const halves = new Int32Array(float64.buffer);
const float32 = new Float32Array(1);
const bits = new Int32Array(float32.buffer);

/** Puts the double that these are the shortest digits of; answers false where the text is told otherwise. */
export function putFloat(filler: Float64Filler, row: number, text: string): boolean {
  const value = Number(text);
  const magnitude = Math.abs(value);
  if (mayBeTie(magnitude) || floatText(value, DOUBLE_EXPONENT) !== text) return false;
  float64[0] = value;
  filler.put(row, halves[0] ?? 0, halves[1] ?? 0);
  return true;
}

/** The same of a real, where the digits are few enough to be its shortest ones without a doubt. */
export function putReal(filler: Float32Filler, row: number, text: string): boolean {
  const value = Number(text);
  if (!isPlainReal(value, text) || floatText(value, REAL_EXPONENT) !== text) return false;
  float32[0] = value;
  filler.put(row, bits[0] ?? 0);
  return true;
}

function isPlainReal(value: number, text: string): boolean {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || !Number.isFinite(value)) return true;
  const digits = text.replace(/e.*/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= REAL_DIGITS && magnitude > LEAST_REAL && magnitude < MOST_REAL;
}

/** Shortest digits with an exponent of two digits at least, where Postgres prints one. */
function floatText(value: number, exponentFrom: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value) || (magnitude >= 1e-4 && magnitude < exponentFrom)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
