// The arguments of a call as generated code takes them: flat arrays and numbers, and the layout they have together.
import { inspect } from "node:util";
import type { SourceText } from "../ir/span.ts";
import type { ArrayLayout, CallLayout, DomainProgram, NumericArray } from "../specializer.ts";
import { decline } from "../syntax/messages.ts";
import { gridOver } from "./arrays/grid.ts";
import { flatLayout } from "./arrays/layout.ts";
import { dtypeOf, isNdArray, isNumericArray, isStridedArray, layoutOf, type StridedArray } from "./arrays/ndarray.ts";
import { sizeOf, stridesOf } from "./arrays/shape.ts";
import { allocate } from "./memory.ts";

export interface CallArguments {
  /** In the order of the parameters. Arrays are contiguous; strided ones were packed. */
  readonly values: readonly (NumericArray | number)[];
  /** In the same order; undefined for a number. Interned, so that layouts compare by identity. */
  readonly layouts: readonly (ArrayLayout | undefined)[];
  /** Puts what was packed back where it came from; call it after the arrays were written. */
  readonly unpack: () => void;
}

/** The interned layout of an array as the dispatcher sees it at each call; undefined for what is no flat array. */
export function quickLayout(value: unknown): ArrayLayout | undefined {
  const shaped = value as { [layoutOf]?(): ArrayLayout };
  if (typeof value !== "object" || value === null) return undefined;
  if (shaped[layoutOf] !== undefined) return shaped[layoutOf]();
  return isNumericArray(value) ? flatLayout(dtypeOf(value), value.length) : undefined;
}

/**
 * Reads a call's arguments.
 * @throws DiagnosticError CALL_ARGUMENTS, CALL_ARGUMENT_KIND, CALL_MEMORY
 */
export function readArguments(program: DomainProgram, source: SourceText, args: readonly unknown[]): CallArguments {
  const { parameters, name } = program;
  if (args.length !== parameters.length)
    decline("CALL_ARGUMENTS", source, program.at, name, parameters.length, args.length);
  const after: (() => void)[] = [];
  const values = parameters.map((parameter, i): NumericArray | number => {
    const value = args[i];
    if (typeof value === "number") return value;
    if (isNdArray(value) || isNumericArray(value)) return value as NumericArray;
    if (isStridedArray(value)) {
      const noRoom = (bytes: number) =>
        decline("CALL_MEMORY", source, parameter.at, parameter.name, value.shape, bytes);
      return packed(value, parameter.access !== "in", after, noRoom);
    }
    const expected = parameter.kind === "scalar" ? "a number" : "a grid or an array";
    return decline(
      "CALL_ARGUMENT_KIND",
      source,
      parameter.at,
      `${parameter.name} = ${inspect(value, { depth: 0, breakLength: Infinity }).slice(0, 40)}`,
      expected,
    );
  });
  return {
    values,
    layouts: values.map((value) => (typeof value === "number" ? undefined : quickLayout(value))),
    unpack: () => {
      for (const each of after) each();
    },
  };
}

/** A strided array as a grid: a view where its elements are contiguous, else a packed copy. */
function packed(
  array: StridedArray,
  written: boolean,
  after: (() => void)[],
  noRoom: (bytes: number) => never,
): NumericArray {
  const { data, shape, stride, offset } = array;
  const contiguous = stridesOf(shape).every((wanted, axis) => shape[axis] === 1 || stride[axis] === wanted);
  if (contiguous)
    return gridOver(data.subarray(offset, offset + sizeOf(shape)), shape, "none") as unknown as NumericArray;
  const at = elementIndex(array);
  const copy = roomFor(data, sizeOf(shape)) ?? noRoom(sizeOf(shape) * data.BYTES_PER_ELEMENT);
  for (let i = 0; i < copy.length; i++) copy[i] = data[at(i)]!;
  if (written)
    after.push(() => {
      for (let i = 0; i < copy.length; i++) data[at(i)] = copy[i]!;
    });
  return gridOver(copy, shape, "none") as unknown as NumericArray;
}

/** Zeros of the same type; undefined where there is no memory for so many. */
function roomFor(data: NumericArray, length: number): NumericArray | undefined {
  try {
    return allocate(dtypeOf(data), length);
  } catch {
    return undefined;
  }
}

/** From a row-major element number to the index in a strided array's data. */
function elementIndex({ shape, stride, offset }: StridedArray): (element: number) => number {
  const rowMajor = stridesOf(shape);
  return (element) => {
    let rest = element;
    let index = offset;
    for (let axis = 0; axis < shape.length; axis++) {
      const along = Math.floor(rest / rowMajor[axis]!);
      rest -= along * rowMajor[axis]!;
      index += along * stride[axis]!;
    }
    return index;
  };
}

/** The call's layout by parameter name. */
export const callLayout = (
  program: DomainProgram,
  layouts: CallArguments["layouts"],
  constants: Readonly<Record<string, number>>,
): CallLayout => ({
  arrays: Object.fromEntries(program.parameters.flatMap(({ name }, i) => (layouts[i] ? [[name, layouts[i]]] : []))),
  constants,
});

/** The call's scalars by parameter name. */
export const scalarsOf = ({ parameters }: DomainProgram, args: readonly unknown[]): Readonly<Record<string, number>> =>
  Object.fromEntries(parameters.flatMap(({ name }, i) => (typeof args[i] === "number" ? [[name, args[i]]] : [])));

/** The first written array that shares memory with another argument, with the other's name. */
export function aliased(program: DomainProgram, values: readonly unknown[]): readonly [string, string] | undefined {
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === "number" || program.parameters[i]!.access === "in") continue;
    for (let j = 0; j < values.length; j++)
      if (i !== j && typeof values[j] !== "number" && overlap(values[i] as NumericArray, values[j] as NumericArray))
        return [program.parameters[i]!.name, program.parameters[j]!.name];
  }
  return undefined;
}

const overlap = (a: NumericArray, b: NumericArray): boolean =>
  a === b ||
  (a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength);
