// When cells are checked for type errors: after they ran, so that neither reply nor idle waits for it, or instead of
// running them.
import type { TypeCheckMode } from "../magics/typecheck-mode.ts";
import type { ErrorContent } from "../session/protocol.ts";
import type { RecordedCell } from "../types/service.ts";
import type { Cell } from "./cell.ts";
import type { Services } from "./kernel.ts";

export interface TypeChecks {
  /** The session was told how type errors are treated from now on. */
  mode(mode: TypeCheckMode): void;
  /** Where a type error keeps a cell from running: that error, or undefined if it may run. */
  before(cell: Cell, count: number): Promise<ErrorContent | undefined> | undefined;
  /** A cell has been sent to the session. */
  began(cell: Cell): void;
  /** It has ended, with an error of this name or none. */
  ended(cell: Cell, count: number, error: string | undefined): void;
}

export interface TypeCheckPorts {
  readonly services: Pick<Services, "types" | "reader" | "record">;
  /** Prints on stderr under a cell. */
  warn(cell: Cell, text: string): void;
  failed(error: Error): void;
}

/** Cells are checked when the notebook has been quiet for this long, */
const QUIET = 60; // ms
/** or when another one has run for this long. */
const PATIENCE = 1000; // ms

/** `1 + 1` has no types to get wrong, and need not start TypeScript's service. */
const WORDS = /[\p{ID_Start}$_"'`]/u;

interface Ended {
  readonly cell: Cell;
  readonly label: string;
  readonly record: RecordedCell;
  readonly error: string | undefined;
}

export function createTypeChecks({ services, warn, failed }: TypeCheckPorts): TypeChecks {
  let mode: TypeCheckMode = "warn";
  let running: RecordedCell | undefined;
  let pending: Ended[] = [];
  let timer: NodeJS.Timeout | undefined;
  let told = false; // that types can't be checked

  const later = (milliseconds: number): void => {
    clearTimeout(timer);
    if (pending.length === 0) return;
    timer = setTimeout(() => void checkAll().catch(failed), milliseconds);
    timer.unref();
  };
  const checkAll = async (): Promise<void> => {
    const cells = pending;
    pending = [];
    for (const { cell, label, record, error } of cells) {
      const problems = await record.check();
      const { isMissingName } = await import("../types/problems.ts");
      // the error itself names what is missing
      const shown = problems?.filter((each) => !(error === "ReferenceError" && isMissingName(each)));
      if (shown === undefined || shown.length === 0) continue;
      const { warningText } = await import("../types/problem-text.ts");
      warn(cell, warningText({ label, text: cell.code }, shown));
    }
  };
  const check = async (cell: Cell, count: number): Promise<ErrorContent | undefined> => {
    const { code, marked, source } = (await services.reader()).read(cell.code);
    const { typeCheckMode } = await import("../magics/typecheck-mode.ts");
    const [first] = source.lines;
    const own =
      first?.call.magic === "typecheck" && /^[\s;]*$/.test(cell.code.slice(source.offset, source.offset + first.start));
    if (((own && typeCheckMode(first.call.argumentText)) || mode) !== "error") return undefined;
    const types = await services.types();
    const problems = await types.check(code, { marked });
    if (problems === undefined && !told) {
      told = true;
      warn(cell, `Types can't be checked, so this cell runs unchecked: ${types.unavailable}\n`);
    }
    if (problems === undefined || problems.length === 0) return undefined;
    const { typeCheckError } = await import("../types/problem-text.ts");
    return typeCheckError({ label: `Cell ${count}`, text: cell.code }, problems);
  };

  return {
    mode(next) {
      mode = next;
    },
    before(cell, count) {
      if (mode !== "error" && !/%typecheck[ \t]+error/.test(cell.code)) return undefined;
      return check(cell, count);
    },
    began(cell) {
      running = services.record(cell.code);
      later(PATIENCE);
    },
    ended(cell, count, error) {
      const record = running;
      running = undefined;
      if (record === undefined) return;
      if (error !== undefined) record.failed();
      const nothing = cell.silent || error === "SyntaxError" || !WORDS.test(cell.code);
      if (mode !== "warn" || nothing) record.release();
      else pending.push({ cell, label: `Cell ${count}`, record, error });
      later(QUIET);
    },
  };
}
