// What is wrong with a call of a marked function, or keeps the compiler from it.
import { amount, count, shape, type Text, vector } from "./words.ts";

export const callMessages = {
  CALL_ROWS: (array: string, length: number, rows: readonly number[]): Text => [
    `\`${array}\` has ${count(length, "element")}, which are not whole rows of ${shape(rows)}.`,
    "Pass arrays as long as the product of the sizes that the subscripts are made of.",
  ],
  CALL_SUBSCRIPT: (array: string, offset: readonly number[], _reach: number): Text => [
    `\`${array}\` is read ${vector(offset)} from the point of the loops, which leaves its row or the array at some points.`,
    "Let the loops begin and end so far from the faces that every subscript stays in its row.",
  ],
  CALL_LOOP_ORDER: (array: string, offset: readonly number[]): Text => [
    `\`${array}\` is read ${vector(offset)} from where these loops write it, and they don't go through memory in order.`,
    "Write the loop with the largest stride outermost and count upwards, or write into another array.",
  ],
  CALL_ARGUMENTS: (name: string, expected: number, got: number): Text => [
    `\`${name}\` takes ${count(expected, "argument")}; the call has ${got}.`,
    "Pass one argument for each parameter.",
  ],
  CALL_ARGUMENT_KIND: (name: string, expected: string): Text => [
    `\`${name}\` must be ${expected}.`,
    "Grids are made by `grid(shape)`, tables by `NdArray.from(values)`; scalars are numbers.",
  ],
  CALL_MEMORY: (array: string, of: readonly number[], bytes: number): Text => [
    `\`${array}\` is strided, and there is no room for the ${amount(bytes)} that its ${shape(of)} elements take side by side.`,
    "Free some memory, or pass a smaller array or one that is stored row by row.",
  ],
  CALL_RANK: (array: string, offsets: number, rank: number): Text => [
    `\`${array}\` has ${count(rank, "axis").replace("axiss", "axes")}, and is displaced here by ${count(offsets, "offset")}.`,
    "Pass one offset for each axis of the grid.",
  ],
  CALL_SHAPE: (array: string, got: readonly number[], over: string, expected: readonly number[]): Text => [
    `\`${array}\` is ${shape(got)}, but the loop iterates \`${over}\`, which is ${shape(expected)}.`,
    "Pass grids of one shape.",
  ],
  CALL_TABLE: (array: string, got: readonly number[]): Text => [
    `\`${array}\` is read by index like a table of coefficients, but it is ${shape(got)}.`,
    "Pass a 1-D array.",
  ],
  CALL_CAPTURE: (name: string): Text => [
    `\`${name}\` comes from outside of the function and is not a number.`,
    `Set \`${name}\` to a number before the call, or make it a parameter.`,
  ],
  CALL_TARGETS: (targets: string, why: string): Text => [
    `Of the targets asked for (${targets}) none can run this call: ${why}.`,
    "Ask for another target as well, `js` runs everything, or leave `--targets` out.",
  ],
  CALL_UNSERVED: (why: string): Text => [
    `No variant gives the result that this call has in TypeScript: ${why}.`,
    "This is a defect of the specializer: the function runs as TypeScript. Please report the cell.",
  ],
  CALL_WHOLE: (what: string, value: number): Text => [
    `${what} is ${value}; a whole number is needed.`,
    "Check the constants and scalars that this expression is made of.",
  ],
  CALL_LOOP: (iterations: number): Text => [
    `This loop would be written out ${iterations} times.`,
    "Reduce the bounds: loops over offsets are unrolled, 4096 statements are the most.",
  ],
  CALL_ENDLESS: (): Text => [
    "This loop never reaches its bound.",
    "Check its step: it has to lead from the start to the bound.",
  ],
  CALL_DOMAIN: (from: readonly number[], to: readonly number[], extents: readonly number[]): Text => [
    `The box from ${vector(from)} to ${vector(to)} leaves the grid, which is ${shape(extents)}.`,
    "Bounds lie between 0 and the grid's shape, steps are at least 1.",
  ],
  CALL_FIXED_BOX: (least: readonly number[]): Text => [
    `No grid smaller than ${shape(least)} holds the points of this loop and what they read, so no variant could be verified on a small one.`,
    "Write bounds relative to the grid, `u.shape[0] - 1` instead of a number, or `interior(r)`; in many dimensions, read less far.",
  ],
  CALL_OUTSIDE: (array: string, offset: readonly number[], reach: number): Text => [
    `\`${array}\` is read at ${vector(offset)}, which leaves the grid at some points, and its boundary is "none".`,
    `Iterate \`interior(${reach})\`, or give the grid a boundary: "clamp", "wrap", "reflect" or a number.`,
  ],
  CALL_NEIGHBOR_OUTSIDE: (grid: string, offset: readonly number[], reach: number): Text => [
    `\`${grid}.neighbors\` leads to ${vector(offset)}, which leaves the grid at some points, and no point stands for it there.`,
    `Iterate \`interior(${reach})\`, or give the grid a boundary: "clamp", "wrap" or "reflect".`,
  ],
  CALL_NEIGHBOR_BOUNDARY: (array: string, grid: string): Text => [
    `\`${array}\` is read at neighbours of \`${grid}\` outside of the grid, where the two have different boundary rules.`,
    "Give both grids the same boundary, or iterate the interior.",
  ],
  CALL_NEIGHBOR_CHAIN: (grid: string): Text => [
    `A point is displaced from a neighbour of \`${grid}\` that may lie outside of the grid.`,
    'Displace the current point instead, iterate the interior, or use the boundary "wrap".',
  ],
  CALL_NEIGHBORHOOD: (grid: string, id: number, most: number): Text => [
    `\`${grid}\` has no neighbourhood ${id}; it has 0 to ${most}.`,
    `Add one with \`${grid}.neighborhoods.push([[0, 1], …])\`.`,
  ],
  CALL_SMALL: (array: string, extents: readonly number[], offset: readonly number[]): Text => [
    `\`${array}\` is ${shape(extents)}: too small to be read at ${vector(offset)}.`,
    "Every axis must be at least as long as the offset along it.",
  ],
  CALL_ELEMENTWISE: (array: string, got: number, expected: number): Text => [
    `\`${array}\` has ${count(got, "element")}, the others have ${expected}.`,
    "Pass arrays of one length, or a number, which stands for every element.",
  ],
  ORACLES_DIFFER: (name: string, element: string, typescript: number, interpreter: number): Text => [
    `The compiler read \`${name}\` differently than TypeScript does: at ${element} TypeScript gives ${typescript}, the compiler's interpreter ${interpreter}.`,
    "This is a defect of the specializer: the function runs as TypeScript. Please report the cell.",
  ],
} as const;
