// What a call to a marked function goes through: nothing but comparisons when the layouts are those of the last call.
import type { ArrayLayout, Config, DomainProgram, NumericArray, Returns } from "../specializer.ts";
import { aliased, quickLayout } from "./arguments.ts";

/** A function's values in the order of its parameters. */
export type Values = readonly (NumericArray | number)[];

/** Code that does a call: native, JavaScript, or the TypeScript itself. */
export interface Variant {
  readonly name: string;
  readonly config: Config;
  readonly target: string;
  readonly from: "default" | "cache" | "tuned" | "reference";
  /** 0, or 1 when an interrupt stopped it; below 0 when it had no room or its device failed, see below. */
  run(values: Values): number;
  /** The same on another thread, where the target has one. */
  runAsync?(values: Values): Promise<number>;
  /** Why the last call gave a status below 0. */
  failure?(): string;
}

/** Statuses: no room, the arrays are as they were; a device failed as it overwrote its input. */
export const NO_ROOM = -3;
export const DEVICE_LEFT_PARTLY = -4;

/** What a call's code is made for. */
export interface Made {
  readonly layouts: readonly (ArrayLayout | undefined)[];
  /** Values of the structural names, in their order. */
  readonly constants: readonly number[];
}

/** A function together with one layout of its arguments. */
export interface Instance extends Made {
  variant: Variant;
  calls: number;
}

/** Names whose values are compiled in: parameters, or getters of what the function captured. */
export type ConstantReader = (args: readonly unknown[]) => readonly number[];

export function constantReader(
  program: DomainProgram,
  structural: readonly string[],
  captures: Readonly<Record<string, () => unknown>>,
): ConstantReader {
  if (structural.length === 0) return () => [];
  const readers = structural.map((name) => {
    const index = program.parameters.findIndex((parameter) => parameter.name === name);
    return index >= 0 ? (args: readonly unknown[]) => args[index] : () => captures[name]?.();
  });
  return (args) => readers.map((read) => read(args) as number);
}

/** Whether a call's arguments are just as the code was made for. */
export function matches(
  made: Made,
  program: DomainProgram,
  args: readonly unknown[],
  constants: readonly number[],
): boolean {
  const { layouts } = made;
  if (args.length !== layouts.length) return false;
  for (let i = 0; i < layouts.length; i++) {
    const layout = layouts[i];
    if (layout === undefined ? typeof args[i] !== "number" : quickLayout(args[i]) !== layout) return false;
  }
  for (let i = 0; i < constants.length; i++) if (!Object.is(constants[i], made.constants[i])) return false;
  return aliased(program, args) === undefined;
}

/** What the function returns, from where generated code has left it. */
export const resultOf = ({ list }: Returns, returned: Float64Array): unknown => (list ? [...returned] : returned[0]);
