// Runs a cell with its magics: each cell magic around what is below it, the line magics where the cell gets to them.

import { blankBody } from "../../magics/blank.ts";
import type { MagicDescription } from "../../magics/description.ts";
import type { MagicCall, MagicContext } from "../../magics/magic.ts";
import { MagicError, type MagicPlace } from "../../magics/magic-error.ts";
import type { MarkRequest } from "../../magics/mark.ts";
import { placeOf } from "../../magics/place.ts";
import type { CellSource, LineMagic } from "../../magics/read-cell.ts";
import type { LazyCompiler } from "../compiler.ts";
import type { CellValue, EvaluationRequest, Evaluator } from "../evaluate/evaluator.ts";
import type { Boundary } from "../interrupt/boundary.ts";
import { compilerTask } from "../marking.ts";
import { NO_SHIFTS } from "../transform/positions.ts";
import { CellSyntaxError } from "../transform/syntax-error.ts";
import { calledBody, isAsync } from "./called-body.ts";
import { interpolate } from "./interpolate.ts";
import type { SessionMagics } from "./session-magics.ts";

/** What a magic's context has beside what belongs to its line. */
export type MagicPorts = Omit<
  MagicContext,
  "call" | "body" | "next" | "compile" | "onEnd" | "mark" | "magics" | "asJavaScript"
>;

export interface RunnerPorts {
  readonly boundary: Boundary;
  readonly evaluator: Evaluator;
  readonly compiler: LazyCompiler;
  readonly magics: SessionMagics;
  readonly magicPorts: MagicPorts;
}

export interface RunningCell {
  /** "Cell 3". */
  readonly label: string;
  /** As it was typed. */
  readonly text: string;
  readonly source: CellSource;
  readonly onEnd: (listener: () => void) => void;
  /** Remembers where in the cell an error arose that has no place yet. */
  readonly locate: (error: unknown, place: MagicPlace) => void;
}

export interface Runner {
  /** Call it inside the boundary. */
  run(cell: RunningCell): Promise<CellValue>;
}

export function createRunner({ boundary, evaluator, compiler, magics, magicPorts }: RunnerPorts): Runner {
  const run = (cell: RunningCell): Promise<CellValue> => {
    const { label, text, source, onEnd, locate } = cell;
    const { body, firstLine, lines } = source;
    const marks: MarkRequest[] = [];
    let plain = false;
    const asJavaScript = (): void => {
      plain = true;
    };
    const mark = (request: MarkRequest): void => void marks.push(request);

    const located = <T>(call: MagicCall, f: () => T): T => {
      const failed = (error: unknown): never => {
        if (error instanceof MagicError) locate(error, error.place);
        else if (!(typeof error === "object" && error !== null && below.has(error))) locate(error, placeOf(call));
        throw error;
      };
      try {
        const value = f();
        return value instanceof Promise ? (value.catch(failed) as T) : value;
      } catch (error) {
        return failed(error);
      }
    };
    /** Errors of the code that a magic takes are not about the magic's line. */
    const below = new WeakSet<object>();
    const evaluate = (request: Omit<EvaluationRequest, "label" | "text">): Promise<CellValue> => {
      const failed = (thrown: unknown): never => {
        const error = awaitedWhereItCant(thrown) ?? thrown;
        if (error instanceof MagicError) locate(error, error.place);
        if (typeof error === "object" && error !== null) below.add(error);
        throw error;
      };
      try {
        return boundary(() => evaluator.run({ label, text, magic: lineMagic, plain, ...request })).catch(failed);
      } catch (error) {
        return failed(error);
      }
    };
    /** The value of a magic is awaited, which the text below a function's head may not do. */
    const awaitedWhereItCant = (error: unknown): MagicError | undefined => {
      if (!(error instanceof CellSyntaxError) || !/^await isn't allowed/.test(error.message)) return undefined;
      const at = lines.find((line) => line.call.line === (error.place?.line ?? 0) + firstLine - 1)?.call;
      return at && new MagicError(`${at.name} waits, so the function around it has to be async`, placeOf(at));
    };
    const call = (magicCall: MagicCall, takes: Pick<MagicContext, "body" | "next" | "compile">): unknown =>
      located(magicCall, () =>
        magics.get(magicCall.magic).run({
          ...magicPorts,
          ...takes,
          call: magicCall,
          onEnd,
          mark,
          asJavaScript,
          magics: (): readonly MagicDescription[] => magics.all(),
        }),
      );
    /** A piece of the cell's text as a function that the cell can't see into. */
    const compile = async (piece: string, line: number, column: number): Promise<() => unknown> => {
      const before = `(${isAsync(piece) ? "async" : ""}()=>{`;
      const indent = " ".repeat(column - 1);
      const shifts = new Map([[0, [{ column: 1, by: before.length }]]]);
      const value = await evaluate({ body: `${before}${indent}${piece}\n})`, firstLine: line, shifts });
      return value?.[0] as () => unknown;
    };

    const evaluateBody = (): Promise<CellValue> => {
      const task = compilerTask(marks, { name: label, text: blankBody(source), firstLine });
      const called = lines.length === 0 ? { text: body, shifts: NO_SHIFTS } : calledBody(source);
      const request = { body: called.text, shifts: called.shifts, firstLine };
      if (!task.needed) return evaluate(request);
      let settle: { resolve(value: Promise<CellValue>): void; reject(error: unknown): void } | undefined;
      const value = new Promise<CellValue>((resolve, reject) => {
        settle = { resolve, reject };
      });
      // not within the promise's maker, which would stand in the stacks of the cell's errors
      compiler.load(
        (loaded) => {
          try {
            settle?.resolve(evaluate({ ...request, marks: task.mark(loaded) }));
          } catch (error) {
            if (error instanceof MagicError) locate(error, error.place);
            settle?.reject(error);
          }
        },
        (error) => settle?.reject(error),
      );
      return value;
    };

    const lineMagic = (index: number, given?: () => unknown): unknown => {
      const line = lines[index];
      if (line === undefined) throw new Error(`the cell has no magic ${index}`);
      const { code } = line;
      if (code === undefined) {
        const takes = { body: undefined, next: nothing, compile: noCode(line) };
        if (given === undefined) return call(line.call, takes);
        const fill = (values: unknown): unknown => {
          const argumentText = interpolate(line.call.argumentText, values as readonly unknown[]);
          return call({ ...line.call, argumentText }, takes);
        };
        const values = located(line.call, given);
        return values instanceof Promise ? values.then(fill) : fill(values);
      }
      const row = body.slice(0, code.start).split("\n").length - 1;
      const column = code.start - body.lastIndexOf("\n", code.start - 1);
      const piece = body.slice(code.start, code.end);
      return call(line.call, {
        body: undefined,
        async next() {
          if (given !== undefined) return boundary(given);
          const value = await evaluate({ body: " ".repeat(column - 1) + piece, firstLine: firstLine + row });
          return value?.[0];
        },
        compile: async () => given ?? compile(piece, firstLine + row, column),
      });
    };

    const cellMagic = (index: number): Promise<CellValue> => {
      const magicCall = source.cellMagics[index];
      if (magicCall === undefined) return evaluateBody();
      const result = call(magicCall, {
        body,
        next: () => cellMagic(index + 1).then((value) => value?.[0]),
        compile: () => compile(`\n${calledBody(source).text}`, firstLine - 1, 1),
      });
      return Promise.resolve(result).then((value) => (value === undefined ? undefined : [value]));
    };
    return cellMagic(0);
  };
  return { run };
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);
const noCode =
  ({ call }: LineMagic) =>
  (): never => {
    throw new Error(`${call.name} takes no code`);
  };
