// Every diagnostic of the compiler: its code, its sentence, its hint. Codes are stable; texts may be improved.
import type { SourceText, Span } from "../ir/span.ts";
import { callMessages } from "./call-messages.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import { count, type Text } from "./words.ts";

export const messages = {
  // --- text
  SYNTAX: (reason: string): Text => [reason, "Correct the TypeScript here."],
  MARK_NOTHING: (specializer: string): Text => [
    specializer === "any"
      ? "No function of this cell is one that a specializer recognises."
      : `No function of this cell is one for the specializer "${specializer}".`,
    "Write a top-level `function`; a stencil iterates a grid's points: `for (const p of out.interior()) …`.",
  ],

  // --- functions
  FUNCTION_ASYNC: (name: string): Text => [
    `\`${name}\` is async; specialized functions return at once.`,
    `Leave out \`async\`, and call \`await ${name}.async(…)\` to run it off the event loop.`,
  ],
  FUNCTION_GENERATOR: (name: string): Text => [
    `\`${name}\` is a generator; what a specialized function computes goes into its output arrays.`,
    "Write a plain function that stores into an output array.",
  ],
  FUNCTION_NATIVE: (name: string): Text => [
    `The source of \`${name}\` can't be read.`,
    "Pass a function written in TypeScript or JavaScript, not a built-in or a bound one.",
  ],
  FUNCTION_PARAMETER: (name: string): Text => [
    `A parameter of \`${name}\` is not a plain name.`,
    "Write each parameter as one name, without a default, a pattern or `...`.",
  ],
  FUNCTION_ARGUMENTS: (name: string, expected: number, got: number): Text => [
    `\`${name}\` takes ${count(expected, "argument")}; here it gets ${got}.`,
    "Pass one argument for each parameter.",
  ],
  FUNCTION_RECURSION: (name: string): Text => [
    `\`${name}\` calls itself; helpers are inlined, and this one would never end.`,
    "Write the recursion as a bounded `for` loop.",
  ],
  FUNCTION_SIZE: (statements: number): Text => [
    `With its helpers inlined the function has more than ${statements} statements.`,
    "Keep what is used more than once in a local instead of calling the helper again.",
  ],
  FUNCTION_UNKNOWN: (name: string): Text => [
    `\`${name}\` is not a function of this cell.`,
    "Define the helper as a top-level function in the same cell, so that it can be inlined.",
  ],
  FUNCTION_RETURN: (name: string): Text => [
    `\`${name}\` does not return a value on every path.`,
    "End every branch with `return`, all of them numbers or all of them booleans.",
  ],
  FUNCTION_RETURN_IN_LOOP: (): Text => [
    "A `return` inside of a loop can't be inlined.",
    "Keep the value in a local and return it after the loop.",
  ],
  FUNCTION_RETURN_VALUE: (): Text => [
    "A specialized function returns a number, an array of numbers, or nothing: other results are the arrays that it writes.",
    "Return what is summed over points (`return s;`), or leave out the `return`.",
  ],

  // --- expressions
  EXPRESSION_KIND: (what: string): Text => [
    `${what} can't be specialized.`,
    "Use numbers, booleans, arithmetic, comparisons, `?:` and functions of `Math`.",
  ],
  EXPRESSION_STRING: (): Text => [
    "Strings can't be specialized.",
    "Compute with numbers; print from an unmarked function after the call.",
  ],
  EXPRESSION_TYPES: (): Text => [
    "A number and a boolean meet here where both sides must be of one type.",
    "Compare explicitly, e.g. `x !== 0`, or write `cond ? 1 : 0`.",
  ],
  EXPRESSION_UNDEFINED: (): Text => [
    "Both sides of this comparison may be `undefined`: an element outside of a table, which is NaN in native code and equals nothing.",
    "Compare numbers: `+w[i] === +w[j]`.",
  ],
  EXPRESSION_ASSIGNMENT: (): Text => [
    "An assignment in the middle of an expression can't be specialized.",
    "Make it a statement of its own.",
  ],
  EXPRESSION_ARRAY: (name: string): Text => [
    `The array \`${name}\` is used as if it were a number.`,
    `Read an element: \`${name}[p]\` at a point, \`${name}[k]\` of a table.`,
  ],
  EXPRESSION_POINT: (name: string): Text => [
    `The point \`${name}\` is used as a number.`,
    "A point is only for reading and writing grids; keep coordinates in a grid of their own, filled once with `fill: (i, j) => …`.",
  ],
  EXPRESSION_CLOSURE: (name: string): Text => [
    `\`${name}\` comes from outside of the function and is not a number here.`,
    `Make it a parameter: arrays and objects are passed, only numbers are captured.`,
  ],
  MATH_UNKNOWN: (name: string): Text => [
    `\`${name}\` has no equivalent in C.`,
    "Most of `Math` is there: abs, sqrt, cbrt, exp, log, sin … atan2, hypot, min, max, floor, ceil, round, trunc, sign, pow.",
  ],
  MATH_ARGUMENTS: (name: string, expected: string, got: number): Text => [
    `\`${name}\` takes ${expected}; here it gets ${got}.`,
    "Pass plain numbers, without `...`.",
  ],

  // --- statements
  STATEMENT_KIND: (what: string): Text => [
    `${what} can't be specialized.`,
    "Use `const`/`let`, assignments, `if` and `for (let k = 0; k < n; k++)`.",
  ],
  STATEMENT_WHILE: (): Text => [
    "A `while` loop has no bound that is known before it runs.",
    "Write `for (let k = 0; k < n; k++)` with a bound that doesn't change while it runs.",
  ],
  STATEMENT_FOR: (): Text => [
    "This loop does not count: a bounded loop has one variable, one bound and one step.",
    "Write `for (let k = from; k < to; k++)`, or with <=, >, >=, k += step, k--.",
  ],
  STATEMENT_JUMP: (what: string): Text => [
    `\`${what}\` can't be specialized here.`,
    "Put the rest of the loop into an `if`.",
  ],
  STATEMENT_EFFECT: (what: string): Text => [
    `\`${what}\` acts on the world outside; a specialized function only computes.`,
    "Move the call behind the specialized function's call.",
  ],
  STATEMENT_ASSIGN: (name: string): Text => [
    `\`${name}\` can't be assigned here.`,
    "Assign to a `let` local of this function, or to an output array at the current point.",
  ],
  STATEMENT_DECLARATION: (): Text => [
    "A local is one name with a number or boolean as its value.",
    "Write `const name = …` or `let name = …`, one for each value.",
  ],

  // --- stencils
  STENCIL_INDEX: (array: string): Text => [
    `\`${array}\` is indexed by something that is not a point.`,
    `Read a displaced value with \`${array}.at(p, …)\`, one whole number for each axis.`,
  ],
  STENCIL_OFFSET: (): Text => [
    "This offset is not known before the loop runs.",
    "Offsets, bounds and neighbourhood ids are made of numbers, loop variables, scalar parameters and captured constants.",
  ],
  STENCIL_WRITE_NEIGHBOR: (array: string): Text => [
    `\`${array}\` is written at another point than the current one; points would overwrite each other's results.`,
    "Turn it around: write the current point, and read from its neighbours.",
  ],
  STENCIL_REDUCTION: (name: string): Text => [
    `\`${name}\` is declared outside of the point loop and assigned inside, and not as a sum, product, minimum or maximum over its points.`,
    `Declare \`${name}\` inside of the loop, or write \`${name} += …\`, \`${name} *= …\`, \`${name} = Math.max(${name}, …)\` or \`Math.min\`, always with the same one.`,
  ],
  STENCIL_TOTAL_READ: (name: string): Text => [
    `\`${name}\` is read before the last loop that adds to it has ended.`,
    `Read \`${name}\` behind that loop; what a point adds can't depend on the points before it.`,
  ],
  STENCIL_METHOD: (name: string): Text => [
    `\`${name}\` is not one of the grid's methods that can be specialized.`,
    "Inside a stencil a grid has at, interior, interiorPoints, points, neighbors, shape.",
  ],
  STENCIL_DOMAIN: (): Text => [
    "The points of this loop can't be read off.",
    "Write `interior(r)` or `points({ from: […], to: […], step: […] })` with one whole number (or `u.shape[k]` plus one) per axis.",
  ],
  STENCIL_LOOP_INSIDE: (): Text => [
    "A loop over a grid's points stands inside of another statement.",
    "Put it at the top of the function; repeat sweeps with `f.iterate(steps, u, out)`, or call the function in an unmarked loop.",
  ],
  STENCIL_NESTED: (): Text => [
    "A loop over a grid's points inside of another one can't be specialized.",
    "Read neighbours with `u.at(p, …)` or `u.neighbors(p)`; write two loops one after the other for two passes.",
  ],
  STENCIL_SHAPE: (): Text => [
    "The shape of a grid is used in a computed value.",
    "Pass it as a scalar parameter (`nx: number`); `shape[k]` of an axis may stand in the bounds of `points({…})` and in what is returned.",
  ],
  STENCIL_ROLE: (name: string): Text => [
    `\`${name}\` is used in two ways: as a grid, as a table or as a number.`,
    "Give each use a parameter of its own.",
  ],
  STENCIL_THIS: (): Text => [
    "Fields of a stencil class can't be used inside of its kernel.",
    "Pass the value as a parameter of `kernel`, or capture a constant of the notebook; other methods may be called.",
  ],

  // --- nests of loops
  STENCIL_SUBSCRIPT: (array: string, why: string): Text => [
    `\`${array}\` is indexed here by something that is not affine: ${why}.`,
    "A subscript is a sum of loop variables, each times its stride, and a constant: `u[(i - 1)*m + j]`; where a boundary rule is meant, pass a Grid and read `u.at(p, -1, 0)`.",
  ],
  STENCIL_STRIDES: (array: string): Text => [
    `\`${array}\` is indexed by other strides than what the first loops write.`,
    "Index each array by `i*m + j` with the same variables and the same m; spread one value a row over an array of all points, once; give loops over other rows a function of their own.",
  ],
  STENCIL_COORDINATE: (name: string): Text => [
    `\`${name}\` moves with the loops and is used as a number here.`,
    "A loop variable is only for subscripts; keep coordinates in an array of their own, filled once, and read that.",
  ],
  STENCIL_CARRIED: (name: string): Text => [
    `\`${name}\` carries a value from one point of the loops to the next.`,
    `Declare \`${name}\` inside of the innermost loop; a total over all points stands in front of the outermost one.`,
  ],
  STENCIL_LOOP_BOUND: (name: string): Text => [
    `The range of the loop over \`${name}\` is not one that is the same for all points.`,
    "Bounds are sums of numbers, scalar parameters and `u.shape[k]`, steps too; write every second point as loops with step 2.",
  ],
  STENCIL_LOOP_REPEATS: (name: string): Text => [
    `The loop over \`${name}\` does not move the element that is written: each would be written again and again.`,
    "Leave the loop out and repeat the call: `f.iterate(steps, u, out)`; a sum over neighbours goes inside of the loops over points.",
  ],
  STENCIL_WRITES_APART: (array: string): Text => [
    `The loops write \`${array}\` at another place than their first store.`,
    "Give each store loops of its own, one nest after the other.",
  ],
  STENCIL_SIDE_BY_SIDE: (array: string): Text => [
    `\`${array}\` is written by a loop that shares the loop around it with something else.`,
    "Nest the loops perfectly, and write one nest after the other.",
  ],
  STENCIL_NO_STORE: (): Text => [
    "This stands beside the loops over points, or they store nothing.",
    "At the top of the function are locals and nests of loops, and each nest stores into an array or adds to a total.",
  ],
  STENCIL_TOTAL_ORDER: (name: string): Text => [
    `Points add to \`${name}\` in another order than that of memory.`,
    "Let the innermost loop move by one element, upwards.",
  ],

  ...callMessages,
} as const;

export type Code = keyof typeof messages;

export function diagnostic<C extends Code>(
  code: C,
  source: SourceText,
  at: Span,
  ...details: Parameters<(typeof messages)[C]>
): Diagnostic {
  const build = messages[code] as (...details: Parameters<(typeof messages)[C]>) => Text;
  const [message, hint] = build(...details);
  return { code, message, hint, source, at: { start: at.start, end: at.end } };
}

/** @throws DiagnosticError always */
export function decline<C extends Code>(
  code: C,
  source: SourceText,
  at: Span,
  ...details: Parameters<(typeof messages)[C]>
): never {
  throw new DiagnosticError(diagnostic(code, source, at, ...details));
}
