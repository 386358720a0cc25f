// Charts of real libraries in cells, imported as a notebook does: Observable Plot on linkedom's document.
// Time limit: 300 s
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { openSession } from "./harness.ts";

const folder = temporaryFolder("libraries");
mkdirSync(folder, { recursive: true });
symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"));
const session = await openSession(folder);

test("Observable Plot shows itself", async () => {
  const ready = await session.run(`
    import * as Plot from "@observablehq/plot";
    import { parseHTML } from "linkedom";
    const { document } = parseHTML("<html></html>");
    const rows = [{ x: 1, y: 2, kind: "a" }, { x: 2, y: 3, kind: "b" }];`);
  assert.is(ready.status, "ok", ready.error?.evalue ?? "");
  const { result } = await session.run('Plot.plot({ document, marks: [Plot.dot(rows, { x: "x", y: "y" })] })');
  const svg = String(result?.["image/svg+xml"]);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, "<circle");
  assert.match(String(result?.["text/plain"]), /^<svg [\s\S]{1,299}…$/);
});

test("a plot with a legend is a figure", async () => {
  const { result } = await session.run(
    'Plot.plot({ document, color: { legend: true }, marks: [Plot.dot(rows, { x: "x", y: "y", fill: "kind" })] })',
  );
  assert.match(String(result?.["text/html"]), /^<figure[\s\S]*<svg/);
});

test("elements stand in html", async () => {
  const { result } = await session.run(
    "const paragraph = document.createElement('p'); paragraph.textContent = 'a < b'; html`<div>$\u007bparagraph}</div>`",
  );
  assert.is(result?.["text/html"], "<div><p>a &lt; b</p></div>");
});

test("the session ends", () => session.close());

test.run();
