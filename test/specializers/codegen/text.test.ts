// Names, comments, indentation and templates of generated text.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../../specializers/codegen/generate.ts";
import { indent } from "../../../specializers/codegen/indent.ts";
import { mapLines } from "../../../specializers/codegen/lines.ts";
import { render } from "../../../specializers/codegen/render.ts";
import { registerTemplate, templateVersion } from "../../../specializers/codegen/templates.ts";
import { lower } from "../../../specializers/stencil/lower.ts";
import { marked } from "../../../specializers/targets/mark.ts";
import { namer } from "../../../specializers/targets/names.ts";
import { binary, load, local, makeCase, num, store } from "../targets/build.ts";
import { assertSame, compilers, expected, javascript, native } from "../targets/execute.ts";
import { dataFor } from "../targets/random.ts";

const test = suite("text");

test("names stay, unless the language or the templates need them; no two become one", () => {
  for (const language of ["c", "js"] as const) {
    const name = namer(language);
    assert.is(name("temperature"), "temperature");
    assert.is(name("temperature"), "temperature");
    const names = [
      "p",
      "p_",
      "vp",
      "double",
      "double_",
      "n0",
      "n0_",
      "s1_a",
      "x",
      "x_",
      "größe",
      "gr_f6__df_e",
      "$",
      "_",
      "__",
      "out_0_u",
    ];
    const given = names.map(name);
    assert.is(new Set(given).size, names.length);
    for (const each of given) assert.match(each, /^[A-Za-z]\w*$/);
    for (const taken of ["p", "n0", "x", "out_0_u"]) assert.not(given.includes(taken));
  }
});

/** A program whose every name is one that generated text uses itself. */
const clashing = makeCase({
  extents: [5, 16],
  arrays: [
    { name: "p", dtype: "f64", access: "in", boundary: "wrap" },
    { name: "q", dtype: "f64", access: "in", boundary: 2 },
    { name: "n0", dtype: "f32", access: "out" },
    { name: "table", dtype: "f64", access: "out" },
  ],
  scalars: ["double", "vector", "x", "extents"],
  sweeps: [
    {
      body: [
        store("n0", binary("+", load("p", 1, -1), local("double"))),
        store(
          "table",
          binary("*", binary("-", load("q", 0, 1), local("x")), binary("+", local("vector"), local("extents"))),
        ),
      ],
    },
  ],
});

test("a program may call its variables whatever the text calls its own", () => {
  const data = dataFor(clashing, 1);
  const wanted = expected(clashing, data);
  const past = (config: Record<string, string | number>) => lower(clashing.program, clashing.call, config);
  assertSame("js", javascript(generate(past({ target: "js" }), "js"), [5, 16]), data, wanted, clashing.program.dtypes);
  for (const compiler of compilers)
    for (const vector of [0, 32])
      assertSame(
        compiler,
        native(generate(past({ target: "openmp", vector }), "openmp"), compiler),
        data,
        wanted,
        clashing.program.dtypes,
      );
});

test("a comment quotes the first line of its place, and nothing in it can end the comment", () => {
  const text = 'u[p] = 1 // */ \\\n + 2; größe("??/");';
  const source = { name: "Cell 1", text, firstLine: 1 };
  const { text: out, lines } = mapLines(marked("  a = 1;", { start: 0, end: text.length }), source);
  assert.equal(out.split("\n"), ["  // u[p] = 1 // *", "  a = 1;"]);
  assert.equal([...lines], [[2, 0]]);
  const other = mapLines(marked("b = 2;", { start: text.indexOf("+ 2"), end: text.length }), source);
  assert.equal(other.text.split("\n"), ['// + 2; gr..e("??/");', "b = 2;"]);
});

test("neighbouring lines of one place are quoted once", () => {
  const at = { start: 0, end: 5 };
  const { text } = mapLines([marked("a;", at), marked("b;", at), "}", marked("c;", at)].join("\n"), {
    name: "",
    text: "u = 1",
    firstLine: 1,
  });
  assert.equal(text.split("\n"), ["// u = 1", "a;", "b;", "}", "// u = 1", "c;"]);
});

test("indentation follows brackets, not those of strings and comments", () => {
  assert.is(
    indent('f(\n1,\n);\nif (a) {\nb("{"); // {\n} else {\nc;\n}\n\n\n#if X\n'),
    'f(\n  1,\n);\nif (a) {\n  b("{"); // {\n} else {\n  c;\n}\n\n#if X\n',
  );
});

test("a specializer's own template is found, its data is strict, and it changes the version", () => {
  const before = templateVersion();
  registerTemplate("test/own.c", "// {{name}}: {{data.answer}}\n{{> c/arithmetic}}");
  assert.not.equal(templateVersion(), before);
  const { program, call } = clashing;
  const past = { ...lower(program, call, { target: "openmp" }), template: "test/own", data: { answer: 42 } };
  assert.match(generate(past, "openmp").source, /^\/\/ test: 42\n/);
  assert.throws(() => generate({ ...past, data: {} }, "openmp"), /test\/own\.c\.hbs: .*answer/);
  assert.throws(() => render("no/such", {}), /There is no template no\/such\.hbs/);
});

test("constants are written so that they come back: -0, the infinities, NaN, small and large ones", () => {
  const values = [-0, Infinity, -Infinity, Number.NaN, 5e-324, 1.7976931348623157e308, -1e21, 123456789012345680, 0.1];
  const made = makeCase({
    extents: [3],
    arrays: [
      { name: "u", dtype: "f64", access: "in" },
      ...values.map((_, i) => ({ name: `v${i}`, dtype: "f64" as const, access: "out" as const })),
    ],
    sweeps: [{ body: values.map((value, i) => store(`v${i}`, num(value))) }],
  });
  const data = dataFor(made, 1);
  const wanted = expected(made, data);
  assertSame(
    "js",
    javascript(generate(lower(made.program, made.call, { target: "js" }), "js"), [3]),
    data,
    wanted,
    made.program.dtypes,
  );
  for (const compiler of compilers)
    assertSame(
      compiler,
      native(generate(lower(made.program, made.call, { target: "openmp" }), "openmp"), compiler),
      data,
      wanted,
      made.program.dtypes,
    );
});

test.run();
