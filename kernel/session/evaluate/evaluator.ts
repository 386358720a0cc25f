// Runs a cell's text: transform, slots, script. What a cell leaves behind is in the slots.
import type { Mark } from "../../../specializers/index.ts";
import type { Locations } from "../errors/locations.ts";
import type { Intrinsics } from "../intrinsics.ts";
import type { Loader } from "../modules/loader.ts";
import { NO_SHIFTS, type Shifts, unshifted } from "../transform/positions.ts";
import { CellSyntaxError } from "../transform/syntax-error.ts";
import { type TransformedCell, transform } from "../transform/transform.ts";
import { type CellRuntime, createCellRuntime } from "./cell-runtime.ts";
import type { Cells } from "./cells.ts";
import { type CellFunction, compile, placeOfCompileError } from "./compile.ts";
import type { Slots } from "./slots.ts";

export interface EvaluationRequest {
  /** "Cell 3". */
  readonly label: string;
  /** The cell as it was typed, and the part of it that is TypeScript. */
  readonly text: string;
  readonly body: string;
  /** Line of the cell on which `body` begins. */
  readonly firstLine: number;
  readonly marks?: readonly Mark[];
  /** It is JavaScript, and types in it are errors. */
  readonly plain?: boolean;
  /** What lines of `body` have more than those of the cell. */
  readonly shifts?: Shifts;
  /** What the calls do that stand in `body` for line magics. */
  readonly magic?: CellRuntime["magic"];
}

export interface EvaluatorPorts {
  readonly slots: Slots;
  readonly cells: Cells;
  readonly locations: Locations;
  readonly loader: Pick<Loader, "prepare" | "loading">;
  readonly intrinsics: Pick<Intrinsics, "own" | "users">;
}

/** The value of the cell's last expression, if it ends with one. */
export type CellValue = readonly [value: unknown] | undefined;

export interface Evaluator {
  /**
   * Runs a cell up to its first `await`; call it inside the boundary.
   *
   * @throws SyntaxError; anything else comes by the promise
   */
  run(request: EvaluationRequest): Promise<CellValue>;
  /** Loads what the first cell would wait for. */
  warmUp(): void;
}

export function createEvaluator({ slots, cells, locations, loader, intrinsics }: EvaluatorPorts): Evaluator {
  const prepare = (request: EvaluationRequest, file: string): TransformedCell & { readonly main: CellFunction } => {
    const { label, text, body, firstLine, marks = [], plain = false, shifts = NO_SHIFTS } = request;
    cells.add(file, { label, text, positions: undefined });
    try {
      const { isShadowed, collides, isConstant } = slots;
      const options = { filename: file, firstLine, isShadowed, collides, isConstant, marks, plain, shifts };
      const cell = transform(body, options);
      cells.add(file, { label, text, positions: cell.positions });
      return { ...cell, main: compileCell(cell, file) };
    } catch (error) {
      const place = error instanceof CellSyntaxError ? error.place : undefined;
      if (place !== undefined) {
        const column = unshifted(shifts, place.line - 1, place.column);
        locations.set(error, { ...place, file, line: place.line + firstLine - 1, column });
      }
      throw error;
    }
  };
  const compileCell = ({ script, positions }: TransformedCell, file: string): CellFunction => {
    try {
      return compile(script, file);
    } catch (error) {
      const found = placeOfCompileError(error, file);
      const place = found && positions.ofScript(found.line, found.column);
      if (found && place) locations.set(error, { ...place, file, length: found.length });
      throw error;
    }
  };

  return {
    warmUp() {
      const never = (): boolean => false;
      transform("0", { filename: "", firstLine: 1, isShadowed: never, collides: never, isConstant: never });
    },
    run: (request) => intrinsics.own(() => run(request)),
  };

  function run(request: EvaluationRequest): Promise<CellValue> {
    loader.prepare(request.body);
    const file = cells.fileName();
    const { main, names, constants, positions } = prepare(request, file);
    slots.declare(names);
    slots.release(names);
    slots.fix(constants);
    const before = new Map([...constants].map((name) => [name, slots.read(name)]));
    const failedImport = (error: unknown, offset: number, length: number): void => {
      const place = positions.ofStripped(offset);
      if (place !== undefined) locations.set(error, { ...place, file, length });
    };
    const marks = request.marks ?? [];
    const { magic = noMagic } = request;
    const runtime = createCellRuntime({ slots, file, marks, loading: loader.loading, failedImport, magic });
    return intrinsics
      .users(() => main(runtime))
      .catch((error: unknown) => {
        // what a failed cell has not got to stays declarable, and assignable
        intrinsics.own(() => slots.release([...constants].filter((name) => slots.read(name) === before.get(name))));
        throw error;
      });
  }
}

const noMagic = (): never => {
  throw new Error("this text has no magics");
};
