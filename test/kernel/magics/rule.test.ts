// Which lines are magics, and which are TypeScript.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { blankCell } from "../../../kernel/magics/blank.ts";
import { BUILT_IN } from "../../../kernel/magics/names.ts";
import { readCell } from "../../../kernel/magics/read-cell.ts";
import { MAGICS } from "../../../kernel/magics/registry.ts";

const surroundings = {
  magics: MAGICS,
  isKnown: (name: string) => ["ready", "total"].includes(name) || name in globalThis,
};
/** The magics of a cell, as typed. */
const found = (cell: string): string => {
  const source = readCell(cell, surroundings);
  const names = [...source.cellMagics, ...source.lines.map(({ call }) => call)].map(
    ({ name, argumentText, assigned }) => `${assigned ? "=" : ""}${name}${name === "!" ? argumentText : ""}`,
  );
  return source.problem === undefined ? names.join(" ") : `${names.join(" ")} ?${source.problem.message}`;
};

const CASES: readonly (readonly [cell: string, magics: string])[] = [
  // at a statement's start
  ["%who", "%who"],
  ["  %who", "%who"],
  ["const a = 1;\n%who", "%who"],
  ["const a = 1\n%who", "%who"],
  ["f()\n%who", "%who"],
  ["const o = { a: 1 }\n%who", "%who"],
  ["if (a) {\n  %who\n}", "%who"],
  ["for (const x of xs)\n  %who", "%who"],
  ["// note\n%who\nf()\n%pwd", "%who %pwd"],
  ["/* note */\n%who", "%who"],
  ["const t = %pwd", "=%pwd"],
  ["let t: string = %pwd", "=%pwd"],
  ["t = %pwd", "=%pwd"],
  ["!ls", "!ls"],
  ["!ls -la | wc", "!ls -la | wc"],
  ["f()\n!echo it's", "!echo it's"],
  ["!./run.sh\n!../run.sh\n!~/run.sh\n!/bin/ls", "!./run.sh !../run.sh !~/run.sh !/bin/ls"],
  ["const files = !ls *.ts", "=!ls *.ts"],
  ["!echo a \\\n  b\nf()", "!echo a \\\n  b"],
  ["!ready -x", "!ready -x"],
  ["!ready 'a b'", "!ready 'a b'"],
  ["// ls lists\n!ls", "!ls"],
  [`\`\${a}\`\n%who`, "%who"],
  ["const r = /[`'\"]/\n%who", "%who"],
  // TypeScript
  ["a\n% b", ""],
  ["a\n  % b", ""],
  ["const b = 2;\na\n%b", ""],
  ["1\n%total", ""],
  ["const who = 3;\nx\n%who", ""],
  ["(a\n%who)", ""],
  ["[a,\n!ls\n]", ""],
  ["const s = `\n%who\n!ls\n`", ""],
  ["/*\n%who\n!ls\n*/", ""],
  ["const s = 'a\\\n%who'", ""],
  [`\`\${f(\`\n%who\`)}\n!ls\``, ""],
  ["!ready && go()", ""],
  ["!ready", ""],
  ["!function () {}()", ""],
  ["!(a)\n![1]\n!!x\n!1\n!await f()", ""],
  ["const ok = !ready", ""],
  ["const ok =\n  !ls", ""],
  ["const go = 1;\nconst ok = !go", ""],
  ["x = a &&\n  !ls", ""],
  ["!/a+/.test(s)", ""],
  ["!process.env.CI", ""],
  ["const p = 5 % 2, q = a!\nf(!ls)", ""],
  ["a ?\n !b :\n !c", ""],
  // cell magics
  ["%%time\nf()", "%%time"],
  ["\n// so\n%%time\n%%stencil\nf()", "%%time %%stencil"],
  ["%%time\n%who\nf()", "%%time %who"],
  ["%%html\n%who\n!ls\n%%time", "%%html"],
  ["%%sh\nls", "%%sh"],
  ["f()\n%%time", " ?%%time has to stand above the cell's code"],
];

for (const [cell, magics] of CASES) {
  test(JSON.stringify(cell), () => {
    assert.is(found(cell), magics);
  });
}

test("without its magics a cell is TypeScript of the same length", () => {
  for (const [cell] of CASES) {
    const code = blankCell(cell, readCell(cell, surroundings));
    assert.is(code.length, cell.length, cell);
    assert.is(code.split("\n").length, cell.split("\n").length, cell);
  }
  const blanked = (cell: string) => blankCell(cell, readCell(cell, surroundings)).replace(/ +/g, " ");
  assert.is(blanked("const files = !ls *.ts\nfiles"), "const files = ꜝ \nfiles");
  assert.is(blanked("const t = %pwd"), "const t = ꜞ ");
  assert.is(blanked("%time f(1)\ng()"), "; f(1)\ng()");
  assert.is(blanked("if (a)\n  %who\nelse\n  !ls"), "if (a)\n ; \nelse\n ; ");
});

test("the names of the built-in magics are known before they are loaded", () => {
  assert.equal([...BUILT_IN].sort(), MAGICS.map(({ name }) => name).sort());
});

test.run();
