// Cell text -> magics and TypeScript.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { MagicCall, MagicContext } from "../../../kernel/magics/magic.ts";
import { MagicError } from "../../../kernel/magics/magic-error.ts";
import type { MarkRequest } from "../../../kernel/magics/mark.ts";
import { editDistance, nearest } from "../../../kernel/magics/nearest.ts";
import { type CellSource, readCell } from "../../../kernel/magics/read-cell.ts";
import { MAGICS } from "../../../kernel/magics/registry.ts";

const read = (text: string, known: readonly string[] = []): CellSource =>
  readCell(text, { magics: MAGICS, isKnown: (name) => known.includes(name) || name in globalThis });
/** Runs a cell magic's line alone. */
const marked = (text: string): MarkRequest => {
  const source = read(text);
  if (source.problem !== undefined) throw source.problem;
  const marks: MarkRequest[] = [];
  for (const call of source.cellMagics) {
    void MAGICS.find(({ name }) => name === call.magic)?.run({
      call,
      next: async () => undefined,
      mark: (request: MarkRequest) => void marks.push(request),
    } as unknown as MagicContext);
  }
  const [mark] = marks;
  if (mark === undefined) throw new Error(`${text} marks nothing`);
  return mark;
};
const failure = (text: string): MagicError => {
  try {
    marked(text);
  } catch (error) {
    if (error instanceof MagicError) return error;
  }
  throw new Error(`${text} is accepted`);
};
const names = (calls: readonly MagicCall[]): readonly string[] => calls.map(({ name }) => name);

const text = suite("text");
text("a cell without magics is its own body", () => {
  const bare = { cellMagics: [], offset: 0, firstLine: 1, isText: false, lines: [], problem: undefined };
  assert.equal(read("const a = 1;"), { ...bare, body: "const a = 1;" });
  assert.equal(read(""), { ...bare, body: "" });
});
text("the body begins below the magics", () => {
  const cell = read("// a note\n\n%%time\n%%stencil\nfunction f() {}\n");
  assert.equal([cell.body, cell.firstLine], ["function f() {}\n", 5]);
  assert.equal(names(cell.cellMagics), ["%%time", "%%stencil"]);
});
text("code after %time is found where it is", () => {
  const cell = read("%lsmagic\n  %time f(1) // so\ng()");
  assert.equal(names(cell.lines.map(({ call }) => call)), ["%lsmagic", "%time"]);
  const [, time] = cell.lines;
  assert.is(cell.body.slice(time!.code!.start, time!.code!.end), "f(1)");
  assert.equal([time!.call.line, time!.call.column, time!.call.argumentColumn], [2, 3, 9]);
});
text("a statement may go on over lines", () => {
  const cell = read("%time f(\n  1,\n  2)\n  .then(g);\n%time a +\n  b\nlast()");
  assert.equal(
    cell.lines.map(({ code }) => cell.body.slice(code!.start, code!.end)),
    ["f(\n  1,\n  2)\n  .then(g);", "a +\n  b"],
  );
});
text("line ends of Windows", () => {
  const cell = read("%%stencil --exact\r\nlet a;\r\n");
  assert.equal([cell.body, cell.firstLine, cell.problem], ["let a;\r\n", 2, undefined]);
});
text("a cell magic below code", () => {
  const { problem } = read("const a = 1;\n%%time");
  assert.is(problem?.message, "%%time has to stand above the cell's code");
  assert.equal(problem?.place, { line: 2, column: 1, length: 6 });
});
text.run();

const options = suite("options");
options("defaults", () => {
  const { specializer, options: given, place } = marked("%%stencil");
  assert.is(specializer, "stencil");
  assert.equal(
    { ...given, seconds: 0 },
    { tune: "idle", seconds: 0, targets: undefined, exact: false, explain: false },
  );
  assert.equal(place, { line: 1, column: 1, length: 9 });
});
options("all of them, with and without =", () => {
  const wanted = { tune: "off", seconds: 2.5, targets: ["js", "openmp"], exact: true, explain: true };
  assert.equal(marked("%%stencil --tune off --seconds 2.5 --targets js,openmp --exact --explain").options, wanted);
  assert.equal(
    marked("%%specialize map --tune=off --seconds=2.5 --targets=js,openmp --exact --explain").options,
    wanted,
  );
});
options("a specializer's name, or none", () => {
  assert.is(marked("%%specialize map --exact").specializer, "map");
  assert.is(marked("%%specialize").specializer, undefined);
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
  assert.is(failure("%%qqqqq").message, "there is no magic %%qqqqq; %lsmagic lists those there are");
});
unknown("their place", () => {
  assert.equal(failure("// so\n  %%htlm x").place, { line: 2, column: 3, length: 6 });
});
unknown("how near is near", () => {
  assert.equal([editDistance("", "ab"), editDistance("ab", "ba"), editDistance("kitten", "sitting")], [2, 1, 3]);
  assert.equal(nearest("xyz", ["abc"]), []);
});
unknown.run();
