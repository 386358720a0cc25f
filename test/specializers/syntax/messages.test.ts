// Every diagnostic code is asserted somewhere: in a sample's expected text, or by name in a test.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diagnostic, messages } from "../../../specializers/syntax/messages.ts";
import { packageRoot } from "../../support/root.ts";

const folder = join(packageRoot, "test");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith("expected.txt") || path.endsWith(".test.ts"),
);
const asserted = files.map((path) => readFileSync(join(folder, path), "utf8")).join("\n");

for (const code of Object.keys(messages))
  test(`${code} is asserted`, () => {
    assert.match(asserted, new RegExp(`\\b${code}\\b[:"]`), "no sample is declined with it, and no test names it");
  });

test("a diagnostic has its code, sentence, hint and place", () => {
  const source = { name: "Cell 1", text: "f(1)", firstLine: 1 };
  assert.equal(diagnostic("FUNCTION_ARGUMENTS", source, { start: 0, end: 4 }, "f", 1, 2), {
    code: "FUNCTION_ARGUMENTS",
    message: "`f` takes 1 argument; here it gets 2.",
    hint: "Pass one argument for each parameter.",
    source,
    at: { start: 0, end: 4 },
  });
});

test("sentences end with a full stop, hints too", () => {
  const source = { name: "", text: "", firstLine: 1 };
  for (const code of Object.keys(messages) as (keyof typeof messages)[]) {
    if (code === "SYNTAX") continue; // SWC's words
    const details = ["a", [1, 2], "b", [3, 4]] as unknown as never[];
    const { message, hint } = (diagnostic as (...all: readonly unknown[]) => ReturnType<typeof diagnostic>)(
      code,
      source,
      { start: 0, end: 0 },
      ...details.map((detail, index) => (takesList(code, index) ? [1, 2] : detail)),
    );
    assert.match(message, /\.$/, code);
    assert.match(hint, /[.)]$/, code);
  }
});

/** Builders tell what they take only by failing: a list where one is joined. */
function takesList(code: keyof typeof messages, index: number): boolean {
  const text = String(messages[code]);
  const names = text.slice(text.indexOf("(") + 1, text.indexOf(")")).split(",");
  const name = names[index]?.trim() ?? "";
  return new RegExp(`(vector|shape)\\(${name}\\)`).test(text) && name !== "";
}

test.run();
