// The report's bundles: golden files after JupyterLab's sanitiser, contrast, escaping, sizes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { MimeBundle } from "../../../specializers/host.ts";
import { explainBundle, reportBundle, reportJson, reportMime } from "../../../specializers/report/index.ts";
import type { ReportModel } from "../../../specializers/report/model.ts";
import { ink } from "../../../specializers/report/style.ts";
import { contrastOf, parseColour, ratio, themes } from "../../support/contrast.ts";
import { readHtml } from "../../support/html.ts";
import { sanitizeAsJupyterLab } from "../../support/jupyterlab-sanitizer.ts";
import { packageRoot } from "../../support/root.ts";
import { declinedExplanation, explanation, fiveHundred, models, tuning } from "./models.ts";

const golden = suite("report: golden files");
const folder = join(packageRoot, "test", "golden", "report");
const bundles: Readonly<Record<string, MimeBundle>> = {
  ...Object.fromEntries(Object.entries(models).map(([name, model]) => [name, reportBundle(model)])),
  explain: explainBundle(explanation),
  "explain-declined": explainBundle(declinedExplanation),
};
const html = (name: string): string => String(bundles[name]!["text/html"]);
const names = Object.keys(bundles);

function matches(file: string, actual: string): void {
  const path = join(folder, file);
  if (process.env.TAIPAN_UPDATE === "1") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, actual);
  }
  assert.fixture(actual, readFileSync(path, "utf8"), `${file} (TAIPAN_UPDATE=1 accepts the new one)`);
}

for (const name of names) {
  golden(`${name}: text`, () => matches(`${name}.txt`, `${bundles[name]!["text/plain"]}\n`));
  // Five hundred trials are for the limits below; as a file they would only be long.
  if (name !== "five-hundred")
    golden(`${name}: HTML that an untrusted notebook shows`, () =>
      matches(`${name}.html`, sanitizeAsJupyterLab(html(name))),
    );
}
golden.run();

const notebook = suite("report: in a notebook");

for (const name of names) {
  notebook(`${name}: the sanitiser takes nothing away`, () => {
    const before = readHtml(html(name));
    const after = readHtml(sanitizeAsJupyterLab(html(name)));
    assert.is(after.length, before.length);
    before.forEach((element, i) => {
      const kept = after[i]!;
      assert.is(kept.name, element.name);
      assert.is(kept.text, element.text);
      assert.equal([...kept.styles], [...element.styles], `styles of <${element.name}>`);
      assert.equal([...kept.attributes.keys()], [...element.attributes.keys()], `attributes of <${element.name}>`);
    });
  });

  notebook(`${name}: all text has a contrast of 4.5:1 in both themes`, () => {
    for (const element of readHtml(html(name)))
      for (const theme of themes)
        if (element.text.trim() !== "") {
          const contrast = contrastOf(element, theme);
          assert.ok(contrast >= 4.5, `${theme.name}: ${contrast.toFixed(2)} for "${element.text.trim().slice(0, 40)}"`);
        }
  });

  notebook(`${name}: tables are named and can be read aloud`, () => {
    const elements = readHtml(html(name));
    for (const table of elements.filter((element) => element.name === "table")) {
      const caption = elements.find((element) => element.name === "caption" && element.parent === table);
      assert.ok(caption && caption.text.trim() !== "", "a caption");
      assert.is(table.parent?.styles.get("overflow-x"), "auto", "a box that scrolls");
    }
    for (const heading of elements.filter((element) => element.name === "th"))
      assert.match(heading.attributes.get("scope") ?? "", /^(col|row)$/);
  });

  notebook(`${name}: no word stands for a missing value`, () => {
    for (const text of [html(name), String(bundles[name]!["text/plain"])])
      assert.not.match(text, /undefined|NaN|Infinity|\[object/);
  });
}

notebook("shapes stand out from both backgrounds by 3:1", () => {
  for (const name of ["winner", "other", "baseline", "over", "failed"] as const)
    for (const theme of themes)
      assert.ok(ratio(parseColour(ink[name]), theme.background) >= 3, `${name} on ${theme.name}`);
});

notebook("five hundred trials stay a small card, and none is dropped without a word", () => {
  assert.ok(html("five-hundred").length < 120_000, `${html("five-hundred").length} characters`);
  assert.match(html("five-hundred"), /492 more variants: 6 illegal, 6 crashed/);
  assert.match(html("five-hundred"), /412 of these are left to the report's toJSON\(\)/);
  assert.is(reportJson(fiveHundred).variants.length, 502);
});

notebook("a card that is still tuning is cheap to send four times a second", () => {
  const many: ReportModel = { ...fiveHundred, state: "tuning", final: false };
  assert.ok(String(reportBundle(many)["text/html"]).length < 80_000);
  assert.ok(String(reportBundle(tuning)["text/html"]).length < 45_000);
});
notebook.run();

const bundle = suite("report: bundle");

bundle("holds HTML, text and JSON", () => {
  assert.equal(Object.keys(reportBundle(tuning)), ["text/html", "text/plain", reportMime]);
  assert.is(reportMime, "application/vnd.taipan.report+json");
  assert.equal(reportBundle(tuning)[reportMime], reportJson(tuning));
});

/** Text that means something to HTML, to Handlebars or to a regular expression's replacement. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "</pre></td>",
    "{{kernel}}",
    "{{{x}}}",
    "&lt;",
    "$&",
    "`a<b>`",
  ),
);
/** Whatever the user's words are, the elements are those of the same report with harmless words. */
const skeleton = (text: string): string =>
  readHtml(text)
    .map((element) => `${element.name} ${[...element.attributes.keys()].join(" ")}`)
    .join("\n");

bundle("the user's text never becomes markup", () => {
  const spoil = (word: string): ReportModel => {
    const trials = tuning.trials.map((trial) => ({
      ...trial,
      name: word,
      why: word,
      artifact: word,
      config: { ...trial.config, stores: word },
    }));
    return {
      ...tuning,
      kernel: word,
      signature: `${word} f64 8×8 none`,
      notes: [word],
      trials,
      best: trials[2],
      machine: { ...tuning.machine, cpu: word, node: word, compilers: [word] },
      source: { name: word, text: word, firstLine: 1 },
      diagnostics: [
        {
          code: word,
          message: word,
          hint: `x${word}`,
          source: { name: word, text: `x${word}`, firstLine: 1 },
          at: { start: 0, end: 1 },
        },
      ],
      passes: tuning.passes.map((pass) => ({ ...pass, name: word, does: word, notDone: [word] })),
      generated: { language: "c", source: `a${word.replaceAll("\n", " ")}`, cellLines: [[1, 1]] },
      compiled: { compiler: word, flags: [word], log: word, seconds: 0.1 },
      environment: { [word]: word },
    };
  };
  fc.assert(
    fc.property(hostile, (word) => {
      const plain = word.replace(/[^\n`]/gu, "x");
      assert.is(
        skeleton(String(reportBundle(spoil(word))["text/html"])),
        skeleton(String(reportBundle(spoil(plain))["text/html"])),
      );
    }),
    { numRuns: 150 },
  );
});

bundle("the user's text never becomes markup in an explanation", () => {
  fc.assert(
    fc.property(hostile, (word) => {
      const spoiled = (text: string) =>
        explainBundle({
          ...explanation,
          kernel: text,
          domain: text,
          platform: text,
          notDone: [text],
          passes: explanation.passes.map((pass) => ({ ...pass, changed: true, after: `${pass.name}${text}` })),
          compiled: { compiler: text, flags: [text], log: text, seconds: 0.1 },
        });
      const plain = word.replace(/[^\n`\s]/gu, "x");
      assert.is(skeleton(String(spoiled(word)["text/html"])), skeleton(String(spoiled(plain)["text/html"])));
    }),
    { numRuns: 100 },
  );
});
bundle.run();
