// Data that come in chunks, for what is larger than memory: every pass over them starts the source again.
import { MixtureError, problem } from "./messages.ts";
import { checkFinite, type Matrix, type Rows, tableOf } from "./rows.ts";

/** What a source gives: chunks of rows, all with the same number of features. */
export type ChunkSequence = Iterable<Matrix> | AsyncIterable<Matrix> | Iterator<Matrix> | AsyncIterator<Matrix>;

/**
 * Data in chunks [n, D]: an object that can be iterated asynchronously any number of times, or a function (a generator
 * function, say) that starts over at each call. Every iteration of a fit reads all chunks once.
 */
export type ChunkedSource = AsyncIterable<Matrix> | (() => ChunkSequence | PromiseLike<ChunkSequence>);

export interface Chunk extends Rows {
  /** The number of its first row. */
  readonly start: number;
}

export interface Chunks {
  /** All chunks, from the first on. @throws MixtureError GMM_ONE_PASS, GMM_SOURCE, and those of bad data */
  pass(): AsyncGenerator<Chunk, void>;
}

export const isChunked = (data: Matrix | ChunkedSource): data is ChunkedSource =>
  typeof data === "function" ||
  (typeof data === "object" && data !== null && (Symbol.asyncIterator in data || "next" in data));

/**
 * @param checkpoint looked at when a chunk has come; throws to end what runs
 * @param passes "many": a source that can be read only once is refused before anything is read
 */
export function openChunks(source: ChunkedSource, passes: "one" | "many", checkpoint: () => void): Chunks {
  let done = 0;
  let before: object | undefined;
  let total: number | undefined;

  const start = async (): Promise<AsyncIterator<Matrix> | Iterator<Matrix>> => {
    const given = typeof source === "function" ? await source() : source;
    const iterator = iteratorOf(given);
    const once = typeof source !== "function" && iterator === (source as unknown);
    if ((passes === "many" && once) || iterator === before) throw problem("GMM_ONE_PASS");
    before = iterator;
    return iterator;
  };

  return {
    async *pass() {
      done++;
      let features: number | undefined;
      let rows = 0;
      let chunks = 0;
      const failed = (cause: unknown): unknown =>
        cause instanceof MixtureError ? cause : problem("GMM_SOURCE", done, chunks, rows, cause);
      const iterator = await start().catch((cause: unknown) => {
        throw failed(cause);
      });
      let open = true;
      try {
        for (;;) {
          let step: IteratorResult<Matrix>;
          try {
            step = await iterator.next();
          } catch (cause) {
            open = false;
            checkpoint(); // an interrupt is no failure of the source
            throw failed(cause);
          }
          checkpoint();
          if (step.done) break;
          const chunk = tableOf(step.value);
          if (chunk.count === 0) continue;
          if (chunk.features === 0) throw problem("GMM_NO_FEATURES");
          features ??= chunk.features;
          if (chunk.features !== features) throw problem("GMM_CHUNK", chunks, chunk.features, features);
          checkFinite(chunk, rows);
          yield { ...chunk, start: rows };
          rows += chunk.count;
          chunks++;
        }
        open = false;
      } finally {
        if (open) await iterator.return?.();
      }
      if (rows === 0 && total === undefined) throw problem("GMM_EMPTY");
      if (total !== undefined && rows !== total) throw problem("GMM_PASSES", done, rows, total);
      total = rows;
    },
  };
}

function iteratorOf(given: ChunkSequence): AsyncIterator<Matrix> | Iterator<Matrix> {
  if (typeof given === "object" && given !== null) {
    if (Symbol.asyncIterator in given) return given[Symbol.asyncIterator]();
    if (Symbol.iterator in given) return given[Symbol.iterator]();
    if ("next" in given) return given;
  }
  throw problem("GMM_CHUNKS", given === null ? "null" : typeof given);
}
