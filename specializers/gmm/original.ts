// An iteration, or scores, by the TypeScript engine, called as generated code is: the oracle that users' own results come from where
// nothing else can be.
import type { NumericArray } from "../specializer.ts";
import type { MixtureProgram } from "./program.ts";
import { openReference } from "./reference.ts";
import { openShares } from "./shares.ts";
import { createState } from "./state.ts";
import { type Sums, sumsOf } from "./sums.ts";

/** A function of the program's parameters. */
export const originalOf =
  (program: MixtureProgram) =>
  (...values: readonly unknown[]): void => {
    const at = Object.fromEntries(program.parameters.map(({ name }, i) => [name, values[i]])) as Record<
      string,
      NumericArray & number
    >;
    const { components: m, features: d, covarianceType } = program;
    const flat = (name: string) => Float64Array.from(at[name]!);
    const centre = flat("centre");
    const weights = at.eventWeights && flat("eventWeights");
    const events = flat("events");
    const into = { counts: at.counts!, firsts: at.firsts!, seconds: at.seconds!, likelihood: at.likelihood! } as Sums;
    if (program.task === "sums") {
      const held = { count: at.count!, values: events, ...(weights && { weights }) };
      const shares = openShares(held, { covarianceType, components: m, features: d, centre });
      shares.add(0, at.count!, flat("responsibilities"));
      sumsOf(program, shares.moments(), flat("means"), into);
      return;
    }
    const state = createState(program);
    for (const name of ["weights", "means", "precisionsCholesky"] as const) state[name].set(flat(name));
    const engine = openReference({ covarianceType, components: m, features: d, regCovar: 0, centre, checkpoint() {} });
    engine.hold({ count: at.count!, values: events, ...(weights && { weights }) });
    if (program.task === "score") {
      const shares = at.wantsShares! > 0 ? new Float64Array(at.count! * m) : undefined;
      const logs = new Float64Array(at.count!);
      engine.score(state, logs, shares);
      at.logs!.set(logs);
      if (shares) at.responsibilities!.set(shares);
      return;
    }
    engine.begin(state);
    engine.add();
    const { moments, logLikelihood, total } = engine.sums();
    sumsOf(program, moments, state.means, into);
    into.likelihood[0] = logLikelihood;
    into.likelihood[1] = total;
    if (!at.moments || at.gather === 0) return;
    const row = (n: number, i: number): number => (i < d ? events[n * d + i]! - centre[i]! : 1);
    at.moments.fill(0);
    for (let n = 0; n < at.count!; n++)
      for (let i = 0, t = 0; i <= d; i++)
        for (let j = 0; j <= i; j++, t++) at.moments[t]! += (weights?.[n] ?? 1) * row(n, i) * row(n, j);
  };
