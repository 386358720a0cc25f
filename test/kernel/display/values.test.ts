// Values of every kind as MIME bundles: what each becomes, that none crashes, and that large ones are short.
// Time limit: 300 s
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bundleOf } from "../../../kernel/display/bundle.ts";
import { NdArray } from "../../../specializers/index.ts";
import { grid } from "../../../specializers/runtime/arrays/grid.ts";
import { contrastOf, themes } from "../../support/contrast.ts";
import { readHtml } from "../../support/html.ts";
import { sanitizeAsJupyterLab } from "../../support/jupyterlab-sanitizer.ts";

const shown = (value: unknown): Readonly<Record<string, unknown>> => {
  const bundle = bundleOf(value);
  assert.not.ok(bundle instanceof Promise);
  return bundle as Readonly<Record<string, unknown>>;
};
const text = (value: unknown): string => String(shown(value)["text/plain"]);
const kinds = (value: unknown): readonly string[] => Object.keys(shown(value));

/** HTML that is well-formed, the same in a notebook that is not trusted, and readable in both themes. */
const html = (value: unknown): string => {
  const source = String(shown(value)["text/html"]);
  const elements = readHtml(source);
  const kept = readHtml(sanitizeAsJupyterLab(source));
  assert.equal(
    kept.map(({ name, text, styles }) => [name, text, [...styles.keys()]]),
    elements.map(({ name, text, styles }) => [name, text, [...styles.keys()]]),
  );
  for (const theme of themes)
    for (const element of elements)
      if (element.text.trim() !== "") assert.ok(contrastOf(element, theme) >= 4.5, `${element.text} (${theme.name})`);
  return source;
};
const rowsOf = (source: string): string[][] =>
  [...source.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, "")),
  );

class Point {
  x: number;
  y: number;
  constructor(x: number, y = 1) {
    this.x = x;
    this.y = y;
  }
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
  get size(): number {
    return 2;
  }
  static of(...values: readonly number[]): Point {
    return new Point(values[0]!);
  }
}

test("plain values are as inspect writes them", () => {
  for (const value of [1, -0, Number.NaN, true, undefined, null, 10n, Symbol("s"), "it's", new Date(0), /x/g, [1, 2]])
    assert.equal(shown(value), { "text/plain": inspect(value) });
  assert.is(text(new Date(Number.NaN)), "Invalid Date");
  assert.is(text(Object.assign(Object.create(null), { a: 1 })), "[Object: null prototype] { a: 1 }");
});

test("functions and classes say how they are called", () => {
  assert.is(
    text(function area(width: number, height = ")") {
      return [width, height];
    }),
    '[Function: area] (width, height = ")")',
  );
  assert.is(
    text(async (x: number) => x),
    "[AsyncFunction (anonymous)] (x)",
  );
  assert.is(text(Math.sin), "[Function: sin]");
  assert.is(text(Point), "[class Point] { constructor(x, y = 1), norm(), get size, static of(...values) }");
  assert.is(text(class extends Point {}), "[class (anonymous) extends Point] {}");
});

test("errors are values too, with their cause", () => {
  const error = new RangeError("too far", { cause: new Error("no map") });
  assert.match(text(error), /^RangeError: too far\n[\s\S]*\[cause\]: Error: no map/);
  assert.equal(kinds(error), ["text/plain"]);
});

test("an array of objects is a table, with numbers to the right", () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    name: `<b>${i}`,
    x: i / 8,
    missing: i % 2 ? null : undefined,
  }));
  const source = html(rows);
  assert.equal(rowsOf(source)[0], ["", "name", "x", "missing"]);
  assert.equal(rowsOf(source)[2], ["1", "&lt;b&gt;1", "0.125", "null"]);
  assert.is(rowsOf(source).length, 21);
  assert.match(source, "… and 80 more rows");
  const cells = readHtml(source).filter((element) => element.name === "td");
  assert.equal(
    cells.slice(0, 2).map(({ styles }) => styles.get("text-align")),
    ["left", "right"],
  );
  assert.match(text(rows), /^\[\n {2}\{ name: '<b>0'/);
});

test("columns of numbers are right-aligned, many columns are cut", () => {
  const wide = Array.from({ length: 3 }, (_, row) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, column) => [`column ${column}`, row * column + 0.5])),
  );
  const source = html(wide);
  assert.match(source, "… and 10 more columns");
  const cells = readHtml(source).filter((element) => element.name === "td");
  assert.is(cells.length, 60);
  assert.ok(cells.every((cell) => cell.styles.get("text-align") === "right"));
});

test("what is short as text stays text, but for two or more objects; objects that share no names are no table", () => {
  assert.equal(kinds([{ a: 1 }, { a: 2 }]), ["text/plain", "text/html"]);
  assert.equal(kinds([{ a: 1 }]), ["text/plain"]);
  assert.equal(kinds({ a: 1, b: { c: 2 } }), ["text/plain"]);
  assert.equal(kinds(new Point(3)), ["text/plain"]);
  const strangers = Array.from({ length: 9 }, (_, i) => ({ [`name ${i}`]: "some text that makes this longer" }));
  assert.equal(kinds(strangers), ["text/plain"]);
  assert.equal(kinds(Array.from({ length: 1000 }, (_, i) => i)), ["text/plain"]);
});

test("a long map of plain values is a table, a long set of them text", () => {
  const map = new Map(Array.from({ length: 5000 }, (_, i) => [`key ${i}`, i]));
  assert.equal(rowsOf(html(map)).slice(0, 2), [
    ["key", "value"],
    ["key 0", "0"],
  ]);
  assert.match(html(map), "… and 4,980 more rows");
  assert.equal(kinds(new Map([["a", 1]])), ["text/plain"]);
  assert.equal(kinds(new Set(map.keys())), ["text/plain"]);
});

test("what is nested and long is a folded tree", () => {
  const circle: Record<string, unknown> = { name: "circle <i>", at: new Point(1), list: [] };
  for (let i = 0; i < 40; i++) (circle.list as unknown[]).push({ circle, i, deep: { deeper: [i, { deepest: i }] } });
  circle.map = new Map<unknown, unknown>([["key", new Set([1, [2]])]]);
  circle.when = new Date(0);
  const source = html(circle);
  assert.match(source, /<details open[^>]*><summary/);
  assert.match(source, "circle &lt;i&gt;");
  assert.match(source, "[Circular]");
  assert.match(source, "Point { x, y }");
  assert.match(source, "Map(1)");
  assert.match(source, "Set(2)");
  assert.match(source, "1970-01-01T00:00:00.000Z");
  assert.match(text(circle), /^<ref \*1> \{/);
});

test("a tree is bounded", () => {
  const nested = (depth: number): unknown => (depth === 0 ? "leaf" : Array(60).fill(nested(depth - 1)));
  const source = html(nested(3));
  assert.ok(source.length < 150_000, `${source.length} characters`);
  assert.match(source, "… 10 more items");
});

test("large values are short, and there at once", () => {
  const most = 101_000;
  const dictionary = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  assert.match(text(new Array(1e7).fill(1)), "9999900 more items");
  assert.match(text("x".repeat(1e8)), /\.\.\. 99990000 more characters$/);
  assert.match(text(new Float64Array(1e7).fill(1.5)), /^Float64Array\(10000000\) \[ 1\.5, .*, …, .*1\.5 \]$/);
  assert.match(text(dictionary), /k99: 99,\n {2}… 99,900 more properties\n\}$/);
  assert.is(text({ dictionary, a: 1 }), "{ dictionary: [Object], a: 1 }");
  assert.match(text(10n ** 200_000n), /\n… 100,002 more characters$/);
  assert.match(text(Object("y".repeat(1e6))), /^\[String: 'yyy/);
  const nested = (depth: number): unknown => (depth === 0 ? 1 : Array(100).fill(nested(depth - 1)));
  for (const value of [
    nested(4),
    new Map(Object.entries(dictionary)),
    Array.from({ length: 200 }, () => "z".repeat(9000)),
  ])
    assert.ok(text(value).length < most, `${text(value).length} characters`);
});

test("typed arrays show their kind, their length and both ends", () => {
  assert.is(text(Int16Array.of(1, 2)), "Int16Array(2) [ 1, 2 ]");
  assert.is(
    text(Uint8Array.from({ length: 200 }, (_, i) => i)),
    "Uint8Array(200) [ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199 ]",
  );
  assert.match(text(new BigInt64Array(500)), /^BigInt64Array\(500\) \[ 0n, .*, …, .*0n \]$/);
});

test("arrays with a shape: small ones whole", () => {
  const u = grid([2, 3], { fill: (i, j) => i + j / 4 });
  assert.is(text(u), "Grid f64 2×3, from 0 to 1.5, mean 0.75\n0.00  0.25  0.50\n1.00  1.25  1.50");
  assert.equal(rowsOf(html(u)), [
    ["", "0", "1", "2"],
    ["0", "0.00", "0.25", "0.50"],
    ["1", "1.00", "1.25", "1.50"],
  ]);
  const v = NdArray.from([1, 2.5, Number.NaN]);
  assert.is(text(v), "NdArray f64 3, from 1 to 2.5, mean 1.75, 1 NaN\n[ 1.0, 2.5, NaN ]");
  assert.equal(rowsOf(html(v)), [
    ["0", "1", "2"],
    ["1.0", "2.5", "NaN"],
  ]);
});

test("arrays with a shape: both ends of long axes, the first slice of higher ranks", () => {
  const u = grid([100, 200], { dtype: "i32", fill: (i, j) => i * 1000 + j });
  const rows = rowsOf(html(u));
  assert.equal([rows.length, rows[0]!.length], [12, 12]);
  assert.equal(rows[6], Array(12).fill("⋯"));
  assert.equal(rows[11]!.slice(0, 3), ["99", "99000", "99001"]);
  assert.is(rows[11]!.at(-1), "99199");
  assert.match(text(u), /^Grid i32 100×200, from 0 to 99199, mean 49599\.5\n/);
  const cube = text(grid([4, 2, 2], { fill: (i) => i }));
  assert.is(cube, "Grid f64 4×2×2, from 0 to 3, mean 1.5\n[0, :, :] =\n0  0\n0  0");
  assert.match(text(grid([3], { fill: (i) => 10 ** (8 * i) })), /\[ 1, 100000000, 10000000000000000 \]|e\+/);
});

test("the scijs convention is read through its strides", () => {
  const transposed = { data: Float64Array.of(0, 1, 2, 3, 4, 5, 6), shape: [3, 2], stride: [1, 3], offset: 1 };
  assert.is(text(transposed), "ndarray Float64Array 3×2, from 1 to 6, mean 3.5\n1  4\n2  5\n3  6");
});

test("a promise is what it resolves to", async () => {
  assert.equal(await bundleOf(Promise.resolve(Promise.resolve(5))), { "text/plain": "5" });
  assert.match(text({ inside: Promise.resolve(1) }), "Promise {");
  const failed: unknown = await Promise.resolve(bundleOf(Promise.reject(new Error("no")))).catch((error) => error);
  assert.is((failed as Error).message, "no");
});

test("hostile objects are shown somehow", () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  assert.is(text(revoked.proxy), "<Revoked Proxy>");
  const anything: object = new Proxy(() => {}, { get: () => anything, apply: () => anything, has: () => true });
  assert.match(text(anything), "[Function");
  const angry = new Proxy(
    {},
    {
      get() {
        throw new Error("no reading");
      },
    },
  );
  assert.type(text(angry), "string");
  const getter = {
    get outerHTML(): string {
      throw new Error("no document");
    },
  };
  assert.is(text(getter), "{ outerHTML: [Getter] }\n(it could be shown as text only: no document)");
  const tagged = {
    get [Symbol.toStringTag](): string {
      throw new Error("no tag");
    },
  };
  // Node 20's util.inspect gives up where a later one's goes on
  assert.match(
    text(tagged),
    /^(\[an object that can't be shown: no tag\]|\{ Symbol\(Symbol.toStringTag\): \[Getter\] \})$/,
  );
  const own = {
    [inspect.custom]() {
      throw new Error("no text");
    },
  };
  assert.is(text(own), "[an object that can't be shown: no text]");
  const getters = Array.from({ length: 30 }, () => ({
    get bad(): never {
      throw new Error("no field");
    },
    good: { nested: "a text that is long enough for more than one line" },
  }));
  assert.match(html(getters), "nested");
  for (const value of [globalThis, process, Object.prototype, Function.prototype, Array.prototype, Promise.prototype])
    assert.type(text(value), "string");
});

test.run();
