// A user's session in a real JupyterLab: typing, completing, interrupting, a marked function from its card to its
// report, in both themes, and the saved notebook opened again untrusted.
// Runs alone: a browser, a server, a kernel and a tuner share the machine.
// Time limit: 240 s
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

const leastContrast = 4.5;
const folder = "Ein Ordner für Zahlen";

const output = (cell: Locator): Locator => cell.locator(".jp-OutputArea-output");
const card = (cell: Locator): Locator => cell.locator(".jp-RenderedHTML");

/** What holds of every card and report: readable, rendered rather than shown as text, its table open to see. */
const checkRendered = async (html: Locator): Promise<void> => {
  const text = await html.innerText();
  assert.not.match(text, /<\/?(table|div|details|span|img|meter)\b|&lt;|&amp;|undefined|NaN\b|\[object/);
  assert.equal(await html.evaluate(faintTexts, leastContrast), []);
};

const checkReport = async (html: Locator): Promise<void> => {
  await checkRendered(html);
  const table = html.locator("table").first();
  assert.ok(await table.isVisible(), "the table of variants is hidden");
  assert.match(await table.innerText(), /TypeScript/);
  assert.match(await html.innerText(), /faster than TypeScript/);
  for (const image of await html.locator("img").all()) {
    assert.match((await image.getAttribute("src")) ?? "", /^data:image\//);
    assert.ok(((await image.getAttribute("alt")) ?? "").length > 10, "an image without a text");
  }
};

const checkQuiet = ({ messages, strangers }: Watched): void => {
  assert.equal(messages, []);
  assert.equal(strangers, []);
};

const heat = `%%stencil
function heat(u: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = u[p] + 0.2 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - 4 * u[p]);
}`;
const call = `const u = grid([256, 256], { fill: (i, j) => (i - 100) ** 2 + j });
const [out, expected] = [grid([256, 256]), grid([256, 256])];
heat(u, out);
heat.reference(u, expected);
Math.max(...out.map((x, p) => Math.abs(x - expected[p])))`;
const declined = `%%stencil
function logged(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = Number(String(u[p]));
}`;

const types = async (lab: Lab, browser: Browser): Promise<void> => {
  writeFileSync(join(lab.root, folder, "cells.ipynb"), emptyNotebook);
  const watched = await openPage(browser);
  const notebook = await openNotebook(watched.page, lab, `${folder}/cells.ipynb`);
  await notebook.run("const greeting: string = 'hello';\nlet count = 41;");
  const value = await notebook.run("count += 1;\ncount");
  assert.match(await output(value).innerText(), /^42$/);
  assert.ok(
    (await value.locator(".cm-content .ͼ, .cm-content span[class]").count()) > 0,
    "the code is not highlighted",
  );

  const names = await notebook.complete("greeting.toUpp");
  assert.ok(names.includes("toUpperCase") || (await notebook.lastCode()).includes("toUpperCase"), names.join());
  await notebook.clearLast();

  const endless = await notebook.start("console.log('started');\nwhile (true) {}");
  await output(endless).filter({ hasText: "started" }).waitFor();
  await notebook.interrupt();
  await notebook.finished(endless);
  assert.match(await endless.innerText(), /interrupt/i);
  const kept = await notebook.run("[count, greeting]");
  assert.match(await output(kept).innerText(), /42.*hello/);

  const failing = await notebook.run("const ok = 1;\nnull.length;");
  assert.match(await failing.innerText(), /TypeError[\s\S]*null/);
  await notebook.screenshot("cells");
  checkQuiet(watched);
  await watched.page.close();
};

const specializes = async (lab: Lab, browser: Browser): Promise<void> => {
  writeFileSync(join(lab.root, folder, "heat.ipynb"), emptyNotebook);
  const watched = await openPage(browser);
  const notebook = await openNotebook(watched.page, lab, `${folder}/heat.ipynb`);
  await notebook.run('import { grid, type Grid } from "taipan";');
  const marked = await notebook.run(heat);
  assert.match(await card(marked).innerText(), /heat/);
  const called = await notebook.run(call);
  assert.ok(Number(await output(called).last().innerText()) < 1e-9, await called.innerText());

  const tuned = await notebook.run("await heat.tune([u, out], { seconds: 6 })");
  await checkReport(card(tuned));
  // The card above followed the function to the same report.
  await checkReport(card(marked));
  await notebook.screenshot("report-light");

  const reason = await notebook.run(declined);
  await checkRendered(card(reason));
  assert.match(await card(reason).innerText(), /String/);
  await notebook.screenshot("declined-light");
  await notebook.save();
  checkQuiet(watched);
  await watched.page.close();
};

const saved = (lab: Lab) => JSON.parse(readFileSync(join(lab.root, folder, "heat.ipynb"), "utf8"));

const reopens = async (lab: Lab, browser: Browser, theme: "light" | "dark", trust: boolean): Promise<void> => {
  // The signature covers the whole notebook: any other metadata makes it a stranger's.
  const name = trust ? "heat.ipynb" : `stranger-${theme}.ipynb`;
  const notebookFile = saved(lab);
  if (!trust) {
    notebookFile.metadata.changed = theme;
    writeFileSync(join(lab.root, folder, name), JSON.stringify(notebookFile));
  }
  await lab.setTheme(theme);
  const watched = await openPage(browser);
  const notebook = await openNotebook(watched.page, lab, `${folder}/${name}`);
  assert.is(await notebook.trusted(), trust);
  const cards = watched.page.locator(".jp-CodeCell .jp-RenderedHTML");
  assert.is(await cards.count(), 3);
  await checkReport(cards.nth(0));
  await checkReport(cards.nth(1));
  await checkRendered(cards.nth(2));
  await cards.nth(1).scrollIntoViewIfNeeded();
  await notebook.screenshot(`reopened-${theme}-${trust ? "trusted" : "untrusted"}`);
  checkQuiet(watched);
  await watched.page.close();
};

const scenarios: readonly (readonly [string, (lab: Lab, browser: Browser) => Promise<void>])[] = [
  ["cells are typed, completed, interrupted; errors are shown", types],
  ["a marked function goes from its card to its report", specializes],
  ["the saved notebook is shown untrusted, light", (lab, browser) => reopens(lab, browser, "light", false)],
  ["the saved notebook is shown untrusted, dark", (lab, browser) => reopens(lab, browser, "dark", false)],
  ["the saved notebook is shown trusted, dark", (lab, browser) => reopens(lab, browser, "dark", true)],
];

const missing = venvPython ? (chromiumPath ? undefined : noChromium) : noPython;
if (missing) for (const [name] of scenarios) skip(test, name, missing);
else {
  const lab = await startLab(temporaryFolder("browser"));
  const browser = await launch();
  mkdirSync(join(lab.root, folder));
  for (const [name, scenario] of scenarios) test(name, () => scenario(lab, browser));
  test.after(async () => {
    await browser.close();
    await lab.stop();
  });
}

test.run();
