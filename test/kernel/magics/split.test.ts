// Cell text -> magics and TypeScript.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { MagicError, Request } from "../../../kernel/magics/magic.ts";
import { editDistance, nearest } from "../../../kernel/magics/nearest.ts";
import { splitCell } from "../../../kernel/magics/split.ts";

const failure = (text: string): MagicError => {
  try {
    splitCell(text);
  } catch (error) {
    return error as MagicError;
  }
  throw new Error(`${text} is accepted`);
};
const mark = (line: string): Extract<Request, { kind: "mark" }> => {
  const [request] = splitCell(line).magics;
  if (request?.kind !== "mark") throw new Error(`${line} marks nothing`);
  return request;
};

const text = suite("text");
text("a cell without magics is its own body", () => {
  assert.equal(splitCell("const a = 1;\n%%no"), { magics: [], body: "const a = 1;\n%%no", firstLine: 1 });
  assert.equal(splitCell(""), { magics: [], body: "", firstLine: 1 });
});
text("the body begins below the magics", () => {
  const cell = splitCell("// a note\n\n%%time\n%%stencil\nfunction f() {}\n");
  assert.equal([cell.body, cell.firstLine], ["function f() {}\n", 5]);
  assert.equal(
    cell.magics.map(({ kind }) => kind),
    ["time", "mark"],
  );
});
text("code after %time keeps its columns", () => {
  const cell = splitCell("%lsmagic\n  %time f(1)\ng()");
  assert.equal([cell.body, cell.firstLine], ["        f(1)\ng()", 2]);
  assert.equal(cell.magics, [{ kind: "list" }, { kind: "time", scope: "line", line: 2 }]);
});
text("a percent sign in code is no magic", () => {
  assert.equal(splitCell("a\n% b").body, "a\n% b");
  assert.equal(splitCell("x;\n%time f()").magics, []);
});
text("line ends of Windows", () => {
  const cell = splitCell("%%stencil --exact\r\nlet a;\r\n");
  assert.equal([cell.body, cell.firstLine], ["let a;\r\n", 2]);
});
text.run();

const options = suite("options");
options("defaults", () => {
  const { specializer, options: given, place } = mark("%%stencil");
  assert.is(specializer, "stencil");
  assert.equal(
    { ...given, seconds: 0 },
    { tune: "idle", seconds: 0, targets: undefined, exact: false, explain: false },
  );
  assert.equal(place, { line: 1, column: 1, length: 9 });
});
options("all of them, with and without =", () => {
  const wanted = { tune: "off", seconds: 2.5, targets: ["js", "openmp"], exact: true, explain: true };
  assert.equal(mark("%%stencil --tune off --seconds 2.5 --targets js,openmp --exact --explain").options, wanted);
  assert.equal(mark("%%specialize map --tune=off --seconds=2.5 --targets=js,openmp --exact --explain").options, wanted);
});
options("a specializer's name, or none", () => {
  assert.is(mark("%%specialize map --exact").specializer, "map");
  assert.is(mark("%%specialize").specializer, undefined);
});
for (const [line, message, column, length] of [
  ["%%stencil --tune never", '--tune is idle, now or off, not "never"', 18, 5],
  ["%%stencil --tune", "--tune needs one of idle, now, off", 11, 6],
  ["%%stencil --seconds --exact", "--seconds needs a number of seconds", 11, 9],
  ["%%stencil --seconds -1", '--seconds is a number above 0, not "-1"', 21, 2],
  ["%%stencil --targets ,", '--targets is a list as js,openmp, not ","', 21, 1],
] as const) {
  options(`${line}: the word that is wrong`, () => {
    const error = failure(line);
    assert.is(error.message, message);
    assert.equal(error.place, { line: 1, column, length });
  });
}
options("an unknown option names the options, and the nearest", () => {
  const error = failure("\n%%stencil --tun now");
  assert.match(error.message, /no option --tun\b.*did you mean --tune\b.*--seconds/);
  assert.equal(error.place, { line: 2, column: 11, length: 5 });
});
options("words that are no options", () => {
  assert.match(failure("%%stencil heat").message, 'not "heat"');
  assert.match(failure("%%specialize map reduce").message, 'not also "reduce"');
});
options.run();

const unknown = suite("unknown magics");
unknown("the nearest names", () => {
  assert.is(failure("%%specialise x").message, "there is no magic %%specialise; did you mean %%specialize?");
  assert.is(failure("%%tiem").message, "there is no magic %%tiem; did you mean %%time or %time?");
  assert.is(failure("%stencil").message, "there is no magic %stencil; did you mean %%stencil?");
  assert.is(failure("%%bash").message, "there is no magic %%bash; %lsmagic lists those there are");
});
unknown("their place", () => {
  assert.equal(failure("// so\n  %%html x").place, { line: 2, column: 3, length: 6 });
});
unknown("how near is near", () => {
  assert.equal([editDistance("", "ab"), editDistance("ab", "ba"), editDistance("kitten", "sitting")], [2, 1, 3]);
  assert.equal(nearest("xyz", ["abc"]), []);
});
unknown.run();
