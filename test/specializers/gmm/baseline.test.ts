// A component that is not computed: which one, when it is not trusted, and iterations that are repeated with all components.
// Time limit: 120 s
import { test } from "uvu";
import * as assert from "uvu/assert";
import { baselineOf } from "../../../specializers/gmm/baseline.ts";
import { losesDigits } from "../../../specializers/gmm/loss.ts";
import { openReference } from "../../../specializers/gmm/reference.ts";
import { createState } from "../../../specializers/gmm/state.ts";
import { use } from "../../../specializers/instance.ts";
import { openNative } from "../../../specializers/mixture/native.ts";
import { type Served, serveNative } from "../../../specializers/pipeline.ts";
import { far, nativeOf, oneIteration, problemOf } from "./iterations.ts";

test("a baseline that loses its events: the iteration is repeated with all components, in the end at once", () => {
  const problem = problemOf("full", 3, 0);
  const { state } = problem;
  const mixture = nativeOf(state);
  const { call } = mixture;
  const against = { ...call.plan.space.seeds.find(({ form }) => form === "events")!, baseline: true };
  const served = serveNative(call.plan, against, call.checks, "tuned") as Served;
  use(call, served);
  mixture.untried.length = 0; // seeds that would be tried in its place
  const open = (options: Parameters<typeof openReference>[0]) => openNative(options, mixture, 10);
  assert.is(baselineOf(state), 0, "all are as wide: the first");
  assert.match(oneIteration(problem, open).name, "baseline");
  // the widest moves to where no events are
  const away = { ...state, means: state.means.slice(), precisionsCholesky: state.precisionsCholesky.slice() };
  for (let i = 0; i < 3; i++) away.means[2 * 3 + i]! += 40;
  for (let at = 2 * 9; at < 3 * 9; at++) away.precisionsCholesky[at]! *= 0.9;
  assert.is(baselineOf(away), 2);
  const wanted = oneIteration({ ...problem, state: away }, openReference);
  const got = oneIteration({ ...problem, state: away }, open);
  assert.not.match(got.name, "baseline");
  assert.ok(Math.abs(got.likelihood / wanted.likelihood - 1) < 1e-12);
  for (const name of ["weights", "means", "covariances"] as const)
    assert.ok(far(got.next[name], wanted.next[name]) < 1e-10, name);
  assert.is(call.served, served, "one iteration says nothing about others");
  const engine = open({ ...away, regCovar: 1e-6, centre: problem.centre, checkpoint() {} });
  engine.hold(problem.events);
  const run = served.variant.run;
  let times = 0;
  const counted = (...values: Parameters<typeof run>) => {
    times++;
    return run(...values);
  };
  Object.assign(served.variant, { run: counted });
  for (let i = 0; i < 5; i++) {
    engine.begin(away);
    engine.add();
    engine.finish(createState(away));
  }
  Object.assign(served.variant, { run });
  assert.is(times, 3, "then all components are computed at once");
  // a light component is none, however wide
  away.weights.set([0.45, 0.25, 0.05, 0.25]);
  assert.is(baselineOf(away), 0);
  const loses = (reach: number) => [against, { ...against, baseline: false }].map((c) => losesDigits(c, away, reach));
  assert.equal(
    [loses(1e5), loses(1e6), loses(1e7)],
    [
      [false, false],
      [true, false],
      [true, true],
    ],
  );
});

test.run();
