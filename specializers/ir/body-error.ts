// How far the values that a body stores may be off: running error analysis of the statements at one point.
import type { Statement } from "./expressions.ts";
import {
  evaluateNumber,
  evaluateTest,
  given,
  type Uncertain,
  type UncertainScope,
  type UncertainTest,
} from "./running-error.ts";

export interface PointErrors {
  readonly roundoff: number;
  readonly scalars: Readonly<Record<string, number>>;
  load(array: string, offset: readonly number[]): Uncertain;
  lookup(table: string, index: number): number;
  store(array: string, value: Uncertain): void;
  accumulate?(name: string, value: Uncertain): void;
  /** What totals of earlier loops are. */
  readonly totals?: ReadonlyMap<string, Uncertain>;
}

/** Two ways of rounding may lie on both sides of the exact value. */
const SIDES = 2;
/** First order in the errors; their products are far below this. */
const SECOND_ORDER = 1 + 2 ** -20;

/** The distance of two results that are each off by `error` at most. */
export const errorBetween = (error: number): number => SIDES * SECOND_ORDER * error;

/** The error of a value once an array of this element type has rounded it. */
export function storedError({ value, error }: Uncertain, dtype: "f64" | "f32" | "i32" | "u8"): number {
  if (error === 0 || error === Infinity || dtype === "f64") return error;
  if (dtype === "f32") return error + 2 ** -23 * Math.max(Math.abs(value), 2 ** -126);
  return Math.trunc(value - error) === Math.trunc(value + error) ? 0 : Infinity;
}

export function runWithErrors(body: readonly Statement[], point: PointErrors): void {
  const locals = new Map<string, Uncertain | UncertainTest>([
    ...Object.entries(point.scalars).map(([name, value]) => [name, given(value, point.roundoff)] as const),
    ...(point.totals ?? []),
  ]);
  const scope: UncertainScope = {
    roundoff: point.roundoff,
    name: (name) => locals.get(name)!,
    load: point.load,
    lookup: (table, index) => given(point.lookup(table, index), point.roundoff),
  };
  run(body, true);

  /** `certain` is false behind a test that rounding could turn: then nothing is known of what is written there. */
  function run(statements: readonly Statement[], certain: boolean): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case "let":
        case "assign": {
          const test =
            statement.kind === "let" ? statement.type === "boolean" : "certain" in (locals.get(statement.name) ?? {});
          locals.set(
            statement.name,
            test
              ? spoiltTest(evaluateTest(statement.value, scope), certain)
              : spoilt(evaluateNumber(statement.value, scope), certain),
          );
          break;
        }
        case "accumulate":
          point.accumulate?.(statement.name, spoilt(evaluateNumber(statement.value, scope), certain));
          break;
        case "store":
          point.store(statement.array, spoilt(evaluateNumber(statement.value, scope), certain));
          break;
        case "if": {
          const test = evaluateTest(statement.test, scope);
          const sure = certain && test.certain;
          // the other branch runs first, so that what it writes counts as unknown too
          if (!test.certain) run(test.value ? statement.otherwise : statement.then, false);
          run(test.value ? statement.then : statement.otherwise, sure);
          break;
        }
        case "for":
          for (let k = statement.from; statement.step > 0 ? k < statement.to : k > statement.to; k += statement.step) {
            locals.set(statement.variable, { value: k, error: 0 });
            run(statement.body, certain);
          }
          break;
      }
    }
  }
}

const spoilt = (found: Uncertain, certain: boolean): Uncertain =>
  certain ? found : { value: found.value, error: Infinity };
const spoiltTest = (found: UncertainTest, certain: boolean): UncertainTest => ({
  value: found.value,
  certain: found.certain && certain,
});
