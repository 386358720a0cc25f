// Totals over points as lines of C. Each thread has a `struct partial`: what it has accumulated while a sweep runs,
// between sweeps what all threads have together.
import type { ReductionOperator } from "../ir/expressions.ts";
import type { PlatformProgram, Sweep } from "../ir/platform.ts";
import { namesIn } from "../ir/rewrite.ts";
import { reducedIn } from "../ir/uses.ts";
import { type Shared, scalarContext } from "./c-context.ts";
import { cCombined, cNumeric, cReal, cStatements } from "./c-scalar.ts";
import { lengths } from "./lengths.ts";
import { corePlacer } from "./loads.ts";
import { atom } from "./text.ts";

/** What leaves a total as it is: -0 + x is x for every x, and 0 + -0 is not -0. */
export const neutral: Readonly<Record<ReductionOperator, string>> = {
  "+": "-0.0",
  "*": "1.0",
  min: "__builtin_inf()",
  max: "-__builtin_inf()",
};

const context = (shared: Shared) => scalarContext(corePlacer("0"), shared);

/** Lines at the beginning and at the end of each function that does points of a sweep, and around the whole of it. */
export function sweepTotals({ body, ordered = false }: Sweep, shared: Shared) {
  const { name, program } = shared;
  const real = cReal(program.schedule.precision);
  const reduced = [...reducedIn(body)].map(([total, operator]) => ({ own: name(total), operator }));
  const mine = new Set(reduced.map(({ own }) => own));
  const used = namesIn(body);
  const read = (program.totals?.reductions ?? []).map((each) => each.name).filter((each) => used.has(each));
  const combined = (operator: (typeof reduced)[number]["operator"], left: string, right: string) =>
    cCombined(operator, atom(left), atom(right), context(shared)).text;
  const isSum = ({ operator }: (typeof reduced)[number]) => operator === "+" || operator === "*";
  return {
    take: [
      ...reduced.map(({ own, operator }) => `${real} ${own} = ${ordered ? `partial->${own}` : neutral[operator]};`),
      ...read
        .map(name)
        .filter((own) => !mine.has(own))
        .map((own) => `const ${real} ${own} = partial->${own};`),
    ],
    give: reduced.map(({ own, operator }) =>
      ordered ? `partial->${own} = ${own};` : `partial->${own} = ${combined(operator, `partial->${own}`, own)};`,
    ),
    /** Whether the loop may be run in vectors, and what the compiler has to know for that. */
    independent: !ordered && reduced.every(isSum),
    clauses: reduced
      .filter(isSum)
      .map(({ own, operator }) => ` reduction(${operator} : ${own})`)
      .join(""),
    before: ordered
      ? []
      : reduced.flatMap(({ own, operator }) => [
          `const ${real} before_${own} = partial->${own};`,
          `partial->${own} = ${neutral[operator]};`,
        ]),
    together: reduced.flatMap(({ own, operator }) =>
      ordered
        ? [`const ${real} all_${own} = partials[0].${own};`]
        : [
            `${real} all_${own} = before_${own};`,
            `for (int64_t t = 0; t < threads; t++) all_${own} = ${combined(operator, `all_${own}`, `partials[t].${own}`)};`,
          ],
    ),
    after: reduced.map(({ own }) => `partial->${own} = all_${own};`),
  };
}

/** What stands around all sweeps; undefined where there are no totals. */
export function programTotals({ totals, schedule }: PlatformProgram, shared: Shared) {
  if (!totals) return undefined;
  const { name } = shared;
  const c = context(shared);
  const real = cReal(schedule.precision);
  return {
    real,
    // a struct without fields is none
    fields: totals.reductions.map((each) => name(each.name)).join(", ") || "none",
    initial: totals.reductions.flatMap(({ name: total, statements, initial }) => [
      "{",
      ...lengths(totals, statements, [initial], (own, axis) => `const ${real} ${name(own)} = (${real})n${axis};`),
      ...cStatements(statements, c),
      `partial->${name(total)} = ${cNumeric(initial, c).text};`,
      "}",
    ]),
    returned: [
      ...totals.reductions.map((each) => `const ${real} ${name(each.name)} = partial->${name(each.name)};`),
      ...lengths(
        totals,
        totals.statements,
        totals.values,
        (own, axis) => `const ${real} ${name(own)} = (${real})n${axis};`,
      ),
      ...cStatements(totals.statements, c),
      ...totals.values.map((value, i) => `${name(totals.returned ?? "")}[${i}] = ${cNumeric(value, c).text};`),
    ],
  };
}
