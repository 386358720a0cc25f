// What is kept of scored blocks of events, as arrays for the user.
import { problem } from "./gmm/messages.ts";
import type { Block } from "./gmm/scores.ts";
import { NdArray } from "./runtime/arrays/ndarray.ts";

// An f64 NdArray is a Float64Array; its type alone does not say so.
const f64 = (array: NdArray): Float64Array => array as unknown as Float64Array;

export function logsOf(block: Block): NdArray {
  const logs = NdArray.zeros([block.count]);
  block.score(f64(logs));
  return logs;
}

export function responsibilitiesOf(block: Block, components: number): NdArray {
  const responsibilities = NdArray.zeros([block.count, components]);
  block.score(new Float64Array(block.count), f64(responsibilities));
  return responsibilities;
}

export function labelsOf(responsibilities: NdArray): NdArray {
  const [count, components] = responsibilities.shape as readonly [number, number];
  const labels = NdArray.zeros([count], { dtype: "i32" });
  for (let n = 0; n < count; n++) {
    const at = n * components;
    let best = 0;
    for (let k = 1; k < components; k++) if (responsibilities[at + k]! > responsibilities[at + best]!) best = k;
    labels[n] = best;
  }
  return labels;
}

/** Blocks one below the other. */
export function joined(parts: readonly NdArray[]): NdArray {
  const [first] = parts;
  if (first === undefined) throw problem("GMM_EMPTY");
  if (parts.length === 1) return first;
  const rows = sumOf(parts.map(({ shape }) => shape[0]!));
  const whole = NdArray.zeros([rows, ...first.shape.slice(1)], { dtype: first.dtype });
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
