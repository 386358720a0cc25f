// Fits of GaussianMixture in a notebook session: the progress shown, and interrupts that keep the last iteration.
// Time limit: 120 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, printed, startKernel } from "./client.ts";

const test = suite("mixtures in a session");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("mixtures") });
});
test.after(() => client.close());

const run = async (code: string) => {
  const executed = await client.execute(code);
  assert.is(executed.reply.status, "ok", JSON.stringify(executed.reply));
  return executed;
};

test("a fit that takes long shows its iterations, one that does not shows nothing", async () => {
  await run(`import { GaussianMixture, NdArray } from "taipan";
    const events = (count: number) => NdArray.from(Float64Array.from({ length: 4 * count }, Math.random), [count, 4]);
    const long = { nComponents: 8, tol: 0, maxIter: 1e6, initParams: "random_from_data", regCovar: 1e-4 } as const;`);
  const quick = await run("new GaussianMixture().fit(events(100)).converged");
  assert.is(
    quick.outputs.some(({ header }) => header.msg_type === "display_data"),
    false,
  );
  const began = performance.now();
  const { outputs } = await run(
    "const fitted = new GaussianMixture({ ...long, maxIter: 30 }).fit(events(20_000)); fitted.predict(events(60_000)).length",
  );
  const seconds = (performance.now() - began) / 1000;
  const shown = outputs.filter(({ header }) => /display_data/.test(header.msg_type));
  const texts = shown.map(({ content }) => (content.data as Record<string, string>)["text/plain"]!);
  assert.ok(texts.length >= 2 && texts.length <= 2 + 10 * seconds, `${texts.length} in ${seconds} s`);
  assert.is(shown.filter(({ header }) => header.msg_type === "display_data").length, 1);
  assert.match(
    texts.at(-1)!,
    /not converged after 30 iteration\(s\), log-likelihood -?[\d.]+, change \d\.\de-\d+, in [\d.]+ s/,
  );
  assert.match(texts.at(-2)!, /iteration \d+ of 30, log-likelihood -?[\d.]+, change/);
});

for (const [name, call] of [
  ["rows", "model.fit(data)"],
  ["chunks", "await model.fit(() => [data, data])"],
  [
    "chunks that take their time",
    "await model.fit(async function* () { for (;;) { yield data; await new Promise((r) => setTimeout(r, 5)); if (passes++ % 4 === 3) return; } })",
  ],
] as const)
  test(`an interrupted fit of ${name} keeps its last iteration, and the session lives`, async () => {
    const code = `const data = events(20_000); let passes = 0; const model = new GaussianMixture(long); ${call}`;
    const request = client.send("shell", "execute_request", { code });
    await client.message(
      ({ parent, header, content }) =>
        parent?.msg_id === request.header.msg_id &&
        header.msg_type === "update_display_data" &&
        /iteration [3-9]/.test((content.data as Record<string, string>)["text/plain"]!),
    );
    const answer = await client.ask("control", "interrupt_request", {});
    assert.is(answer.content.status, "ok");
    assert.is((await client.executed(request)).reply.ename, "KeyboardInterrupt");
    const next = await run(
      `const { nIter } = model; const reached = model.score(data); await new Promise((r) => setTimeout(r, 100));
       console.log(nIter >= 3, nIter === model.nIter, nIter === model.lowerBounds.length, Math.abs(reached - model.lowerBound) < 0.1)`,
    );
    assert.is(printed(next), "true true true true\n");
    await run("new GaussianMixture({ ...long, maxIter: 2 }).fit(data)");
  });

test.run();
