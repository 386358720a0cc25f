// One cell after the other: from the front's request to its last message. Callbacks only: a termination drops V8's whole
// queue of microtasks, so an `await` here across user code might never come back.
import { bundleOf } from "../display/bundle.ts";
import { magicList } from "../magics/lsmagic.ts";
import type { Request as MagicRequest } from "../magics/magic.ts";
import { MagicError } from "../magics/magic.ts";
import { MAGICS } from "../magics/registry.ts";
import { type SplitCell, splitCell } from "../magics/split.ts";
import { timeText } from "../magics/time.ts";
import type { LazyCompiler } from "./compiler.ts";
import type { Locations } from "./errors/locations.ts";
import type { Tracebacks } from "./errors/traceback.ts";
import type { Cells } from "./evaluate/cells.ts";
import type { CellValue, Evaluator } from "./evaluate/evaluator.ts";
import { isDisplayHandle } from "./globals/display.ts";
import { type Boundary, Interrupted } from "./interrupt/boundary.ts";
import { compilerTask } from "./marking.ts";
import type { OutgoingMessage } from "./output/channel.ts";
import type { ErrorContent, ExecuteRequest } from "./protocol.ts";
import { createUserExpressions } from "./user-expressions.ts";

export interface ExecutionPorts {
  readonly boundary: Boundary;
  readonly send: (message: OutgoingMessage) => void;
  readonly sendWithNext: (message: OutgoingMessage) => void;
  readonly print: (text: string) => void;
  readonly evaluator: Evaluator;
  readonly compiler: LazyCompiler;
  readonly tracebacks: Tracebacks;
  readonly cells: Cells;
  readonly locations: Locations;
  /** A cell starts; called before anything of it runs. */
  readonly began: (request: ExecuteRequest) => void;
  /** Its code has ended; what is shown now still comes before its reply. */
  readonly ending: () => void;
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
  readonly startTime: number;
  readonly startCpu: NodeJS.CpuUsage;
  readonly holds: Promise<unknown>[];
  /** What the front end does beside showing outputs. */
  readonly payload: object[];
  timed: boolean;
}

export function createExecution(ports: ExecutionPorts): Execution {
  const { boundary, send, sendWithNext, evaluator, compiler, tracebacks, cells, locations } = ports;
  let running: Running | undefined;
  let latest: string | undefined;

  /** The error's text; it reads properties of the user's values, so it may be interrupted itself. */
  const contentOf = (error: unknown): ErrorContent => {
    try {
      return boundary(() => tracebacks.of(error));
    } catch (second) {
      const { name, message } = second instanceof Error ? second : new Error("an error that can't be shown");
      return { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
    }
  };
  const expressions = createUserExpressions({ boundary, evaluator, contentOf });

  const settle = (
    cell: Running,
    outcome: { readonly error?: ErrorContent; readonly userExpressions: unknown },
  ): void => {
    if (running !== cell) return;
    const { id } = cell.request;
    if (cell.timed) {
      const { user, system } = process.cpuUsage(cell.startCpu);
      ports.print(`${timeText(performance.now() - cell.startTime, (user + system) / 1000)}\n`);
    }
    const { error, userExpressions } = outcome;
    if (error !== undefined && !cell.request.silent) send({ kind: "error", id, content: error });
    if (!cell.request.silent) ports.ending();
    const status = error === undefined ? "ok" : "error";
    send({ kind: "done", id, status, ...(error && { error }), userExpressions, payload: cell.payload });
    // only now: a termination that hits this code itself must find a cell that still has to be answered for
    running = undefined;
    ports.ended();
  };
  const fail = (cell: Running, error: unknown): void => {
    if (running === cell) settle(cell, { error: contentOf(error), userExpressions: {} });
  };

  /** Runs a step of a cell that is still the running one; what it throws fails the cell. */
  const step = (cell: Running, f: () => void): void => {
    if (running !== cell) return;
    try {
      f();
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

  /** Errors about a magic get the place of its line. */
  const located = <T>(cell: Running, f: () => T): T => {
    try {
      return f();
    } catch (error) {
      if (error instanceof MagicError) {
        const file = cells.fileName();
        cells.add(file, { label: cell.label, text: cell.request.code, positions: undefined });
        locations.set(error, { file, ...error.place });
      }
      throw error;
    }
  };

  const run = (cell: Running, { magics, body, firstLine }: SplitCell): void => {
    const { request, label } = cell;
    const timedLines = magics.flatMap((magic) => (magic.kind === "time" && magic.scope === "line" ? [magic.line] : []));
    const task = compilerTask(magics, { name: label, text: body, firstLine });
    const evaluate = (mark: () => ReturnType<typeof task.mark>): void => {
      const value = boundary(() =>
        evaluator.run({ label, text: request.code, body, firstLine, timedLines, marks: located(cell, mark) }),
      );
      after(cell, value, (result) => showResult(cell, result));
    };
    if (!task.needed) evaluate(() => []);
    else
      compiler.load(
        (loaded) => step(cell, () => evaluate(() => task.mark(loaded))),
        (error) => fail(cell, error),
      );
  };

  const showResult = (cell: Running, result: CellValue): void => {
    const value = result?.[0];
    if (value === undefined || isDisplayHandle(value) || cell.request.silent) {
      finish(cell);
      return;
    }
    const { id, executionCount } = cell.request;
    const show = (data: object): void => {
      const content = { execution_count: executionCount, data, metadata: {} };
      // with the cell's last message, where nothing of the user's comes in between that could take its time
      const last = cell.holds.length === 0 && Object.keys(cell.request.userExpressions).length === 0;
      (last ? sendWithNext : send)({ kind: "display", id, event: "execute_result", content });
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
        startTime: performance.now(),
        startCpu: process.cpuUsage(),
        holds: [],
        payload: [],
        timed: false,
      };
      running = cell;
      latest = request.id;
      ports.began(request);
      step(cell, () => {
        const parts = located(cell, () => splitCell(request.code));
        cell.timed = parts.magics.some((magic: MagicRequest) => magic.kind === "time" && magic.scope === "cell");
        if (parts.magics.some(({ kind }) => kind === "list")) ports.print(`${magicList(MAGICS)}\n`);
        run(cell, parts);
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
