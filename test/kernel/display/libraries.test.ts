// Values of other libraries: data frames, Arrow tables, canvases, pictures, charts, elements. The stand-ins have what the
// libraries' own objects have where it is read.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bundleOf } from "../../../kernel/display/bundle.ts";
import { tableOf } from "../../../kernel/display/table-of.ts";

const shown = async (value: unknown): Promise<Readonly<Record<string, unknown>>> => bundleOf(value);
const picture = "iVBORw0KGgo=";

test("a canvas gives its picture, also by a promise", async () => {
  const canvas = { width: 1, toDataURL: () => `data:image/png;base64,${picture}` };
  assert.is((await shown(canvas))["image/png"], picture);
  assert.is((await shown(canvas))["text/plain"], "[Object]");
  assert.is((await shown({ toDataURL: async () => `data:image/jpeg;base64,${picture}` }))["image/jpeg"], picture);
  const broken = await shown({
    toDataURL() {
      throw new Error("no context");
    },
  });
  assert.match(String(broken["text/plain"]), "(it could be shown as text only: no context)");
  assert.equal(Object.keys(await shown({ toDataURL: async () => "data:," })), ["text/plain"]);
});

test("bytes that begin as a picture does", async () => {
  const types = {
    "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    "image/jpeg": [0xff, 0xd8, 0xff, 0xe0],
    "image/gif": [...Buffer.from("GIF89a")],
    "image/webp": [...Buffer.from("RIFF\x10\0\0\0WEBPVP8 ", "latin1")],
  };
  for (const [type, bytes] of Object.entries(types))
    assert.is((await shown(Uint8Array.from(bytes)))[type], Buffer.from(bytes).toString("base64"));
  assert.equal(Object.keys(await shown(Buffer.from("GIF"))), ["text/plain"]);
});

test("charts: toSpec(), and specifications themselves", async () => {
  const spec = { $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" };
  assert.equal((await shown({ toSpec: () => spec }))["application/vnd.vegalite.v5+json"], spec);
  assert.equal((await shown(spec))["application/vnd.vegalite.v5+json"], spec);
  // front ends draw version 6 by their version 5
  const later = await shown({ ...spec, $schema: "https://vega.github.io/schema/vega-lite/v6.json" });
  assert.equal(later["application/vnd.vegalite.v5+json"], spec);
  const vega = await shown({ $schema: "https://vega.github.io/schema/vega/v5.json", marks: [] });
  assert.ok("application/vnd.vega.v5+json" in vega);
  assert.equal(Object.keys(await shown({ $schema: "https://json-schema.org/draft/2020-12/schema" })), ["text/plain"]);
});

test("elements of a document", async () => {
  assert.is((await shown({ outerHTML: "<p>x</p>" }))["text/html"], "<p>x</p>");
  const svg = (await shown({ outerHTML: '<svg width="1"></svg>' }))["image/svg+xml"];
  assert.is(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>');
});

test("the order: a canvas that is an element is a picture, one with its own method is that", async () => {
  const canvas = { toDataURL: () => `data:image/png;base64,${picture}`, outerHTML: "<canvas></canvas>" };
  assert.ok("image/png" in (await shown(canvas)));
  const own = { ...canvas, [Symbol.for("Jupyter.display")]: () => ({ "text/html": "own" }) };
  assert.is((await shown(own))["text/html"], "own");
});

test("a data frame is read by its own methods", async () => {
  const records = Array.from({ length: 50 }, (_, i) => ({ name: `n${i}`, x: i }));
  const frame = (rows: readonly object[]): object => ({
    schema: { name: { variant: "String" }, x: "Int64" },
    height: rows.length,
    head: (count: number) => frame(rows.slice(0, count)),
    toRecords: () => rows,
  });
  const bundle = await shown(new Proxy(frame(records), {}));
  const html = String(bundle["text/html"]);
  assert.match(html, "n19");
  assert.not.match(html, "n20");
  assert.match(html, "… and 30 more rows");
  assert.match(html, "Int64");
  assert.match(String(bundle["text/plain"]), /^name +x\n/);
});

test("an Arrow table is read by columns, and only the rows that are shown", async () => {
  let read = 0;
  const column = (value: (row: number) => unknown) => ({
    get(row: number) {
      read++;
      return value(row);
    },
  });
  const columns = [column((row) => BigInt(row)), column((row) => `text ${row}`), column((row) => row * 864e5)];
  const field = (name: string, type: string) => ({ name, type: { toString: () => type } });
  const table = {
    numRows: 1e6,
    numCols: 3,
    schema: { fields: [field("id", "Int64"), field("label", "Utf8"), field("day", "Timestamp<MILLISECOND>")] },
    getChildAt: (at: number) => columns[at] ?? null,
  };
  const bundle = await shown(table);
  const html = String(bundle["text/html"]);
  assert.match(html, "Utf8");
  assert.match(html, "text 19");
  assert.match(html, "1970-01-20");
  assert.match(html, "… and 999,980 more rows");
  assert.match(String(bundle["text/plain"]), /id +label/);
  assert.ok(read <= 120, `${read} cells were read`);
});

test("a column of Arrow by itself", async () => {
  let read = 0;
  const vector = (type: string, length: number, value: (row: number) => unknown): object => ({
    type: { typeId: 3, toString: () => type },
    data: [{ buffers: [] }],
    length,
    nullCount: 0,
    getChildAt: () => null,
    get(row: number) {
      read++;
      return value(row);
    },
  });
  const numbers = await shown(vector("Float64", 1e6, (row) => row / 4));
  assert.match(String(numbers["text/plain"]), /^ +value\n─+\n 0 +0\n 1 +0\.25\n/);
  assert.match(String(numbers["text/html"]), "Float64");
  assert.match(String(numbers["text/html"]), "… and 999,980 more rows");
  assert.ok(read <= 40, `${read} values were read`);
  const days = await shown(vector("Timestamp<MILLISECOND>", 2, (row) => (row === 0 ? 864e5 : null)));
  assert.match(String(days["text/plain"]), /0 +1970-01-02\n1 +null$/);
  const lists = vector("List<Int32>", 2, (row) => vector("Int32", row === 0 ? 2 : 30, (at) => at));
  assert.match(String((await shown(lists))["text/plain"]), /0 +\[ 0, 1 \]\n1 +\[ 0, 1, 2, /);
  assert.match(
    tableOf(
      vector("Utf8", 3, (row) => `text ${row}`),
      { rows: 1 },
    ).text,
    /0 +text 0\n… and 2 more rows/,
  );
});

test.run();
