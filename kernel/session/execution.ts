// One cell after the other: from the front's request to its last message. Callbacks only: a termination drops V8's whole
// queue of microtasks, so an `await` here across user code might never come back.
import { types } from "node:util";
import { bundleOf } from "../display/bundle.ts";
import type { MagicPlace } from "../magics/magic-error.ts";
import { mayHaveMagics, readCell } from "../magics/read-cell.ts";
import type { Locations } from "./errors/locations.ts";
import type { Tracebacks } from "./errors/traceback.ts";
import type { Cells } from "./evaluate/cells.ts";
import type { CellValue, Evaluator } from "./evaluate/evaluator.ts";
import { isDisplayHandle } from "./globals/display.ts";
import { type Boundary, Interrupted } from "./interrupt/boundary.ts";
import type { Intrinsics } from "./intrinsics.ts";
import type { Runner } from "./magics/runner.ts";
import type { SessionMagics } from "./magics/session-magics.ts";
import type { OutgoingMessage, Result } from "./output/channel.ts";
import type { Ownership } from "./ownership.ts";
import type { ErrorContent, ExecuteRequest } from "./protocol.ts";
import { createUserExpressions } from "./user-expressions.ts";

export interface ExecutionPorts {
  readonly boundary: Boundary;
  readonly intrinsics: Pick<Intrinsics, "own" | "look">;
  /** Runs code as the cell's. */
  readonly as: Ownership["as"];
  readonly send: (message: OutgoingMessage) => void;
  readonly sendResult: (result: Result) => void;
  readonly evaluator: Evaluator;
  readonly runner: Runner;
  readonly magics: SessionMagics;
  /** True for the names that a cell can use. */
  readonly isKnown: (name: string) => boolean;
  readonly tracebacks: Tracebacks;
  readonly cells: Cells;
  readonly locations: Locations;
  /** Whether an interrupt has come since the cell started. */
  readonly interrupted: () => boolean;
  /** A cell starts; called before anything of it runs. */
  readonly began: (request: ExecuteRequest) => void;
  /** Its code has ended; what is shown now still comes before its reply. */
  readonly ending: (cell: string, error: ErrorContent | undefined) => void;
  /** It has ended, and its last message is sent. */
  readonly ended: () => void;
}

export interface Execution {
  start(request: ExecuteRequest): void;
  /** Ends a cell that the front waits for and that never got here: an interrupt has hit the message itself. */
  answerFor(id: string | undefined): void;
  /** Ends the running cell, if one runs, as interrupted. Gives its id. */
  interrupt(): string | undefined;
  /** The front end puts this text into a new cell below the running one, or into its place, once that has ended. */
  setNextInput(text: string, replace?: boolean): void;
  /** The running cell ends only after this output; where none runs, `report` hears of its failure. */
  hold(output: Promise<unknown>, report: (error: unknown) => void): void;
}

interface Running {
  readonly request: ExecuteRequest;
  readonly label: string;
  readonly holds: Promise<unknown>[];
  /** What the front end does beside showing outputs. */
  readonly payload: object[];
  readonly onEnd: (() => void)[];
}

export function createExecution(ports: ExecutionPorts): Execution {
  const {
    boundary,
    intrinsics,
    as,
    send,
    sendResult,
    evaluator,
    runner,
    magics,
    isKnown,
    tracebacks,
    cells,
    locations,
  } = ports;
  let running: Running | undefined;
  let latest: string | undefined;

  /** The error's text; it reads properties of the user's values, so it may be interrupted itself. */
  const contentOf = (error: unknown): ErrorContent => {
    const shown = (): ErrorContent => intrinsics.own(() => boundary(() => tracebacks.of(error)));
    try {
      return shown();
    } catch (second) {
      if (second instanceof Interrupted) return plainContent(second);
      intrinsics.look(); // code that ran later than the cell's first part may have changed what this needs
      try {
        return shown();
      } catch (third) {
        return plainContent(third instanceof Error ? third : new Error("an error that can't be shown"));
      }
    }
  };
  const expressions = createUserExpressions({ boundary, evaluator, contentOf });

  const settle = (
    cell: Running,
    outcome: { readonly error?: ErrorContent; readonly userExpressions: unknown },
  ): void => {
    if (running !== cell) return;
    const { id } = cell.request;
    for (const listener of cell.onEnd.splice(0)) listener();
    const { error, userExpressions } = outcome;
    if (error !== undefined && !cell.request.silent) send({ kind: "error", id, content: error });
    if (!cell.request.silent) ports.ending(id, error);
    const status = error === undefined ? "ok" : "error";
    send({ kind: "done", id, status, ...(error && { error }), userExpressions, payload: cell.payload });
    // only now: a termination that hits this code itself must find a cell that still has to be answered for
    running = undefined;
    ports.ended();
    intrinsics.look(); // the cell has its reply: for the next one
  };
  const fail = (cell: Running, error: unknown): void => {
    if (running !== cell) return;
    // what the interrupt has ended may say so first: a program that the cell waited for has failed
    const content = contentOf(ports.interrupted() ? new Interrupted() : error);
    intrinsics.own(() => settle(cell, { error: content, userExpressions: {} }));
  };

  /** Runs a step of a cell that is still the running one; what it throws fails the cell. */
  const step = (cell: Running, f: () => void): void => {
    if (running !== cell) return;
    try {
      intrinsics.own(f);
    } catch (error) {
      fail(cell, error);
    }
  };
  const after = <T>(cell: Running, promise: PromiseLike<T>, next: (value: T) => void): void => {
    promise.then(
      (value) => step(cell, () => next(value)),
      (error: unknown) => fail(cell, error),
    );
  };

  const locate = (cell: Running, error: unknown, place: MagicPlace): void => {
    const file = cells.fileName();
    cells.add(file, { label: cell.label, text: cell.request.code, positions: undefined });
    locations.set(error, { file, ...place });
  };

  const run = (cell: Running): void => {
    const { request, label } = cell;
    const source = readCell(request.code, { magics: magics.all(), isKnown });
    if (source.problem !== undefined) {
      locate(cell, source.problem, source.problem.place);
      throw source.problem;
    }
    const value = as(request.id, () =>
      boundary(() =>
        runner.run({
          label,
          text: request.code,
          source,
          onEnd: (listener) => void cell.onEnd.push(listener),
          locate: (error, place) => locate(cell, error, place),
        }),
      ),
    );
    after(cell, value, (result) => showResult(cell, result));
  };

  const showResult = (cell: Running, result: CellValue): void => {
    const value = result?.[0];
    if (value === undefined || isDisplayHandle(value) || cell.request.silent) {
      finish(cell);
      return;
    }
    if (types.isPromise(value)) {
      // `start()` as the last line: what it resolves to is the value, which may be none
      after(cell, value, (resolved) => showResult(cell, [resolved]));
      return;
    }
    const { id, executionCount } = cell.request;
    const show = (data: object): void => {
      const content = { execution_count: executionCount, data, metadata: {} };
      // with the cell's last message, where nothing of the user's comes in between that could take its time
      const last = cell.holds.length === 0 && Object.keys(cell.request.userExpressions).length === 0;
      (last ? sendResult : send)({ kind: "display", id, event: "execute_result", content });
      finish(cell);
    };
    const primitive = typeof value !== "object" && typeof value !== "function"; // no code of the user's shows it
    const bundle = primitive ? bundleOf(value) : boundary(() => bundleOf(value));
    if (bundle instanceof Promise) after(cell, bundle, show);
    else show(bundle);
  };

  const finish = (cell: Running): void => {
    const held = cell.holds.splice(0);
    if (held.length > 0) {
      after(cell, Promise.all(held), () => finish(cell));
      return;
    }
    expressions.evaluate(cell.request.userExpressions, (userExpressions) => settle(cell, { userExpressions }));
  };

  return {
    start(request) {
      const cell: Running = {
        request,
        label: `Cell ${request.executionCount}`,
        holds: [],
        payload: [],
        onEnd: [],
      };
      running = cell;
      latest = request.id;
      ports.began(request);
      step(cell, () => {
        if (!mayHaveMagics(request.code)) run(cell);
        else
          magics.load(
            () => step(cell, () => run(cell)),
            (error) => fail(cell, error),
          );
      });
    },
    answerFor(id) {
      if (id === undefined || id === latest) return;
      latest = id;
      const error = contentOf(new Interrupted());
      send({ kind: "error", id, content: error });
      send({ kind: "done", id, status: "error", error, userExpressions: {}, payload: [] });
    },
    interrupt() {
      const cell = running;
      if (cell !== undefined) fail(cell, new Interrupted());
      return cell?.request.id;
    },
    setNextInput(text, replace = false) {
      running?.payload.push({ source: "set_next_input", text, replace });
    },
    hold(output, report) {
      if (running === undefined) output.catch(report);
      else running.holds.push(output);
    },
  };
}

const plainContent = ({ name, message }: Error): ErrorContent => ({
  ename: name,
  evalue: message,
  traceback: [`${name}: ${message}`],
});
