// Values of every kind in a real JupyterLab: one page of them, in both themes, trusted and not, readable in each.
// Runs alone: a browser, a server and a kernel share the machine.
// Time limit: 300 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { noPython, venvPython } from "../support/python.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";
import { chromiumPath, launch, noChromium, openPage, type Watched } from "./chromium.ts";
import { faintTexts } from "./contrast.ts";
import { type Lab, startLab } from "./lab.ts";
import { emptyNotebook, openNotebook } from "./notebook-page.ts";

const name = "values.ipynb";
const leastContrast = 4.5;

interface Page {
  readonly title: string;
  readonly code: string;
  /** Of the output in a notebook that is trusted, and in one that is not (the same unless said). */
  readonly shows: RegExp;
  readonly untrusted?: RegExp;
  /** Elements that are there in both, with how many. */
  readonly elements?: Readonly<Record<string, number>>;
}

const pages: readonly Page[] = [
  {
    title: "rows",
    code: `Array.from({ length: 40 }, (_, i) => ({ station: "Nr. " + i, level: Math.sin(i) * 10, samples: i * 1500,
  when: new Date(86_400_000 * i), note: i % 3 ? "calm <b>& clear" : null })).slice(0, 24)`,
    shows: /station[\s\S]*Nr\. 19[\s\S]*… and 4 more rows/,
    elements: { table: 1, td: 100 },
  },
  {
    title: "tree",
    code: `class Station { constructor(name, sensors) { this.name = name; this.sensors = sensors; } }
new Station("Ararat", Array.from({ length: 12 }, (_, i) => ({ id: i, kind: i % 2 ? "wind" : "rain", limits: { low: [i, { unit: "mm" }], high: new Map([["day", 3 * i]]) } })))`,
    shows: /Station \{ name, sensors \}[\s\S]*name: 'Ararat'[\s\S]*sensors: Array\(12\)/,
    elements: { "details[open]": 1 },
  },
  {
    title: "array",
    code: `import { grid } from "taipan";
const u = grid([80, 120], { fill: (i, j) => Math.exp(-((i - 40) ** 2 + (j - 50) ** 2) / 500) * Math.cos(j / 6) }); u`,
    shows: /Grid f64 80×120, from -?\d[\s\S]*⋯/,
    elements: { table: 1 },
  },
  {
    title: "cube",
    code: "grid([4, 3, 5], { dtype: 'i32', fill: (i, j, k) => 100 * i + 10 * j + k })",
    shows: /\[0, :, :\]/,
  },
  {
    title: "image",
    code: 'display.image(u, { colormap: "coolwarm", range: [-1, 1], scale: 4 })',
    shows: /^$/,
    elements: { img: 1 },
  },
  {
    title: "animation",
    code: "display.animate(Array.from({ length: 12 }, (_, t) => grid([40, 60], { fill: (i, j) => Math.sin((i + t * 3) / 6) * Math.cos(j / 9) })), { fps: 8, scale: 4, colormap: 'inferno' })",
    shows: /^$/,
    elements: { img: 1 },
  },
  {
    title: "markup",
    code: "const [evil, n] = ['<script>', 42]; display.html(String(html`<p>Escaped: $\u007bevil} and <b>$\u007bn}</b></p>`)); display.md`**Bold** and $\\alpha_{1}$`; display.latex`\\frac{a}{b}`; display.table(new Map([['a', 1], ['b', 2.5]]))",
    shows: /Escaped: <script> and 42[\s\S]*Bold/,
    elements: { table: 1, "mjx-container": 2 },
  },
  { title: "json", code: "json({ deep: { list: [1, 2, { x: 'y' }] } })", shows: /deep/ },
  {
    title: "drawing",
    code: 'svg`<svg width="120" height="40"><circle cx="20" cy="20" r="16" fill="#10a37f"/><rect x="60" y="6" width="40" height="28" fill="#3b82f6"/></svg>`',
    shows: /^$/,
    untrusted: /\[svg\]/,
  },
  {
    title: "chart",
    code: 'vegaLite({ data: { values: [{ a: "A", b: 28 }, { a: "B", b: 55 }] }, mark: "bar", encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } } })',
    shows: /^/,
    elements: { ".vega-embed": 1 },
  },
  {
    title: "progress",
    code: `for (const i of progress(3, { label: "outer" })) for (const j of progress([1, 2], { label: "inner" })) await new Promise((r) => setTimeout(r, 30));
const bar = progress.bar({ label: "half", total: 8 }); bar.add(3); throw new Error("enough")`,
    shows: /outer\s*100 %[\s\S]*3\/3[\s\S]*half\s*stopped at 37 %/,
  },
  {
    title: "texts",
    code: `display(new Float64Array(1e6)); display(function area(width, height = 1) {}); display(class Point { constructor(x) {} norm() {} });
display(new Map([["a", 1]])); display(Promise.resolve(10n)); display("x".repeat(20_000).slice(0, 80)); display(new RangeError("a value"))`,
    shows:
      /Float64Array\(1000000\)[\s\S]*\[Function: area\] \(width, height = 1\)[\s\S]*\[class Point\] \{ constructor\(x\), norm\(\) \}[\s\S]*Map\(1\)[\s\S]*10n/,
  },
];

/** How long an output may take to be drawn. */
const PATIENCE = 15_000; // ms

const outputsOf = (cell: Locator): Locator => cell.locator(".jp-OutputArea-output");

const check = async (cell: Locator, page: Page, trusted: boolean): Promise<void> => {
  const shows = (trusted ? undefined : page.untrusted) ?? page.shows;
  for (const [selector, count] of Object.entries(page.elements ?? {})) {
    await cell.locator(`.jp-OutputArea-output ${selector}`).first().waitFor();
    assert.is(await cell.locator(`.jp-OutputArea-output ${selector}`).count(), count, `${page.title}: ${selector}`);
  }
  const text = async (): Promise<string> => (await outputsOf(cell).allInnerTexts()).join("\n").trim();
  // JupyterLab loads a renderer when it first needs it
  for (const limit = performance.now() + PATIENCE; !shows.test(await text()) && performance.now() < limit; )
    await cell.page().waitForTimeout(50);
  assert.match(await text(), shows, page.title);
  for (const output of await outputsOf(cell).locator("xpath=self::*[contains(@class, 'jp-RenderedHTMLCommon')]").all())
    assert.equal(await output.evaluate(faintTexts, leastContrast), [], page.title);
  for (const image of await cell.locator(".jp-OutputArea-output img").all()) {
    const box = await image.boundingBox();
    assert.ok(box !== null && box.width > 50 && box.height > 30, `${page.title}: the picture is not drawn`);
  }
};

const checkQuiet = ({ messages, strangers }: Watched): void => {
  assert.equal(messages, []);
  assert.equal(strangers, []);
};

const shown = async (lab: Lab, browser: Browser): Promise<void> => {
  writeFileSync(join(lab.root, name), emptyNotebook);
  const watched = await openPage(browser);
  const notebook = await openNotebook(watched.page, lab, name);
  for (const page of pages) await check(await notebook.run(page.code), page, true);
  const first = await notebook.run('display("first", { id: "spot" });');
  await notebook.run('display("second", { id: "spot", update: true });');
  await outputsOf(first).filter({ hasText: "second" }).waitFor();
  const third = await notebook.run('display("third", { id: "spot" });');
  for (const cell of [first, third]) await outputsOf(cell).filter({ hasText: "third" }).waitFor();
  await notebook.save();
  checkQuiet(watched);
  await watched.page.close();
};

const reopened = async (lab: Lab, browser: Browser, theme: "light" | "dark", trust: boolean): Promise<void> => {
  const file = JSON.parse(readFileSync(join(lab.root, name), "utf8"));
  const copy = trust ? name : `stranger-${theme}-${name}`;
  if (!trust) {
    // The signature covers the whole notebook: any other metadata makes it a stranger's.
    file.metadata.changed = theme;
    writeFileSync(join(lab.root, copy), JSON.stringify(file));
  }
  await lab.setTheme(theme);
  const watched = await openPage(browser);
  await watched.page.setViewportSize({ width: 1280, height: 1400 });
  const notebook = await openNotebook(watched.page, lab, copy);
  assert.is(await notebook.trusted(), trust);
  const cells = watched.page.locator(".jp-CodeCell");
  for (const [index, page] of pages.entries()) {
    await cells.nth(index).scrollIntoViewIfNeeded();
    await check(cells.nth(index), page, trust);
  }
  for (const [index, first] of [0, 3, 6, 10].entries()) {
    await cells
      .nth(first)
      .evaluate((cell: { scrollIntoView(options: object): void }) => cell.scrollIntoView({ block: "start" }));
    await notebook.screenshot(`values-${theme}-${trust ? "trusted" : "untrusted"}-${index + 1}`);
  }
  checkQuiet(watched);
  await watched.page.close();
};

const scenarios: readonly (readonly [string, (lab: Lab, browser: Browser) => Promise<void>])[] = [
  ["values of every kind are shown as what they are", shown],
  ["trusted, light", (lab, browser) => reopened(lab, browser, "light", true)],
  ["trusted, dark", (lab, browser) => reopened(lab, browser, "dark", true)],
  ["untrusted, light", (lab, browser) => reopened(lab, browser, "light", false)],
  ["untrusted, dark", (lab, browser) => reopened(lab, browser, "dark", false)],
];

const missing = venvPython ? (chromiumPath ? undefined : noChromium) : noPython;
if (missing) for (const [title] of scenarios) skip(test, title, missing);
else {
  const lab = await startLab(temporaryFolder("values"));
  const browser = await launch();
  for (const [title, scenario] of scenarios) test(title, () => scenario(lab, browser));
  test.after(async () => {
    await browser.close();
    await lab.stop();
  });
}

test.run();
