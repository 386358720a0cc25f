// What the front reads of a cell without running it.
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCell } from "../../../kernel/front/cell.ts";
import { readCellText } from "../../../kernel/front/cell-text.ts";
import { explainExit } from "../../../kernel/front/exit-cause.ts";
import { askedAbout } from "../../../kernel/front/help.ts";
import { createCodec } from "../../../kernel/wire/message.ts";

test("magic lines are blanked, offsets stay", () => {
  const cell = "%%stencil --exact\n// of a plate\nfunction f(u: Grid) {}";
  const { code, marked } = readCellText(cell);
  assert.ok(marked);
  assert.is(code.length, cell.length);
  assert.is(code.indexOf("function"), cell.indexOf("function"));
  assert.not.match(code, "%");
  assert.not(readCellText("const a = 5 % 2;").marked);
  assert.is(readCellText("const a = 5 % 2;").code, "const a = 5 % 2;");
  assert.is(readCellText("%time f(1)").code, ";     f(1)");
  // still being typed
  assert.is(readCellText("%%sten\nlet x").code, "      \nlet x");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("%%time", "%nothing x", "let a", "", "// c", "  %%stencil --bad")),
      (lines) => {
        const text = lines.join("\n");
        assert.is(readCellText(text).code.length, text.length);
      },
    ),
  );
});

test("a cell that asks about a name", () => {
  const asked = (code: string) => askedAbout(code)?.name;
  assert.is(asked("grid?"), "grid");
  assert.is(asked("  Math.hypot? \n"), "Math.hypot");
  assert.is(asked("größe?"), "größe");
  assert.is(asked("?Math.hypot"), "Math.hypot");
  assert.equal(askedAbout("grid??"), { name: "grid", source: true });
  assert.equal(askedAbout("??grid"), { name: "grid", source: true });
  assert.equal(askedAbout("%time?"), { name: "%time", source: false });
  assert.is(asked("?%%stencil"), "%%stencil");
  for (const code of ["a ? b : c", "a?.b", "?", "f()?", "a? b", "1?", "a\nb?", "grid", "???", "a???"])
    assert.is(askedAbout(code), undefined, code);
});

const request = (content: Readonly<Record<string, unknown>>) => {
  const header = createCodec({ hash: "sha256", key: "" }).header("execute_request");
  return { identities: [], header, parent: undefined, metadata: {}, content, buffers: [] };
};

test("an execute_request: defaults, and what silent implies", () => {
  const cell = parseCell(request({ code: "1" }));
  assert.ok(cell.storeHistory && cell.stopOnError && cell.allowStdin && !cell.silent);
  assert.not(parseCell(request({ code: "1", silent: true, store_history: true })).storeHistory);
  assert.not(parseCell(request({ code: " \n" })).storeHistory);
  assert.equal(parseCell(request({ code: "1", user_expressions: null })).userExpressions, {});
});

test("an execute_request that is wrong is told what is wrong", () => {
  assert.throws(() => parseCell(request({})), /"code"/);
  assert.throws(() => parseCell(request({ code: "1", silent: "yes" })), /"silent"/);
  assert.throws(() => parseCell(request({ code: "1", user_expressions: { a: 1 } })), /user expression "a"/);
});

test("causes of a session's end", () => {
  const cause = (code: number | null, signal: NodeJS.Signals | null, stderr = "", stuck = false) =>
    explainExit({ code, signal, stderr, stuck, last: { running: undefined } });
  assert.is(cause(0, null).ename, "SessionExited");
  assert.match(cause(139, null).evalue, /SIGSEGV/);
  assert.match(cause(null, "SIGBUS").evalue, /invalid memory access/);
  assert.match(cause(null, "SIGUSR2").evalue, /ended by SIGUSR2 while no cell ran\./);
  assert.match(cause(200, null).evalue, /code 200/);
  assert.is(cause(134, null, "FATAL ERROR: Reached heap limit Allocation failed").ename, "OutOfMemory");
  assert.is(cause(null, "SIGKILL", "", true).ename, "SessionKilled");
});

test("where a session ended", () => {
  const place = (last: Parameters<typeof explainExit>[0]["last"]): string =>
    explainExit({ code: null, signal: "SIGSEGV", stderr: "", stuck: false, last }).evalue;
  const crash = "The session process was ended by SIGSEGV (a segmentation fault in native code)";
  const lost = ". All variables are lost; a fresh session has been started.";
  assert.is(place({ running: 3, cell: 3, native: undefined }), `${crash} while Cell 3 ran${lost}`);
  assert.is(
    place({ running: 3, cell: 3, native: "blur of Cell 2" }),
    `${crash} while Cell 3 ran, in the native code of blur of Cell 2${lost}`,
  );
  assert.is(
    place({ running: 3, cell: 1 }),
    `${crash} while Cell 3 ran, in a timer that Cell 1 had left running${lost}`,
  );
  assert.is(place({ running: undefined, cell: 1 }), `${crash} in code that Cell 1 had left running${lost}`);
  assert.is(place({ running: undefined }), `${crash} while no cell ran${lost}`);
});

test.run();
