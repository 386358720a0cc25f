// The cells that wait, the one that runs, and their replies: outputs first, then the reply, then idle.
import type { ErrorContent, ExecuteRequest, FromSession } from "../session/protocol.ts";
import type { Content, Header } from "../wire/message.ts";
import type { Cell } from "./cell.ts";
import { askedAbout, type Question } from "./help.ts";

export interface ExecutionPorts {
  publish(type: string, content: Content, parent: Header): void;
  status(state: "busy" | "idle", parent: Header): void;
  reply(cell: Cell, content: Content): void;
  /** Hands a cell to the session. */
  send(request: ExecuteRequest): void;
  /** The payload of a cell that asks for help, which needs no session. */
  help(question: Question): Promise<object>;
  /** False while an interrupt is under way or no session lives. */
  canSend(): boolean;
  /** Where a cell is checked before it runs: the error that keeps it from running, or undefined if it may. */
  check(cell: Cell, count: number): Promise<ErrorContent | undefined> | undefined;
  /** It has been handed over. */
  sent(cell: Cell): void;
  /** A cell is about to be sent: output from now on is its own. */
  started(cell: Cell): void;
  /** A cell has ended, and its reply has been sent. */
  finished(cell: Cell, count: number, output: string | undefined, error: string | undefined): void;
}

export interface Executions {
  enqueue(cell: Cell): void;
  readonly running: Cell | undefined;
  readonly count: number;
  done(message: Extract<FromSession, { kind: "done" }>): void;
  /** The text of the running cell's result, for the history. */
  result(id: string, content: unknown): void;
  /** The session has died: the running cell fails, and those that wait are aborted, as what they need is gone. */
  lost(error: ErrorContent): void;
  /** An interrupt is over, or the session is free: sends the next cell if that is possible now. */
  settled(): void;
}

/**
 * Cells that a client sends in one go ("Run All") arrive within milliseconds of each other. One that fails sooner than
 * this after its arrival is answered only then, so that those behind it are here to be aborted.
 */
const BURST = 10; // ms

export function createExecutions(ports: ExecutionPorts): Executions {
  const queue: Cell[] = [];
  let running: Cell | undefined;
  let ending = false; // the running cell waits for its burst to arrive
  let checking = false; // the running cell has not been sent yet
  let abortsAll = false; // nothing behind the running cell may run, whatever its request says
  let count = 0;
  let output: string | undefined;

  const begin = (cell: Cell): void => {
    running = cell;
    output = undefined;
    if (cell.storeHistory) count++;
    const { header } = cell.request;
    ports.started(cell);
    const question = askedAbout(cell.code);
    const checked = question === undefined ? ports.check(cell, count) : undefined;
    checking = checked !== undefined;
    // The session first: it works while the messages about it go out.
    if (question === undefined && !checking) send(cell);
    ports.status("busy", header);
    if (!cell.silent) ports.publish("execute_input", { code: cell.code, execution_count: count }, header);
    if (checked !== undefined)
      void checked.then((error) => {
        if (running !== cell || !checking) return;
        checking = false;
        if (error === undefined) send(cell);
        else refuse(cell, error);
      });
    if (question !== undefined)
      void ports.help(question).then(
        (page) => succeed(cell, {}, [page]),
        (error) => fail(cell, contentOf(error), {}, []),
      );
  };

  const send = (cell: Cell): void => {
    ports.send({
      kind: "execute",
      id: cell.request.header.msg_id,
      code: cell.code,
      silent: cell.silent,
      executionCount: count,
      userExpressions: cell.userExpressions,
      allowStdin: cell.allowStdin,
    });
    ports.sent(cell);
  };
  const refuse = (cell: Cell, error: ErrorContent): void => {
    checking = false;
    if (!cell.silent) ports.publish("error", { ...error }, cell.request.header);
    fail(cell, error, {}, []);
  };

  const pump = (): void => {
    if (running !== undefined || queue.length === 0 || !ports.canSend()) return;
    const next = queue.shift();
    if (next !== undefined) begin(next);
  };

  const abort = (cell: Cell): void => {
    ports.status("busy", cell.request.header);
    ports.reply(cell, { status: "aborted", execution_count: count, user_expressions: {}, payload: [] });
    ports.status("idle", cell.request.header);
  };

  const end = (cell: Cell, reply: Content, result?: Content): void => {
    const aborted = abortsAll || (reply.status === "error" && cell.stopOnError) ? queue.splice(0) : [];
    running = undefined;
    ending = false;
    abortsAll = false;
    // The reply first: it is what clients wait for, and none can see the order of two sockets.
    ports.reply(cell, reply);
    if (result !== undefined && !cell.silent) ports.publish("execute_result", result, cell.request.header);
    ports.status("idle", cell.request.header);
    ports.finished(cell, count, output, reply.status === "error" ? String(reply.ename) : undefined);
    for (const waiting of aborted) abort(waiting);
    pump();
  };

  const succeed = (cell: Cell, userExpressions: unknown, payload: readonly unknown[], result?: Content): void =>
    end(cell, { status: "ok", execution_count: count, user_expressions: userExpressions ?? {}, payload }, result);

  const fail = (cell: Cell, error: ErrorContent, userExpressions: unknown, payload: readonly unknown[]): void => {
    const reply = { status: "error", ...error, execution_count: count, user_expressions: userExpressions, payload };
    const wait = cell.stopOnError || abortsAll ? cell.received + BURST - performance.now() : 0;
    ending = true;
    if (wait > 0) setTimeout(() => end(cell, reply), wait);
    else setImmediate(() => end(cell, reply)); // one turn, to read what has arrived
  };

  const executions: Executions = {
    enqueue(cell) {
      queue.push(cell);
      pump();
    },
    get running() {
      return running;
    },
    get count() {
      return count;
    },
    result(id, content) {
      if (id !== running?.request.header.msg_id) return;
      const text = (content as { data?: Record<string, unknown> }).data?.["text/plain"];
      if (typeof text === "string") output = text;
    },
    done({ id, status, error, userExpressions, payload, result }) {
      const cell = running;
      if (cell === undefined || ending || id !== cell.request.header.msg_id) return;
      if (result !== undefined) executions.result(id, result);
      if (status === "ok") succeed(cell, userExpressions, payload, result as Content | undefined);
      else fail(cell, error ?? { ename: "Error", evalue: "", traceback: [] }, userExpressions ?? {}, payload);
    },
    lost(error) {
      const cell = running;
      if (cell === undefined) for (const waiting of queue.splice(0)) abort(waiting);
      else abortsAll = true;
      if (cell !== undefined && !ending) refuse(cell, error);
    },
    settled() {
      if (running !== undefined && checking && !ending) refuse(running, NOT_RUN);
      pump();
    },
  };
  return executions;
}

const NOT_RUN: ErrorContent = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was interrupted before it ran",
  traceback: ["KeyboardInterrupt: the cell was interrupted before it ran"],
};

const contentOf = ({ name, message }: Error): ErrorContent => ({
  ename: name,
  evalue: message,
  traceback: [`${name}: ${message}`],
});
