// The options of a mixture, checked, with scikit-learn's defaults.
import { factorOfPrecision } from "./cholesky.ts";
import { type InitMethod, initMethods } from "./initialise.ts";
import { problem } from "./messages.ts";
import {
  type CovarianceType,
  covarianceShape,
  covarianceTypes,
  createState,
  type MixtureShape,
  type MixtureState,
} from "./state.ts";

/** Flat in row-major order, or nested as scikit-learn's arrays are. */
export type Nested = number | ArrayLike<number> | readonly Nested[];

export interface MixtureOptions {
  /** M; 1 unless said. */
  readonly nComponents?: number;
  /** "full" unless said. */
  readonly covarianceType?: CovarianceType;
  /** Iterations end when the mean log-likelihood changes by less; 1e-3 unless said. */
  readonly tol?: number;
  /** Added to the diagonal of covariances; 1e-6 unless said. */
  readonly regCovar?: number;
  /** 100 unless said; 0 leaves the initial parameters. */
  readonly maxIter?: number;
  /** Initialisations, of which the best is kept; 1 unless said. */
  readonly nInit?: number;
  /** "kmeans" unless said. */
  readonly initParams?: InitMethod;
  /** [M], summing to 1. */
  readonly weightsInit?: Nested;
  /** [M, D] */
  readonly meansInit?: Nested;
  /** Precisions in the layout of the covariances. */
  readonly precisionsInit?: Nested;
  /** Of the random numbers; the same seed gives the same result. A new one for each fit unless said. */
  readonly seed?: number;
  /** A further fit starts from the last one's parameters. */
  readonly warmStart?: boolean;
}

export const defaults = {
  nComponents: 1,
  covarianceType: "full",
  tol: 1e-3,
  regCovar: 1e-6,
  maxIter: 100,
  nInit: 1,
  initParams: "kmeans",
  warmStart: false,
} as const;

export type CheckedOptions = MixtureOptions & Required<Pick<MixtureOptions, keyof typeof defaults>>;

/** @throws MixtureError GMM_OPTION */
export function checkOptions(options: MixtureOptions): CheckedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const checked: CheckedOptions = { ...defaults, ...given };
  const whole = (name: "nComponents" | "maxIter" | "nInit", least: number) => {
    if (!Number.isInteger(checked[name]) || checked[name] < least)
      throw problem("GMM_OPTION", name, `a whole number of at least ${least}`, String(checked[name]));
  };
  const positive = (name: "tol" | "regCovar") => {
    if (!(checked[name] >= 0 && checked[name] < Number.POSITIVE_INFINITY))
      throw problem("GMM_OPTION", name, "a number of at least 0", String(checked[name]));
  };
  const oneOf = (name: "covarianceType" | "initParams", values: readonly string[]) => {
    if (!values.includes(checked[name]))
      throw problem("GMM_OPTION", name, `one of ${values.join(", ")}`, String(checked[name]));
  };
  whole("nComponents", 1);
  whole("maxIter", 0);
  whole("nInit", 1);
  positive("tol");
  positive("regCovar");
  oneOf("covarianceType", covarianceTypes);
  oneOf("initParams", initMethods);
  if (checked.seed !== undefined && !Number.isInteger(checked.seed))
    throw problem("GMM_OPTION", "seed", "a whole number", String(checked.seed));
  return checked;
}

interface InitialParameters {
  readonly weights: Float64Array | undefined;
  /** In the data's own frame. */
  readonly means: Float64Array | undefined;
  readonly precisionsCholesky: Float64Array | undefined;
}

/**
 * Where a fit starts: at what the options give, and for the rest at what is computed, anew at each call.
 * @param centre [D]; the state's means are relative to it
 * @throws MixtureError GMM_SHAPE, GMM_WEIGHTS, GMM_PRECISIONS
 */
export function startingPoint(
  options: CheckedOptions,
  shape: MixtureShape & { readonly centre: Float64Array },
  compute: () => MixtureState,
): () => MixtureState {
  const { weights, means, precisionsCholesky } = initialParameters(options, shape);
  return () => {
    const start = weights && means && precisionsCholesky ? createState(shape) : compute();
    if (weights) start.weights.set(weights);
    if (means) start.means.set(means.map((mean, at) => mean - shape.centre[at % shape.features]!));
    if (precisionsCholesky) start.precisionsCholesky.set(precisionsCholesky);
    return start;
  };
}

function initialParameters(options: CheckedOptions, shape: MixtureShape): InitialParameters {
  const read = (name: "weightsInit" | "meansInit" | "precisionsInit", extents: readonly number[]) => {
    const value = options[name];
    if (value === undefined) return undefined;
    const flat = Float64Array.from(flatten(value));
    const size = extents.reduce((product, extent) => product * extent, 1);
    if (flat.length !== size || !flat.every(Number.isFinite))
      throw problem("GMM_SHAPE", name, `[${extents}] of finite numbers`, `${flat.length} values`);
    return flat;
  };
  const weights = read("weightsInit", [shape.components]);
  if (weights) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (weights.some((weight) => weight < 0 || weight > 1) || Math.abs(sum - 1) > 1e-8)
      throw problem("GMM_WEIGHTS", sum);
  }
  const precisions = read("precisionsInit", covarianceShape(shape));
  return {
    weights,
    means: read("meansInit", [shape.components, shape.features]),
    precisionsCholesky: precisions && factors(precisions, shape),
  };
}

function factors(precisions: Float64Array, { covarianceType, features }: MixtureShape): Float64Array {
  if (covarianceType === "diag" || covarianceType === "spherical") {
    if (precisions.some((precision) => precision <= 0)) throw problem("GMM_PRECISIONS", "");
    return precisions.map(Math.sqrt);
  }
  const made = new Float64Array(precisions.length);
  const size = features * features;
  for (let at = 0; at < precisions.length; at += size) {
    const where = covarianceType === "tied" ? "" : ` of component ${at / size}`;
    for (let i = 0; i < features; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [precisions[at + i * features + j]!, precisions[at + j * features + i]!];
        if (Math.abs(a - b) > 1e-8 + 1e-5 * Math.abs(b)) throw problem("GMM_PRECISIONS", where);
      }
    if (!factorOfPrecision(precisions, at, features, made, at)) throw problem("GMM_PRECISIONS", where);
  }
  return made;
}

function flatten(value: Nested): number[] {
  if (typeof value === "number") return [value];
  return Array.from(value as ArrayLike<Nested>).flatMap(flatten);
}
