// Vectors that slide along a row: whatever is moved out of the vectors at hand is what lies in the row.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { atHand, slid, slidingMacros } from "../../../specializers/targets/c-slide.ts";

const test = suite("vectors that slide along a row");

for (const [lanes, bytes] of [
  [2, 16],
  [4, 16],
  [4, 32],
  [8, 32],
  [8, 64],
  [16, 64],
] as const)
  test(`${lanes} lanes of ${bytes} bytes hold the columns that are asked for`, () => {
    const vectors = atHand(lanes, bytes);
    const columnsFrom = (first: number) => Array.from({ length: lanes }, (_, lane) => first + lane);
    const held = new Map(vectors.names.map((name, i) => [`${name}_row`, columnsFrom(i * vectors.apart - lanes)]));
    const macros = new Map(
      slidingMacros(vectors).map(({ name, lanes: taken }) => [name, taken.split(", ").map(Number)]),
    );
    const move = (name: string, low: readonly number[], high: readonly number[]) =>
      macros.get(name)!.map((lane) => [...low, ...high][lane]);
    for (let by = -lanes; by <= lanes; by++) {
      const text = slid("row", by, vectors);
      const [, name, low, high] = text.match(/^(\w+)\((\w+), (\w+)\)$/) ?? [];
      const got = name ? move(name, held.get(low!)!, held.get(high!)!) : held.get(text);
      assert.equal(got, columnsFrom(by), `${by}: ${text}`);
    }
    if (bytes !== 32) return;
    assert.equal(move("SLID_HALF", held.get("before_row")!, held.get("here_row")!), held.get("middle_row"));
    for (const [name, taken] of macros)
      if (name !== "SLID_HALF")
        assert.ok(
          taken.every((from, lane) => Math.floor((from % lanes) / (lanes / 2)) === Math.floor(lane / (lanes / 2))),
          `${name} moves within halves`,
        );
  });

test.run();
