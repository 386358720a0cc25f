// GaussianMixture: scikit-learn's estimator, with its names in camelCase and its semantics.
import { randomInt } from "node:crypto";
import type { EmEngine, EngineOptions, Events } from "./gmm/engine.ts";
import { initialise } from "./gmm/initialise.ts";
import { problem } from "./gmm/messages.ts";
import { type CheckedOptions, checkOptions, initialParameters, type MixtureOptions } from "./gmm/options.ts";
import { openReference } from "./gmm/reference.ts";
import { type Matrix, type Rows, readRows } from "./gmm/rows.ts";
import { drawFrom } from "./gmm/sample.ts";
import { covarianceShape, createState, type MixtureState } from "./gmm/state.ts";
import { host } from "./node-host.ts";
import { NdArray } from "./runtime/arrays/ndarray.ts";
import { createRandom } from "./tuner/random.ts";

export interface FitOptions {
  /** [N]: how often each event counts. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** What a fit leaves behind. */
interface Fitted {
  readonly state: MixtureState;
  readonly centre: Float64Array;
  readonly converged: boolean;
  readonly nIter: number;
  readonly lowerBound: number;
  readonly lowerBounds: readonly number[];
}

export class GaussianMixture {
  readonly options: CheckedOptions;
  #fitted: Fitted | undefined;

  /** @throws MixtureError GMM_OPTION */
  constructor(options: MixtureOptions = {}) {
    this.options = checkOptions(options);
  }

  /**
   * Expectation maximisation until the mean log-likelihood changes by less than `tol`.
   * An interrupted fit keeps the last complete iteration.
   * @param data [N, D] rows of finite numbers
   * @throws MixtureError for bad data and ill-defined covariances
   */
  fit(data: Matrix, { sampleWeight }: FitOptions = {}): this {
    const rows = readRows(data);
    const { nComponents, warmStart } = this.options;
    const needed = Math.max(2, nComponents);
    if (rows.count < needed) throw problem("GMM_FEW_EVENTS", rows.count, needed);
    const events = eventsOf(rows, sampleWeight);
    const before = warmStart ? this.#fitted : undefined;
    if (before && before.state.features !== rows.features)
      throw problem("GMM_FEATURES", rows.features, before.state.features);
    const options = this.#engineOptions(rows.features, before?.centre ?? meanOf(rows));
    const given = initialParameters(this.options, options);
    const random = createRandom(this.options.seed ?? randomInt(2 ** 32));
    const engine = openReference(options);
    engine.hold(events);
    let best: Fitted | undefined;
    try {
      for (let init = 0; init < (before ? 1 : this.options.nInit); init++) {
        const start =
          before?.state ?? startOf(given, options, () => initialise(events, options, this.options.initParams, random));
        const found = this.#run(engine, start, options.centre, before?.lowerBound, best === undefined);
        if (!best || found.lowerBound > best.lowerBound) best = found;
      }
    } finally {
      if (best) this.#fitted = best;
      engine.close();
    }
    if (best && !best.converged && this.options.maxIter > 0)
      console.warn(
        `ConvergenceWarning: the mixture has not converged after ${best.nIter} iteration(s); increase maxIter or tol, or try other initParams`,
      );
    return this;
  }

  /** `publish`: each iteration is kept at once, so that an interrupt leaves the last one. */
  #run(
    engine: EmEngine,
    start: MixtureState,
    centre: Float64Array,
    before: number | undefined,
    publish: boolean,
  ): Fitted {
    const { maxIter, tol } = this.options;
    const lowerBounds: number[] = [];
    let made: Fitted = {
      ...{ state: start, centre, converged: false, nIter: 0, lowerBounds },
      lowerBound: before ?? Number.NEGATIVE_INFINITY,
    };
    while (made.nIter < maxIter && !made.converged) {
      const next = createState(start);
      engine.begin(made.state);
      engine.add();
      const lowerBound = engine.finish(next);
      lowerBounds.push(lowerBound);
      const converged = Math.abs(lowerBound - made.lowerBound) < tol;
      made = { state: next, centre, converged, nIter: made.nIter + 1, lowerBound, lowerBounds };
      if (publish) this.#fitted = made;
    }
    return made;
  }

  #engineOptions(features: number, centre: Float64Array): EngineOptions {
    const { nComponents, covarianceType, regCovar } = this.options;
    const { cancel, interrupted } = host();
    return {
      ...{ covarianceType, components: nComponents, features, regCovar, centre },
      checkpoint() {
        if (Atomics.load(cancel, 0) !== 0) throw interrupted();
      },
    };
  }

  #known(what: string): Fitted {
    if (!this.#fitted) throw problem("GMM_NOT_FITTED", what);
    return this.#fitted;
  }

  #score(what: string, data: Matrix, wantsResponsibilities: boolean) {
    const { state, centre } = this.#known(what);
    const rows = readRows(data);
    if (rows.features !== state.features) throw problem("GMM_FEATURES", rows.features, state.features);
    const engine = openReference(this.#engineOptions(rows.features, centre));
    const logs = NdArray.zeros([rows.count]);
    const shares = wantsResponsibilities ? NdArray.zeros([rows.count, state.components]) : undefined;
    engine.hold(rows);
    engine.score(state, logs as unknown as Float64Array, shares as unknown as Float64Array | undefined);
    engine.close();
    return { logs, shares: shares!, count: rows.count };
  }

  /** log p(x) of each event, [N]. */
  scoreSamples(data: Matrix): NdArray {
    return this.#score("scoreSamples", data, false).logs;
  }

  /** The mean of log p(x). */
  score(data: Matrix): number {
    const { logs, count } = this.#score("score", data, false);
    return logs.reduce((sum, log) => sum + log, 0) / count;
  }

  /** Responsibilities, [N, M]; each row sums to 1. */
  predictProba(data: Matrix): NdArray {
    return this.#score("predictProba", data, true).shares;
  }

  /** The most probable component of each event, [N]. */
  predict(data: Matrix): NdArray {
    const { shares, count } = this.#score("predict", data, true);
    const components = this.options.nComponents;
    const labels = NdArray.zeros([count], { dtype: "i32" });
    for (let n = 0; n < count; n++) {
      let best = 0;
      for (let k = 1; k < components; k++) if (shares[n * components + k]! > shares[n * components + best]!) best = k;
      labels[n] = best;
    }
    return labels;
  }

  /** `fit`, then `predict` of the same data. */
  fitPredict(data: Matrix, options?: FitOptions): NdArray {
    return this.fit(data, options).predict(data);
  }

  /**
   * Draws events from the mixture, sorted by component; with `seed` the same at each call.
   * @returns samples [N, D] and labels [N]
   * @throws MixtureError GMM_SAMPLES for a count that is no positive whole number
   */
  sample(count = 1): { readonly samples: NdArray; readonly labels: NdArray } {
    const { state, centre } = this.#known("sample");
    if (!Number.isInteger(count) || count < 1) throw problem("GMM_SAMPLES", count);
    const random = createRandom(this.options.seed ?? randomInt(2 ** 32));
    const { values, labels } = drawFrom(state, centre, count, random);
    return { samples: NdArray.from(values, [count, state.features]), labels: NdArray.from(labels) };
  }

  /** The Bayesian information criterion; lower is better. */
  bic(data: Matrix): number {
    const { logs, count } = this.#score("bic", data, false);
    return -2 * logs.reduce((sum, log) => sum + log, 0) + this.#freeParameters() * Math.log(count);
  }

  /** Akaike's information criterion; lower is better. */
  aic(data: Matrix): number {
    const { logs } = this.#score("aic", data, false);
    return -2 * logs.reduce((sum, log) => sum + log, 0) + 2 * this.#freeParameters();
  }

  #freeParameters(): number {
    const { components: m, features: d, covarianceType } = this.#known("a criterion").state;
    const triangle = (d * (d + 1)) / 2;
    return { full: m * triangle, tied: triangle, diag: m * d, spherical: m }[covarianceType] + m * d + m - 1;
  }

  /** [M] */
  get weights(): NdArray {
    return NdArray.from(this.#known("weights").state.weights);
  }
  /** [M, D] */
  get means(): NdArray {
    const { state, centre } = this.#known("means");
    const { components, features } = state;
    return NdArray.from(
      state.means.map((mean, at) => mean + centre[at % features]!),
      [components, features],
    );
  }
  /** full [M, D, D], tied [D, D], diag [M, D], spherical [M]. */
  get covariances(): NdArray {
    const { state } = this.#known("covariances");
    return NdArray.from(state.covariances, covarianceShape(state));
  }
  get converged(): boolean {
    return this.#known("converged").converged;
  }
  get nIter(): number {
    return this.#known("nIter").nIter;
  }
  /** The mean log-likelihood that the last iteration began with. */
  get lowerBound(): number {
    return this.#known("lowerBound").lowerBound;
  }
  /** Of every iteration of the best initialisation. */
  get lowerBounds(): readonly number[] {
    return this.#known("lowerBounds").lowerBounds;
  }
}

function startOf(
  { weights, means, precisionsCholesky }: ReturnType<typeof initialParameters>,
  options: EngineOptions,
  compute: () => MixtureState,
): MixtureState {
  const start = weights && means && precisionsCholesky ? createState(options) : compute();
  if (weights) start.weights.set(weights);
  if (means) start.means.set(means.map((mean, at) => mean - options.centre[at % options.features]!));
  if (precisionsCholesky) start.precisionsCholesky.set(precisionsCholesky);
  return start;
}

function eventsOf(rows: Rows, sampleWeight: ArrayLike<number> | undefined): Events {
  if (!sampleWeight) return rows;
  const weights = Float64Array.from(sampleWeight);
  if (weights.length !== rows.count)
    throw problem("GMM_SAMPLE_WEIGHT", `has ${weights.length} values for ${rows.count} events`);
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0) throw problem("GMM_SAMPLE_WEIGHT", `is ${weights[bad]} at row ${bad}`);
  if (weights.every((weight) => weight === 0)) throw problem("GMM_SAMPLE_WEIGHT", "is 0 everywhere");
  return { ...rows, weights };
}

function meanOf({ count, features, values }: Rows): Float64Array {
  const mean = new Float64Array(features);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < features; i++) mean[i]! += (values[n * features + i]! - mean[i]!) / (n + 1);
  return mean;
}
