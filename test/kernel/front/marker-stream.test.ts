// Markers are cut out wherever a chunk ends, and nothing else is touched.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarkerStream, type Segment } from "../../../kernel/front/marker-stream.ts";
import { markerText } from "../../../kernel/session/protocol.ts";

const TOKEN = "0123456789ab";

/** Adjacent pieces of text joined, so that chunks don't matter. */
const joined = (segments: readonly (Segment | string)[]): (string | number)[] => {
  const result: (string | number)[] = [];
  for (const segment of segments) {
    const text = typeof segment === "object" ? segment.toString("latin1") : segment;
    const last = result.at(-1);
    if (typeof text === "string" && typeof last === "string") result[result.length - 1] = last + text;
    else result.push(text);
  }
  return result;
};

const run = (bytes: Buffer, cuts: readonly number[]): (string | number)[] => {
  const stream = createMarkerStream(TOKEN);
  const segments: (Segment | string)[] = [];
  let from = 0;
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(from, cut));
    segments.push(...joined(stream.write(chunk)));
    chunk.fill("!"); // its reader reads the next one into the same bytes
    from = cut;
  }
  return joined([...segments, ...stream.end()]);
};

const tricky = fc.constantFrom(
  ...[
    "",
    "a",
    "\u001b",
    "\u001b]",
    `\u001b]${TOKEN}`,
    `\u001b]${TOKEN};`,
    `\u001b]${TOKEN};x\u0007`,
    ";7\u0007",
    "\u0007",
  ],
  ...[`\u001b]${TOKEN};1234567890123456789`, `\u001b]${TOKEN};\u0007`, "\u001b[31m", "\n", "\u00ff\u0000"],
);

test("any text and markers, cut anywhere", () => {
  const part = fc.oneof(tricky, fc.nat({ max: 1e9 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), (parts, cuts) => {
      // pieces of text must not form a marker together
      const text = parts.filter((each) => typeof each === "string").join("|");
      fc.pre(!new RegExp(`${TOKEN};\\d{1,15}\u0007`).test(text));
      const spaced = parts.map((each) => (typeof each === "string" ? `${each}|` : each));
      const bytes = Buffer.from(
        spaced.map((each) => (typeof each === "number" ? markerText(TOKEN, each) : each)).join(""),
        "latin1",
      );
      const expected = joined(spaced.map((each) => (typeof each === "number" ? each : Buffer.from(each, "latin1"))));
      assert.equal(run(bytes, cuts), expected);
    }),
    { numRuns: 1000 },
  );
});

test("text that can't become a marker is not kept back", () => {
  const stream = createMarkerStream(TOKEN);
  const texts = (chunk: string): unknown[] => joined(stream.write(Buffer.from(chunk)));
  assert.equal(texts("abc\u001b["), ["abc\u001b["]);
  assert.equal(texts("abc\u001b"), ["abc"]);
  assert.equal(texts("[0m"), ["\u001b[0m"]);
  assert.equal(texts(`x\u001b]${TOKEN};12`), ["x"]);
  assert.equal(texts("3\u0007y"), [123, "y"]);
});

test("another session's marker is text", () => {
  const marker = markerText("another", 1);
  assert.equal(run(Buffer.from(marker), []), [marker]);
});

test.run();
