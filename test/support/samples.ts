// Folders of test/samples: a cell, the call that goes with it, and the function that TypeScript makes of it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Boundary, DType } from "../../specializers/ir/dtype.ts";
import { type Grid, grid } from "../../specializers/runtime/arrays/grid.ts";
import { StencilKernel } from "../../specializers/runtime/arrays/stencil-kernel.ts";
import type { CallLayout, NumericArray, Parameter } from "../../specializers/specializer.ts";
import { type FunctionSource, functionsOf } from "../../specializers/syntax/function-source.ts";
import { stripTypes } from "../../specializers/syntax/strip-types.ts";
import { packageRoot } from "./root.ts";

/** One value for all arrays, or one for each by name. */
type Each<T> = T | Readonly<Record<string, T>>;

export interface SampleCall {
  readonly rank?: number;
  readonly shapes?: readonly (readonly number[])[];
  readonly dtypes?: readonly Each<DType>[];
  readonly boundaries?: readonly Each<Boundary>[];
  readonly tables?: Readonly<Record<string, number>>;
  readonly scalars?: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, number>>;
  readonly other?: Readonly<Record<string, readonly number[]>>;
  readonly neighborhoods?: readonly (readonly (readonly number[])[])[];
  /** Values are whole numbers below this one. */
  readonly integers?: number;
}

export interface Sample {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly call: SampleCall;
}

const root = join(packageRoot, "test/samples");

export const samples = (): readonly Sample[] =>
  readdirSync(root)
    .sort()
    .map((name) => {
      const folder = join(root, name);
      const text = readFileSync(join(folder, "cell.ts"), "utf8");
      return { name, folder, text, call: JSON.parse(readFileSync(join(folder, "call.json"), "utf8")) as SampleCall };
    });

export const sourcesOf = ({ text }: Sample): readonly FunctionSource[] =>
  functionsOf({ name: "Cell 1", text, firstLine: 2 });

const defaultShapes: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[6], [23]],
  2: [
    [6, 7],
    [13, 9],
  ],
  3: [
    [5, 6, 7],
    [9, 4, 11],
  ],
};

const of = <T>(each: Each<T>, name: string): T =>
  typeof each === "object" && each !== null ? (each as Readonly<Record<string, T>>)[name]! : (each as T);

/** Every call that a sample asks for. */
export function* layoutsOf({ call }: Sample, parameters: readonly Parameter[]): Generator<CallLayout> {
  const { tables = {}, scalars = {}, constants = {}, other = {}, neighborhoods } = call;
  for (const shape of call.shapes ?? defaultShapes[call.rank ?? 2]!)
    for (const dtype of call.dtypes ?? (["f64", "f32"] as const))
      for (const boundary of call.boundaries ?? (["none"] as const)) {
        const arrays = parameters.flatMap(({ name, kind }) => {
          if (name in tables) return [[name, { dtype: "f64", shape: [tables[name]!], boundary: "none" }] as const];
          if (kind === "scalar" || name in scalars) return [];
          const made = {
            dtype: of<DType>(dtype, name),
            shape: other[name] ?? shape,
            boundary: of<Boundary>(boundary, name),
          };
          if (!neighborhoods) return [[name, made] as const];
          const all = [...grid(shape).neighborhoods, ...neighborhoods];
          return [[name, { ...made, neighborhoods: all }] as const];
        });
        yield { arrays: Object.fromEntries(arrays), constants: { ...constants, ...scalars } };
      }
}

const specials = [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 5e-324, 0.5, 2.5, -1.5];

/** Arrays for a layout: mostly ordinary numbers, some that are not. */
export function gridsFor(layout: CallLayout, random: () => number, integers?: number): Record<string, Grid> {
  const value = () => {
    if (integers !== undefined) return Math.floor(random() * integers);
    return random() < 0.06 ? specials[Math.floor(random() * specials.length)]! : 4 * random() - 2;
  };
  return Object.fromEntries(
    Object.entries(layout.arrays).map(([name, { shape, dtype, boundary, neighborhoods }]) => {
      const made = grid(shape, { dtype, boundary, fill: value });
      if (neighborhoods) made.neighborhoods.push(...(structuredClone(neighborhoods.slice(3)) as number[][][]));
      return [name, made];
    }),
  );
}

/** The function as the cell defines it, without any specializer. */
export function originalOf({ text, call }: Sample, source: FunctionSource): (...args: readonly unknown[]) => unknown {
  const script = stripTypes(text);
  const outside = Object.entries(call.constants ?? {}).filter(([name]) => !new RegExp(`const ${name}\\b`).test(script));
  const names = ["StencilKernel", ...outside.map(([name]) => name)];
  const made = new Function(...names, `${script}\nreturn ${source.name};`)(
    StencilKernel,
    ...outside.map(([, value]) => value),
  );
  if (source.kind === "function") return made;
  const kernel = new made();
  return (...args) => kernel.kernel(...args);
}

export const copyGrids = (grids: Readonly<Record<string, Grid>>): Record<string, NumericArray> =>
  Object.fromEntries(
    Object.entries(grids).map(([name, values]) => [name, (values as unknown as NumericArray).slice()]),
  );
