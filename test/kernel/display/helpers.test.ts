// html, md, svg, latex, png, jpg, json, vegaLite, table: what each gives, as a tag and as a function.
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bundleOf } from "../../../kernel/display/bundle.ts";
import { helpers } from "../../../kernel/display/helpers.ts";
import { grid } from "../../../specializers/runtime/arrays/grid.ts";

const { html, md, svg, latex, png, jpg, json, vegaLite, table } = helpers;
const shown = (value: unknown): Readonly<Record<string, unknown>> => bundleOf(value) as never;

test("html escapes values, but for those that show themselves", () => {
  const evil = `<script>"'&`;
  const list = [1, 2].map((x) => html`<li>${x}</li>`);
  const made = html`<p title="${evil}">${evil} ${null}${undefined}${0}${false}</p><ul>${list}</ul>`;
  assert.is(
    shown(made)["text/html"],
    '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp; 0false</p><ul><li>1</li><li>2</li></ul>',
  );
  assert.is(shown(made)["text/plain"], `<script>"'& 0false\n1\n2`);
  assert.is(String(made), shown(made)["text/html"]);
  assert.is(inspect(made), shown(made)["text/plain"]);
});

test("html called with a text takes it as it is", () => {
  assert.equal(shown(html("<b>x</b>")), { "text/plain": "x", "text/html": "<b>x</b>" });
  assert.throws(() => html(5 as unknown as string), /a text is wanted/);
});

test("drawings, pictures, elements and reports stand in html as what they are", () => {
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  assert.match(
    String(html`<td>${svg`<svg width="1"/>`}</td>`),
    '<td><svg xmlns="http://www.w3.org/2000/svg" width="1"/></td>',
  );
  assert.match(
    String(html`${png(bytes)}`),
    /^<img src="data:image\/png;base64,iVBORw0KGgo=" alt="\[image\/png, 8 bytes\]">$/,
  );
  assert.is(String(html`${{ outerHTML: "<hr>" }}`), "<hr>");
  const own = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<i>own</i>", "text/plain": "own" }) };
  assert.is(String(html`${own}`), "<i>own</i>");
  assert.is(String(html`${md`**a** < b`}`), "**a** &lt; b");
});

test("md keeps backslashes, loses common indentation, and takes values as they are", () => {
  const made = md`
    # Title ${1 + 1}
    $\alpha < \frac{a}{b}$ and \`code\` and \${x}
      - item ${["a", "b"]}
  `;
  const source = "# Title 2\n$\\alpha < \\frac{a}{b}$ and `code` and $\u007bx}\n  - item ab";
  assert.equal(shown(made), { "text/plain": source, "text/markdown": source });
});

test("svg has its namespace, and must be one", () => {
  const made = shown(svg`<svg width="${'1"'}"><circle r="1"/></svg>`);
  assert.is(made["image/svg+xml"], '<svg xmlns="http://www.w3.org/2000/svg" width="1&quot;"><circle r="1"/></svg>');
  assert.throws(() => svg("<p>"), /begins with <svg/);
});

test("latex keeps backslashes, with dollar signs or without", () => {
  assert.is(shown(latex`\frac{${1}}{\nu}`)["text/latex"], "$\\displaystyle \\frac{1}{\\nu}$");
  assert.is(shown(latex("$x$"))["text/latex"], "$x$");
  assert.is(shown(latex`x`)["text/plain"], "x");
});

test("pictures from bytes, base64 and data URLs", () => {
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const base64 = "iVBORw0KGgo=";
  for (const given of [bytes, base64, `data:image/png;base64,${base64}`])
    assert.is(shown(png(given))["image/png"], base64);
  assert.is(shown(jpg(Uint8Array.of(0xff, 0xd8, 0xff)))["image/jpeg"], "/9j/");
  assert.throws(() => jpg(bytes), /of type image\/jpeg are wanted/);
  assert.throws(() => png(5 as unknown as string), /of type image\/png are wanted/);
});

test("json is plain data", () => {
  assert.equal(shown(json({ a: [1, new Date(0)] }))["application/json"], { a: [1, "1970-01-01T00:00:00.000Z"] });
  assert.is(shown(json([1]))["text/plain"], "[\n  1\n]");
  assert.throws(() => json(() => {}), /JSON can't hold \[Function/);
  assert.throws(() => json(1n), /BigInt/);
});

test("vegaLite adds the schema, and refuses what is no chart", () => {
  const spec = { mark: "bar", data: { values: [{ a: 1 }] } };
  const chart = shown(vegaLite(spec))["application/vnd.vegalite.v5+json"];
  assert.equal(chart, { $schema: "https://vega.github.io/schema/vega-lite/v5.json", ...spec });
  assert.equal(shown(vegaLite({ toSpec: () => spec }))["application/vnd.vegalite.v5+json"], chart);
  assert.throws(() => vegaLite({ $schema: "https://example.org" }), /Vega-Lite specification is wanted/);
  assert.throws(() => vegaLite([]), /Vega-Lite specification is wanted/);
});

test("table takes rows in any form, chosen columns and a number of rows", () => {
  const text = (...given: Parameters<typeof table>): string => String(shown(table(...given))["text/plain"]);
  const rows = [
    { name: "x", size: 1.5, id: 1n },
    { name: "yy", size: 20, id: 2n },
  ];
  assert.is(text(rows), "   name  size  id\n─────────────────\n0  x      1.5   1\n1  yy      20   2");
  assert.is(
    text(rows, { columns: ["size", "name"], rows: 1 }),
    "   size  name\n─────────────\n0   1.5  x\n… and 1 more row",
  );
  assert.is(text(new Map([["a", 1]])), "key  value\n──────────\na        1");
  assert.match(text([[1, 2], [3]]), "0  1  2\n1  3");
  assert.match(text({ x: [1, 2], y: Float64Array.of(0.5, 0.25) }), "0  1   0.5\n1  2  0.25");
  assert.match(text(grid([2, 2], { fill: (i, j) => i + j })), "0  0  1\n1  1  2");
  assert.match(text(new Set(["only"])), "0  only");
  assert.throws(() => table(rows, { columns: ["nmae"] }), /there is no column 'nmae'; there are name, size, id/);
  assert.throws(() => table({ a: 1 }), /a table is made of objects, arrays, a Map or columns/);
});

test.run();
