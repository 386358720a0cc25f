// Random programs by the number.
import * as assert from "uvu/assert";
import { runTogether } from "./compiled-together.ts";
import { heldAlike, type Native } from "./held-alike.ts";

/** Functions in one library. */
const BATCH = 100;

/** @throws Error with the seed of the first program on which anything differs */
export function manyPrograms(seed: number, count: number, compilers: readonly string[]): void {
  const machine = { cores: 3, vectorBytes: 32, lastLevelCacheBytes: 1 << 10, compilers };
  const declined = new Map<string, number>();
  let batch: Native[] = [];
  const flush = () => {
    if (batch.length > 0) runTogether(batch, compilers[0]!);
    batch = [];
  };
  for (let i = 0; i < count; i++) {
    const held = heldAlike(seed + i, machine);
    if (typeof held === "string") declined.set(held, (declined.get(held) ?? 0) + 1);
    else if (held) batch.push(held);
    if (batch.length === BATCH) flush();
  }
  flush();
  const refused = [...declined.values()].reduce((a, b) => a + b, 0);
  assert.ok(refused < count / 2, `${refused} of ${count} programs were declined: ${[...declined].map(String)}`);
}
