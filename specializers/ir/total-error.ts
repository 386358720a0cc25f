// How far a total over points may be off when its terms are combined in any order (Higham, Accuracy and Stability of
// Numerical Algorithms, section 4.2).
import type { ReductionOperator } from "./expressions.ts";
import type { Uncertain } from "./running-error.ts";

export interface RunningTotal {
  add(term: Uncertain): void;
  now(): Uncertain;
}

/** Beyond this power of two products of some of the terms may overflow or lose digits in one order and not in another. */
const MOST_EXPONENT = 1000;

/** A sum of n terms is off by at most n u Σ|term| beside what its terms are off by, in whatever order; a product alike. */
export function createTotal(operator: ReductionOperator, initial: Uncertain, roundoff: number): RunningTotal {
  let { value } = initial;
  let terms = 0;
  let errors = operator === "*" ? relativeError(initial) : initial.error;
  let magnitude = Math.abs(value);
  let [up, down] = [0, 0];
  return {
    add(term) {
      terms++;
      switch (operator) {
        case "+":
          value += term.value;
          errors += term.error;
          magnitude += Math.abs(term.value);
          break;
        case "*": {
          const exponent = term.value === 0 ? 0 : Math.log2(Math.abs(term.value));
          value *= term.value;
          errors += relativeError(term);
          up += Math.max(0, exponent);
          down += Math.max(0, -exponent);
          break;
        }
        default:
          value = Math[operator](value, term.value);
          errors = Math.max(errors, term.error);
      }
    },
    now() {
      if (operator === "max" || operator === "min") return { value, error: errors };
      if (operator === "+")
        return {
          value,
          error: Number.isFinite(magnitude) ? errors + terms * roundoff * (magnitude + errors) : Infinity,
        };
      const sure = up < MOST_EXPONENT && down < MOST_EXPONENT;
      return { value, error: sure ? Math.abs(value) * 2 * (errors + terms * roundoff) : Infinity };
    },
  };
}

const relativeError = ({ value, error }: Uncertain): number =>
  error === 0 ? 0 : value === 0 ? Infinity : error / Math.abs(value);
