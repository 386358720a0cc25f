// The parameters of a Gaussian mixture, as flat row-major arrays in scikit-learn's layouts.

export const covarianceTypes = ["full", "tied", "diag", "spherical"] as const;
export type CovarianceType = (typeof covarianceTypes)[number];

/** How many components of how many features, and what their covariances look like. */
export interface MixtureShape {
  readonly covarianceType: CovarianceType;
  /** M */
  readonly components: number;
  /** D */
  readonly features: number;
}

/**
 * A mixture whose means are relative to a centre that whoever holds the state knows: the data's mean is subtracted before
 * anything is computed, so that an offset costs no digits.
 */
export interface MixtureState extends MixtureShape {
  /** [M], summing to 1. */
  readonly weights: Float64Array;
  /** [M, D], relative to the centre. */
  readonly means: Float64Array;
  /** full [M, D, D], tied [D, D], diag [M, D], spherical [M] */
  readonly covariances: Float64Array;
  /** Upper triangular U with precision = U Uᵀ, in the layout of the covariances; diag and spherical: 1 / σ. */
  readonly precisionsCholesky: Float64Array;
}

export const covarianceShape = ({ covarianceType, components, features }: MixtureShape): readonly number[] => {
  switch (covarianceType) {
    case "full":
      return [components, features, features];
    case "tied":
      return [features, features];
    case "diag":
      return [components, features];
    case "spherical":
      return [components];
  }
};

/** Numbers that a mixture is free to choose: its weights sum to 1. */
export function freeParameters({ components: m, features: d, covarianceType }: MixtureShape): number {
  const triangle = (d * (d + 1)) / 2;
  return { full: m * triangle, tied: triangle, diag: m * d, spherical: m }[covarianceType] + m * d + m - 1;
}

/** A state of zeros. */
export const createState = (shape: MixtureShape): MixtureState => {
  const { covarianceType, components, features } = shape;
  const size = covarianceShape(shape).reduce((product, extent) => product * extent, 1);
  return {
    covarianceType,
    components,
    features,
    weights: new Float64Array(components),
    means: new Float64Array(components * features),
    covariances: new Float64Array(size),
    precisionsCholesky: new Float64Array(size),
  };
};
