// Widgets in a real JupyterLab with anywidget: dragged and pressed, set by a cell, shown twice, loaded again, closed.
// Runs alone: a browser, a server and a kernel share the machine.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { noPython, venvPython } from "../support/python.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";
import { chromiumPath, launch, noChromium, openPage } from "./chromium.ts";
import { faintTexts } from "./contrast.ts";
import { type Lab, startLab } from "./lab.ts";
import { emptyNotebook, type NotebookPage, openNotebook } from "./notebook-page.ts";

const TIMEOUT = { timeout: 60_000 };
const control = (cell: Locator): Locator => cell.locator(".taipan-control");
const text = (cell: Locator, wanted: RegExp): Promise<void> =>
  cell.locator(".jp-OutputArea-output", { hasText: wanted }).first().waitFor(TIMEOUT);
const result = async (notebook: NotebookPage, code: string): Promise<string> =>
  (await notebook.run(code)).locator(".jp-OutputArea-output").last().innerText();
/** Waits until an input of the page shows a value. */
const shows = async (input: Locator, value: string): Promise<void> => {
  await input.evaluate(
    (element, wanted) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if ((element as unknown as { value: string }).value === wanted) resolve();
          else setTimeout(look, 20);
        };
        look();
      }),
    value,
  );
};

const controls = async (lab: Lab, browser: Browser): Promise<void> => {
  writeFileSync(join(lab.root, "widgets.ipynb"), emptyNotebook);
  const { page, messages, strangers } = await openPage(browser);
  const notebook = await openNotebook(page, lab, "widgets.ipynb");
  const made = await notebook.run(`const k = slider({ min: 0, max: 10, label: "Steps" });
k.onChange((value) => console.log("moved to", value));
k`);
  const input = control(made).getByLabel("Steps");
  await input.waitFor(TIMEOUT);

  // keyboard, then a drag
  await input.focus();
  await page.keyboard.press("ArrowRight");
  await text(made, /moved to 1\b/);
  const box = (await input.boundingBox())!;
  await page.mouse.move(box.x + box.width / 10 + 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await text(made, /moved to 10\b/);
  assert.is(await result(notebook, "k.value"), "10");

  const second = await notebook.run("k"); // another view of the same widget
  await shows(control(second).getByLabel("Steps"), "10");
  await notebook.run("k.value = 4;");
  await shows(input, "4");
  await shows(control(second).getByLabel("Steps"), "4");
  assert.is(await control(made).locator("output").innerText(), "4");

  const pressed = await notebook.run(`button({ label: "Count", onClick: () => console.log("pressed") })`);
  await control(pressed).getByRole("button", { name: "Count" }).click();
  await text(pressed, /pressed/);

  const others = await notebook.run(`const c = checkbox({ label: "Periodic" });
const s = select({ options: ["clamp", "wrap", "reflect"], label: "Boundary" });
const t = textField({ label: "Name", value: "heat" });
for (const each of [c, s, t]) display(each);`);
  await control(others).getByLabel("Periodic").check(TIMEOUT);
  await control(others).getByLabel("Boundary").selectOption("wrap");
  await control(others).getByLabel("Name").fill("wave");
  assert.is(await result(notebook, "[c.value, s.value, t.value].join()"), "'true,wrap,wave'");
  for (const cell of [made, pressed, others])
    for (const each of await control(cell).all()) assert.equal(await each.evaluate(faintTexts, 4.5), []);
  await notebook.screenshot("widgets-light");
  await notebook.save();

  // the page is loaded again, in the dark: the running kernel gives the state
  await lab.setTheme("dark");
  const again = await openNotebook(page, lab, "widgets.ipynb");
  const redrawn = page.locator(".taipan-control");
  await shows(redrawn.getByLabel("Steps").first(), "4");
  await shows(redrawn.getByLabel("Name"), "wave");
  await redrawn.getByLabel("Steps").first().fill("6");
  await shows(redrawn.getByLabel("Steps").last(), "6");
  for (const each of await redrawn.all()) assert.equal(await each.evaluate(faintTexts, 4.5), []);
  await again.screenshot("widgets-dark");

  const closed = await again.run("console.log(k.value); k.close(); k");
  assert.match(await closed.innerText(), /\n6\n[\s\S]*slider "Steps": 6 \(0 to 10\) \(closed\)/);
  await redrawn
    .getByLabel("Steps")
    .first()
    .waitFor({ state: "detached", ...TIMEOUT });
  assert.equal(messages, []);
  assert.equal(strangers, []);
  await page.close();
};

const custom = async (lab: Lab, browser: Browser): Promise<void> => {
  writeFileSync(join(lab.root, "custom.ipynb"), emptyNotebook);
  const { page, messages } = await openPage(browser);
  const notebook = await openNotebook(page, lab, "custom.ipynb");
  const made = await notebook.run(`const w = widget({
  render({ model, el }) {
    const draw = () => {
      const view = model.get("samples");
      el.textContent = model.get("title") + ": " + new Float64Array(view.buffer, view.byteOffset, view.byteLength / 8).join(" ");
    };
    model.on("change", draw);
    draw();
    el.addEventListener("click", () => { model.set("title", "clicked"); model.save_changes(); });
    el.classList.add("own");
  },
  state: { title: "samples", samples: new Float64Array([1.5, 2.5]) },
  css: ".own { border: 3px solid rgb(1, 2, 3); }",
});
w.onChange("title", (title) => console.log("title is", title));
w`);
  const view = made.locator(".own");
  await view.filter({ hasText: "samples: 1.5 2.5" }).waitFor(TIMEOUT);
  assert.is(await page.evaluate('getComputedStyle(document.querySelector(".own")).borderTopColor'), "rgb(1, 2, 3)");
  await view.click();
  await text(made, /title is clicked/);
  await notebook.run("w.samples = new Float64Array([8]);");
  await view.filter({ hasText: "clicked: 8" }).waitFor(TIMEOUT);
  assert.equal(messages, []);
  await page.close();
};

const scenarios: readonly (readonly [string, (lab: Lab, browser: Browser) => Promise<void>])[] = [
  ["ready-made widgets follow the user and the cells, survive a reload, close", controls],
  ["a view of one's own shares its state, bytes too", custom],
];
const missing = venvPython ? (chromiumPath ? undefined : noChromium) : noPython;
if (missing) for (const [name] of scenarios) skip(test, name, missing);
else {
  const lab = await startLab(temporaryFolder("widgets"));
  const browser = await launch();
  for (const [name, scenario] of scenarios) test(name, () => scenario(lab, browser));
  test.after(async () => {
    await browser.close();
    await lab.stop();
  });
}

test.run();
