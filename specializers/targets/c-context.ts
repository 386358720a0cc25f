// What the parts of a C kernel's data share: the program, its names, and which helpers the text needs.
import { type Columns, columnsOf } from "../ir/columns.ts";
import type { DType } from "../ir/dtype.ts";
import type { PlatformProgram, Schedule, Sweep } from "../ir/platform.ts";
import { cStatements, type ScalarContext } from "./c-scalar.ts";
import type { Placer } from "./loads.ts";
import type { Namer } from "./names.ts";

export interface Shared {
  readonly program: PlatformProgram;
  readonly name: Namer;
  readonly uses: Set<string>;
  readonly dtypeOf: (array: string) => DType;
}

/** Points of one vector block: a register of the working precision. */
export const lanesOf = ({ vectorBytes, precision }: Schedule): number => vectorBytes / (precision === "single" ? 4 : 8);

/** What rows of a sweep keep of their columns; undefined where each point computes its own. */
export function keptColumns({ body }: Sweep, { program: { schedule, rank }, dtypeOf }: Shared): Columns | undefined {
  if (schedule.keptColumns !== true || rank === 1) return undefined;
  return columnsOf(body, dtypeOf, schedule.precision === "single" ? "f32" : "f64");
}

export function scalarContext(place: Placer, { program, name, uses, dtypeOf }: Shared): ScalarContext {
  return { name, uses, dtypeOf, place, point: "q", precision: program.schedule.precision };
}

export const scalarLines = (sweep: Sweep, place: Placer, shared: Shared): string[] =>
  cStatements(sweep.body, scalarContext(place, shared));
