/** A float taken apart: `mantissa * 2^exponent`. */
export interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
  /** The float below is half as far away as the one above: a power of two, but for the smallest floats. */
  readonly isEdge: boolean;
}

const view = new DataView(new ArrayBuffer(8));

export function float64Parts(value: number): Binary {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const power = Number((bits >> 52n) & 0x7ffn);
  if (power === 0) return { mantissa: fraction, exponent: -1074, isEdge: false };
  return { mantissa: fraction | (1n << 52n), exponent: power - 1075, isEdge: fraction === 0n && power > 1 };
}

export function float32Parts(value: number): Binary {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const fraction = bits & 0x7fffff;
  const power = (bits >>> 23) & 0xff;
  if (power === 0) return { mantissa: BigInt(fraction), exponent: -149, isEdge: false };
  return { mantissa: BigInt(fraction | 0x800000), exponent: power - 150, isEdge: fraction === 0 && power > 1 };
}

/**
 * The decimal of the fewest digits that lies strictly between the middles to both neighbours, the one nearest to the float if
 * there are several, as `DIGITSe+POWER`. That is Ryu as Postgres has it; slow, for the floats on which the quick ways differ.
 * @param magnitude the float, above 0; only its size counts
 */
export function shortestBetween({ mantissa, exponent, isEdge }: Binary, magnitude: number): string {
  const [up, down] = exponent >= 2 ? [1n << BigInt(exponent - 2), 1n] : [1n, 1n << BigInt(2 - exponent)];
  const value = 4n * mantissa * up;
  const low = value - (isEdge ? up : 2n * up);
  const high = value + 2n * up;
  for (let power = Math.floor(Math.log10(magnitude)) + 1; ; power--) {
    // Everything is compared as a multiple of 10^power / down.
    const [scale, step] = power >= 0 ? [1n, down * 10n ** BigInt(power)] : [10n ** BigInt(-power), down];
    const below = (value * scale) / step;
    const fits = [below, below + 1n].filter((digits) => digits * step > low * scale && digits * step < high * scale);
    const [first, second] = fits;
    if (first === undefined) continue;
    const digits = second === undefined ? first : nearest(first, second, value * scale, step);
    return `${digits}e${power}`;
  }
}

/** Of two that are equally near the even one. */
function nearest(below: bigint, above: bigint, value: bigint, step: bigint): bigint {
  const toBelow = value - below * step;
  const toAbove = above * step - value;
  if (toBelow === toAbove) return below % 2n === 0n ? below : above;
  return toBelow < toAbove ? below : above;
}
