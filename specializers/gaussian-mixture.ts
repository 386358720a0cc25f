// GaussianMixture: scikit-learn's estimator, with its names in camelCase and its semantics.
import { randomInt } from "node:crypto";
import type { Subject } from "./describe.ts";
import { type ChunkedSource, isChunked, openChunks } from "./gmm/chunks.ts";
import type { EmEngine, EngineOptions, Events } from "./gmm/engine.ts";
import { type Fitted, fitting } from "./gmm/fit.ts";
import { initialise } from "./gmm/initialise.ts";
import { problem } from "./gmm/messages.ts";
import { type CheckedOptions, checkOptions, type MixtureOptions, startingPoint } from "./gmm/options.ts";
import { type Matrix, meanOf, type Rows, readRows, readWeights } from "./gmm/rows.ts";
import { drawFrom } from "./gmm/sample.ts";
import { type Block, type Scorer, type Scoring, scoreAll } from "./gmm/scores.ts";
import { covarianceShape, freeParameters } from "./gmm/state.ts";
import { survey } from "./gmm/survey.ts";
import { warnings } from "./gmm/warnings.ts";
import { openCheckpoint } from "./interrupts.ts";
import { openEngine } from "./mixture/engine.ts";
import { type FittedBy, mixtureSubject } from "./mixture/report.ts";
import { openScorer } from "./mixture/scorer.ts";
import { openStart } from "./mixture/start.ts";
import { tuneFit } from "./mixture/tune.ts";
import { type Watch, watchFit } from "./mixture/watch.ts";
import { joined, labelsOf, logsOf, responsibilitiesOf, sumOf } from "./mixture-arrays.ts";
import { type Explained, explained, type Report, report } from "./report-object.ts";
import { NdArray } from "./runtime/arrays/ndarray.ts";
import { createRandom } from "./tuner/random.ts";

export interface FitOptions {
  /** [N]: how often each event counts. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** Rows at a time where no more than a label is kept of each. */
const LABELLED = 65_536;

export class GaussianMixture {
  readonly options: CheckedOptions;
  #fitted: Fitted | undefined;
  /** What computed the last fit. */
  #computed: FittedBy | undefined;

  /** @throws MixtureError GMM_OPTION */
  constructor(options: MixtureOptions = {}) {
    this.options = checkOptions(options);
  }

  /**
   * Expectation maximisation until the mean log-likelihood changes by less than `tol`. Whatever ends it early (an interrupt, a
   * source of chunks that fails), the last complete iteration is kept.
   *
   * Chunks are read once for a survey and once in each iteration; initial parameters come from a random sample of at most
   * 65,536 of their rows.
   * @param data [N, D] rows of finite numbers, or chunks of them
   * @throws MixtureError for bad data and ill-defined covariances; with chunks the promise rejects
   */
  fit(data: Matrix, options?: FitOptions): this;
  fit(data: ChunkedSource, options?: FitOptions): Promise<this>;
  fit(data: Matrix | ChunkedSource, { sampleWeight }: FitOptions = {}): this | Promise<this> {
    if (isChunked(data)) return this.#fitChunks(data, sampleWeight);
    const rows = readRows(data);
    const weights = readWeights(sampleWeight, rows.count);
    const events = weights ? { ...rows, weights } : rows;
    const { engine, passes } = this.#plan(rows, events, () => meanOf(rows), this.#random(), this.#watch());
    let held = false;
    for (const _pass of passes) {
      if (!held) engine.hold(events);
      held = true;
      engine.add();
    }
    return this;
  }

  async #fitChunks(source: ChunkedSource, sampleWeight: ArrayLike<number> | undefined): Promise<this> {
    const watch = this.#watch();
    try {
      const chunks = openChunks(source, "many", watch.checkpoint);
      const weights = readWeights(sampleWeight);
      const random = this.#random();
      const surveyed = await survey(chunks.pass(), weights, random);
      const { engine, passes } = this.#plan(surveyed, surveyed.sample, () => surveyed.mean, random, watch);
      for (const _pass of passes)
        for await (const chunk of chunks.pass()) {
          const own = weights && { weights: weights.subarray(chunk.start, chunk.start + chunk.count) };
          engine.hold({ ...chunk, ...own });
          engine.add();
        }
    } finally {
      watch.progress.end();
    }
    return this;
  }

  #random(): () => number {
    return createRandom(this.options.seed ?? randomInt(2 ** 32));
  }

  #watch(): Watch {
    const { maxIter, nInit, warmStart } = this.options;
    return watchFit(maxIter, warmStart && this.#fitted ? 1 : nInit);
  }

  /** What a fit of data of this size takes; initial parameters are made from `sample`. */
  #plan(
    { count, features }: Omit<Rows, "values">,
    sample: Events,
    mean: () => Float64Array,
    random: () => number,
    { progress, checkpoint }: Watch,
  ): { readonly engine: EmEngine; readonly passes: Iterable<void> } {
    const { nComponents, warmStart, initParams, maxIter, nInit } = this.options;
    const needed = Math.max(2, nComponents);
    if (count < needed || sample.count < nComponents) throw problem("GMM_FEW_EVENTS", count, needed);
    const before = warmStart ? this.#fitted : undefined;
    if (before && before.state.features !== features) throw problem("GMM_FEATURES", features, before.state.features);
    const options = this.#engineOptions(features, before?.centre ?? mean(), checkpoint);
    const steps = openStart(sample, features, nComponents, checkpoint);
    const start = startingPoint(this.options, options, () => initialise(sample, options, initParams, random, steps));
    const engine = openEngine(options, maxIter * (before ? 1 : nInit));
    this.#computed = { engine, steps };
    const run = fitting({
      ...{ ...this.options, engine, before, start, centre: options.centre, progress: progress.iteration },
      publish: (fitted) => {
        this.#fitted = fitted;
      },
    });
    const checked = this.options;
    function* passes(): Generator<void, void, void> {
      let fitted: Fitted | undefined;
      try {
        fitted = yield* run;
      } finally {
        engine.close();
        steps.close();
        progress.end(fitted);
      }
      for (const sentence of warnings(fitted, checked)) console.warn(sentence);
    }
    return { engine, passes: passes() };
  }

  #engineOptions(features: number, centre: Float64Array, checkpoint: () => void): EngineOptions {
    const { nComponents, covarianceType, regCovar } = this.options;
    return { covarianceType, components: nComponents, features, regCovar, centre, checkpoint };
  }

  #known(what: string): Fitted {
    if (!this.#fitted) throw problem("GMM_NOT_FITTED", what);
    return this.#fitted;
  }

  #score<Part, Whole>(
    what: string,
    data: Matrix | ChunkedSource,
    scoring: Scoring<Part, Whole>,
  ): Whole | Promise<Whole> {
    const open = (): Scorer => {
      const { state, centre } = this.#known(what);
      const checkpoint = openCheckpoint();
      return { engine: openScorer(this.#engineOptions(state.features, centre, checkpoint)), state, checkpoint };
    };
    return scoreAll(data, open, scoring);
  }

  /** log p(x) of each event, [N]. */
  scoreSamples(data: Matrix): NdArray;
  scoreSamples(data: ChunkedSource): Promise<NdArray>;
  scoreSamples(data: Matrix | ChunkedSource): NdArray | Promise<NdArray> {
    return this.#score("scoreSamples", data, { part: logsOf, whole: joined });
  }

  /** The mean of log p(x). */
  score(data: Matrix): number;
  score(data: ChunkedSource): Promise<number>;
  score(data: Matrix | ChunkedSource): number | Promise<number> {
    return this.#likelihood("score", data, (logLikelihood, count) => logLikelihood / count);
  }

  /** Responsibilities, [N, M]; each row sums to 1. */
  predictProba(data: Matrix): NdArray;
  predictProba(data: ChunkedSource): Promise<NdArray>;
  predictProba(data: Matrix | ChunkedSource): NdArray | Promise<NdArray> {
    const { nComponents } = this.options;
    const part = (block: Block): NdArray => responsibilitiesOf(block, nComponents);
    return this.#score("predictProba", data, { part, whole: joined });
  }

  /** The most probable component of each event, [N]. */
  predict(data: Matrix): NdArray;
  predict(data: ChunkedSource): Promise<NdArray>;
  predict(data: Matrix | ChunkedSource): NdArray | Promise<NdArray> {
    const { nComponents } = this.options;
    const part = (block: Block): NdArray => labelsOf(responsibilitiesOf(block, nComponents));
    return this.#score("predict", data, { part, whole: joined, rows: LABELLED });
  }

  /** `fit`, then `predict` of the same data. */
  fitPredict(data: Matrix, options?: FitOptions): NdArray;
  fitPredict(data: ChunkedSource, options?: FitOptions): Promise<NdArray>;
  fitPredict(data: Matrix | ChunkedSource, options?: FitOptions): NdArray | Promise<NdArray> {
    return isChunked(data)
      ? this.fit(data, options).then(() => this.predict(data))
      : this.fit(data, options).predict(data);
  }

  /** The Bayesian information criterion; lower is better. */
  bic(data: Matrix): number;
  bic(data: ChunkedSource): Promise<number>;
  bic(data: Matrix | ChunkedSource): number | Promise<number> {
    return this.#likelihood(
      "bic",
      data,
      (sum, count) => -2 * sum + freeParameters(this.#known("a criterion").state) * Math.log(count),
    );
  }

  /** Akaike's information criterion; lower is better. */
  aic(data: Matrix): number;
  aic(data: ChunkedSource): Promise<number>;
  aic(data: Matrix | ChunkedSource): number | Promise<number> {
    return this.#likelihood("aic", data, (sum) => -2 * sum + 2 * freeParameters(this.#known("a criterion").state));
  }

  /** A figure made of the log-likelihood of all events together, and of how many they are. */
  #likelihood(what: string, data: Matrix | ChunkedSource, figure: (sum: number, count: number) => number) {
    return this.#score(what, data, {
      part: (block) => ({ count: block.count, sum: sumOf(logsOf(block)) }),
      whole: (parts) => figure(sumOf(parts.map(({ sum }) => sum)), sumOf(parts.map(({ count }) => count))),
    });
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

  /** What computed the last fit, which variants were tried, how long an iteration takes with each. */
  report(): Report {
    return report(this.#shown("report"));
  }
  /** Every stage of the generated code. */
  explain(): Explained {
    return explained(this.#shown("explain"));
  }
  /**
   * Tunes the code of fits like the last one now: same components and features, about as many events. Otherwise that is for the time between cells.
   * @throws RangeError for seconds that are no number above 0
   */
  async tune({ seconds = 10 }: { readonly seconds?: number } = {}): Promise<Report> {
    await tuneFit(this.#fittedBy("tune"), seconds);
    return this.report();
  }
  #shown(what: string): Subject {
    return mixtureSubject(this.#fittedBy(what), this.#fitted?.lowerBounds ?? []);
  }
  #fittedBy(what: string): FittedBy {
    if (!this.#computed) throw problem("GMM_NOT_FITTED", what);
    return this.#computed;
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
