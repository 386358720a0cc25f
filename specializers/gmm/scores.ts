// Scoring events block by block: rows that are there, or chunks as they come.
import { type ChunkedSource, isChunked, openChunks } from "./chunks.ts";
import type { ScoreEngine } from "./engine.ts";
import { problem } from "./messages.ts";
import { type Matrix, type Rows, readRows } from "./rows.ts";
import type { MixtureState } from "./state.ts";

/** Some of the events, in their order. */
export interface Block {
  readonly count: number;
  /** log p(x) of each event [count], and, where wanted, responsibilities [count, M]. */
  score(logProbabilities: Float64Array, responsibilities?: Float64Array): void;
}

/** What is kept of each block, and what is made of it all. */
export interface Scoring<Part, Whole> {
  part(block: Block): Part;
  whole(parts: readonly Part[]): Whole;
  /** Rows of a block at most, where the data are not in chunks; all of them unless said. */
  readonly rows?: number;
}

export interface Scorer {
  readonly engine: ScoreEngine;
  readonly state: MixtureState;
  readonly checkpoint: () => void;
}

/** @param open called before anything is read @throws MixtureError; with chunks the promise rejects */
export function scoreAll<Part, Whole>(
  data: Matrix | ChunkedSource,
  open: () => Scorer,
  scoring: Scoring<Part, Whole>,
): Whole | Promise<Whole> {
  return isChunked(data) ? scoreChunks(data, open, scoring) : scoreRows(data, open(), scoring);
}

function scoreRows<Part, Whole>(
  data: Matrix,
  scorer: Scorer,
  { part, whole, rows: most = Number.POSITIVE_INFINITY }: Scoring<Part, Whole>,
): Whole {
  try {
    const rows = readRows(data);
    const parts: Part[] = [];
    for (let start = 0; start < rows.count; start += most) parts.push(part(blockOf(slice(rows, start, most), scorer)));
    return whole(parts);
  } finally {
    scorer.engine.close();
  }
}

async function scoreChunks<Part, Whole>(
  source: ChunkedSource,
  open: () => Scorer,
  { part, whole }: Scoring<Part, Whole>,
): Promise<Whole> {
  const scorer = open();
  try {
    const parts: Part[] = [];
    for await (const chunk of openChunks(source, "one", scorer.checkpoint).pass())
      parts.push(part(blockOf(chunk, scorer)));
    return whole(parts);
  } finally {
    scorer.engine.close();
  }
}

function blockOf(rows: Rows, { engine, state }: Scorer): Block {
  if (rows.features !== state.features) throw problem("GMM_FEATURES", rows.features, state.features);
  return {
    count: rows.count,
    score(logProbabilities, responsibilities) {
      engine.hold(rows);
      engine.score(state, logProbabilities, responsibilities);
    },
  };
}

function slice({ count, features, values }: Rows, start: number, most: number): Rows {
  const end = Math.min(count, start + most);
  return { count: end - start, features, values: values.subarray(start * features, end * features) };
}
