// A notebook's cells as the type service gets them, without a session: no name exists that no cell declares.
import { readCellText } from "../../../kernel/front/cell-text.ts";
import { createTypeService } from "../../../kernel/types/service.ts";

export interface CheckedNotebook {
  /** Runs a cell and gives what is wrong with it: "line:column code text". */
  run(cell: string, options?: { readonly fails?: boolean }): Promise<readonly string[]>;
  /** The messages of a cell that is checked before it runs. */
  before(cell: string): Promise<readonly string[]>;
  end(): Promise<void>;
}

export function openNotebook(folder: string, globals: readonly string[] = []): CheckedNotebook {
  const reports: string[] = [];
  const types = createTypeService({
    folder,
    report: (text) => reports.push(text),
    runtimeNames: async () => ({ own: globals, further: [] }),
  });
  return {
    async run(cell, { fails = false } = {}) {
      const { code, marked } = readCellText(cell);
      const recorded = types.begin(code, { marked });
      if (fails) recorded.failed();
      const problems = await recorded.check();
      if (problems === undefined) throw new Error(`no answer: ${reports.join("; ")}`);
      return problems.map(({ code: number, start, length }) => {
        const before = cell.slice(0, start).split("\n");
        return `${before.length}:${before.at(-1)!.length + 1} ${number} ${cell.slice(start, start + length)}`;
      });
    },
    async before(cell) {
      const { code, marked } = readCellText(cell);
      return ((await types.check(code, { marked })) ?? []).map(({ message }) => message);
    },
    async end() {
      await types.end();
      if (reports.length > 0) throw new Error(reports.join("; "));
    },
  };
}
