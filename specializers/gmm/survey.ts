// The first pass over chunked data: how many rows, their mean, and a sample that initial parameters are made of.
import type { Chunk } from "./chunks.ts";
import type { Events } from "./engine.ts";
import { problem } from "./messages.ts";

/** Rows of the sample; data of no more rows are the sample, in order. */
export const SAMPLE_ROWS = 65_536;

export interface Survey {
  readonly count: number;
  readonly features: number;
  /** [D] */
  readonly mean: Float64Array;
  readonly sample: Events;
}

/**
 * Each row is in the sample with the same probability (algorithm R, Vitter 1985); rows of weight 0 are not, once there are
 * more than it holds.
 * @param weights [N], of all rows
 */
export async function survey(
  chunks: AsyncIterable<Chunk>,
  weights: Float64Array | undefined,
  random: () => number,
): Promise<Survey> {
  let count = 0;
  let candidates = 0;
  let features = 0;
  let mean: Float64Array<ArrayBuffer> = new Float64Array();
  let sample: Float64Array<ArrayBuffer> = new Float64Array();
  const places = new Float64Array(SAMPLE_ROWS); // which row is where
  for await (const { start, count: rows, features: columns, values } of chunks) {
    if (start === 0) {
      features = columns;
      mean = new Float64Array(features);
    }
    if (sample.length < SAMPLE_ROWS * features)
      sample = grown(sample, (start + rows) * features, SAMPLE_ROWS * features);
    for (let n = 0; n < rows; n++) {
      const row = start + n;
      count++;
      for (let i = 0; i < features; i++) mean[i]! += (values[n * features + i]! - mean[i]!) / count;
      if (row >= SAMPLE_ROWS && weights?.[row] === 0) continue;
      candidates++;
      const place = candidates <= SAMPLE_ROWS ? candidates - 1 : Math.floor(random() * candidates);
      if (place >= SAMPLE_ROWS) continue;
      places[place] = row;
      for (let i = 0; i < features; i++) sample[place * features + i] = values[n * features + i]!;
    }
  }
  if (weights && weights.length !== count)
    throw problem("GMM_SAMPLE_WEIGHT", `has ${weights.length} values for ${count} events`);
  const held = Math.min(candidates, SAMPLE_ROWS);
  return {
    ...{ count, features, mean },
    sample: {
      count: held,
      values: sample.subarray(0, held * features),
      ...(weights && { weights: Float64Array.from({ length: held }, (_, at) => weights[places[at]!]!) }),
    },
  };
}

/** With room for `needed` numbers, doubled each time so that copying stays rare, and never more than `most`. */
function grown(values: Float64Array<ArrayBuffer>, needed: number, most: number): Float64Array<ArrayBuffer> {
  if (values.length >= Math.min(needed, most)) return values;
  const larger = new Float64Array(Math.min(most, Math.max(needed, 2 * values.length)));
  larger.set(values);
  return larger;
}
