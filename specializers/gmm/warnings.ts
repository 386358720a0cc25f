// What a user should know about the end of a fit: whether it converged, and which components it has lost.
import type { Fitted } from "./fit.ts";
import type { MixtureState } from "./state.ts";

/** Share of the events below which a component counts as empty. */
const EMPTY = 1e-9;
/** How far above regCovar, relative to it, a variance is nothing but the regularisation. */
const FLOOR = 1e-3;

/** A sentence for each thing to say, with the names of the components. */
export function warnings(
  { state, converged, nIter }: Fitted,
  { maxIter, regCovar }: { readonly maxIter: number; readonly regCovar: number },
): readonly string[] {
  const found: string[] = [];
  if (!converged && maxIter > 0)
    found.push(
      `ConvergenceWarning: the mixture has not converged after ${nIter} iteration(s); increase maxIter or tol, or try other initParams`,
    );
  for (const sentence of degeneracies(state, regCovar)) found.push(`DegenerateMixtureWarning: ${sentence}`);
  return found;
}

function degeneracies(state: MixtureState, regCovar: number): readonly string[] {
  const { components, weights, covarianceType } = state;
  const all = Array.from(weights.keys());
  const empty = all.filter((k) => weights[k]! < EMPTY);
  const found: string[] = [];
  if (empty.length > 0)
    found.push(
      `${named(empty)} of the mixture ${empty.length > 1 ? "are" : "is"} empty: no event belongs there; fit fewer components, or try another seed or initParams`,
    );
  if (regCovar === 0) return found; // a covariance without a floor that collapses is an error
  const advice = "fit fewer components, leave repeated events out, or scale the data";
  if (covarianceType === "tied") {
    if (atFloor(state, 0, regCovar))
      found.push(
        `the covariance that all components share has collapsed along a direction to regCovar (${regCovar}): the data are constant or linearly dependent there, or ${advice}`,
      );
    return found;
  }
  const collapsed = all.filter((k) => weights[k]! >= EMPTY && atFloor(state, k, regCovar));
  if (collapsed.length === 0) return found;
  const some = collapsed.length > 1 ? "have covariances that collapsed" : "has a covariance that collapsed";
  const everywhere =
    components > 1 && collapsed.length === components
      ? " (all of them: are features constant or linearly dependent?)"
      : "";
  found.push(
    `${named(collapsed)} of the mixture ${some} along a direction to regCovar (${regCovar})${everywhere}; ${advice}`,
  );
  return found;
}

const named = (components: readonly number[]): string =>
  components.length === 1
    ? `component ${components[0]}`
    : `components ${components.slice(0, -1).join(", ")} and ${components.at(-1)}`;

/** Whether a variance of a block of the covariances, of each feature given those before, is as small as it can be. */
function atFloor({ covarianceType, features, precisionsCholesky }: MixtureState, block: number, regCovar: number) {
  const [start, size, step] = {
    full: [block * features * features, features, features + 1] as const,
    tied: [0, features, features + 1] as const,
    diag: [block * features, features, 1] as const,
    spherical: [block, 1, 1] as const,
  }[covarianceType];
  for (let i = 0; i < size; i++) if (precisionsCholesky[start + i * step]! ** -2 < regCovar * (1 + FLOOR)) return true;
  return false;
}
