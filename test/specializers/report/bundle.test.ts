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
import type { Trial } from "../../../specializers/tuner/job.ts";
import { contrastOf, parseColour, ratio, themes } from "../../support/contrast.ts";
import { readHtml } from "../../support/html.ts";
import { sanitizeAsJupyterLab } from "../../support/jupyterlab-sanitizer.ts";
import { packageRoot } from "../../support/root.ts";
import { declinedExplanation, explanation } from "./explanations.ts";
import { fiveHundred, models, tuning } from "./models.ts";

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
  const expected = readFileSync(path, "utf8");
  if (actual === expected) return;
  // Lines of HTML are long: the first one that differs, from where it does, says enough.
  const [was, is] = [expected.split("\n"), actual.split("\n")];
  const line = is.findIndex((text, i) => text !== was[i]);
  const at = Math.max(
    0,
    [...(is[line] ?? "")].findIndex((character, i) => character !== [...(was[line] ?? "")][i]) - 30,
  );
  const show = (text = "") => text.slice(at, at + 120);
  assert.unreachable(
    `${file}, line ${line + 1}: "${show(is[line])}", was "${show(was[line])}" (TAIPAN_UPDATE=1 accepts it)`,
  );
}

for (const name of names) {
  golden(`${name}: text`, () => matches(`${name}.txt`, `${bundles[name]!["text/plain"]}\n`));
  // Five hundred trials are for the limits below; as a file they would only be long.
  if (name !== "five-hundred")
    golden(`${name}: HTML that an untrusted notebook shows`, () =>
      matches(`${name}.html`, `${sanitizeAsJupyterLab(html(name))}\n`),
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

/** Models at the edges: missing measurements, times from nothing to hours, every status, axes of one value. */
const seconds = fc.oneof(fc.constantFrom(0, 1e-9, 1, 86_400), fc.double({ min: 1e-9, max: 1e3, noNaN: true }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const trial: fc.Arbitrary<Trial> = fc
  .record({
    name: fc.string({ minLength: 1 }),
    config: fc.record({
      target: fc.constantFrom("openmp", "js"),
      threads: fc.constantFrom(1, 2),
      stores: fc.constantFrom("plain", "streaming"),
      tileY: fc.constantFrom(0, 16, 32),
    }),
    status: fc.constantFrom("ok", "wrong", "compile-error", "crash", "timeout", "illegal"),
    seconds: maybe(seconds),
    noise: maybe(fc.double({ min: 0, max: 3, noNaN: true })),
    samples: fc.constant([]),
    error: maybe(fc.constantFrom(0, 1e-300, 1e-16, 1)),
    bound: maybe(fc.constantFrom(0, 1e-15)),
    compileSeconds: maybe(seconds),
    why: fc.constantFrom("", "slower by 3 %", "crashed: SIGSEGV"),
    at: seconds,
    artifact: maybe(fc.string()),
  } satisfies { [K in keyof Omit<Trial, "target">]: fc.Arbitrary<Trial[K]> })
  .map((made) => ({ ...made, target: made.config.target, seconds: made.status === "ok" ? made.seconds : undefined }));
const anyModel: fc.Arbitrary<ReportModel> = fc
  .record({
    state: fc.constantFrom("recognised", "declined", "serving", "tuning", "paused", "final"),
    trials: fc.array(trial, { maxLength: 40 }),
    reference: maybe(fc.record({ seconds })),
    cost: maybe(
      fc.constantFrom(
        { points: 0, flops: 0, bytes: 0, roundings: 0 },
        { points: 8, flops: 64, bytes: 128, roundings: 3 },
      ),
    ),
    ceiling: maybe(
      fc.constantFrom({ bytesPerSecond: 4e10, flopsPerSecond: 1e11 }, { bytesPerSecond: 0, flopsPerSecond: 0 }),
    ),
    noisy: fc.boolean(),
    calls: fc.record({ count: fc.nat(), tuningSeconds: seconds }),
  } satisfies Partial<{ [K in keyof ReportModel]: fc.Arbitrary<ReportModel[K]> }>)
  .map((parts) => ({ ...tuning, ...parts, best: parts.trials.find((made) => made.seconds !== undefined) }));

bundle("any model can be drawn, without a number that is none", () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const { "text/html": drawn, "text/plain": written } = reportBundle(model);
      for (const element of readHtml(String(drawn))) {
        assert.not.match([...element.styles.values()].join(" "), /NaN|Infinity|undefined/);
        for (const [, share] of [...element.styles.values()].join(" ").matchAll(/(-?[\d.e+-]+)%/g))
          assert.ok(Number(share) >= 0 && Number(share) <= 100, `${share} %`);
      }
      assert.not.match(String(written), /NaN|Infinity|undefined/);
      JSON.stringify(reportJson(model));
    }),
    { numRuns: 300 },
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
