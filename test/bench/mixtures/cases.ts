// The problems of the mixtures' bench.
import type { MixtureShape } from "../../../specializers/gmm/state.ts";

export interface MixtureCase extends MixtureShape {
  readonly events: number;
}

const full = (features: number, components: number, events = 1e5): MixtureCase => ({
  ...{ covarianceType: "full", components, features, events },
});
const other = (covarianceType: MixtureCase["covarianceType"]): MixtureCase => ({ ...full(19, 16), covarianceType });

export const mixtureCases: readonly MixtureCase[] = [
  ...[full(2, 5), full(2, 16), full(2, 100), full(8, 16), full(8, 100), full(19, 5), full(19, 16), full(19, 100)],
  ...[full(32, 16), full(64, 16), full(19, 16, 1e4), full(19, 16, 1e6)],
  ...[other("tied"), other("diag"), other("spherical")],
];

export const titleOf = ({ covarianceType, features, components }: MixtureCase): string =>
  `${covarianceType} D=${features} M=${components}`;
