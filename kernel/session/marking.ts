// What of a cell is the compiler's business: magics that mark it, a "use …" directive, or an import of the package.
import type { CellRequest, Mark, MarkOptions, SourceText } from "../../specializers/index.ts";
import { MagicError } from "../magics/magic-error.ts";
import type { MarkRequest } from "../magics/mark.ts";
import type { Compiler } from "./compiler.ts";

export interface CompilerTask {
  /** False for the cells that the compiler need not be loaded for. */
  readonly needed: boolean;
  /** @throws DiagnosticError where the cell can't be marked */
  mark(compiler: Compiler): readonly Mark[];
}

const DIRECTIVE = /(["'])use (?!strict\1)[a-z][\w -]*\1/;
const IMPORT = /\btaipan\b/;
const DEFAULTS: MarkOptions = { tune: "idle", seconds: 20, targets: undefined, exact: false, explain: false };

export function compilerTask(marks: readonly MarkRequest[], source: SourceText): CompilerTask {
  const marked = marks.length > 0 || DIRECTIVE.test(source.text);
  return {
    needed: marked || IMPORT.test(source.text),
    mark(compiler) {
      if (!marked) return [];
      const [magic, second] = marks;
      if (second !== undefined) throw new MagicError("a cell has one %%stencil or %%specialize line", second.place);
      const request: CellRequest = {
        source,
        specializer: magic?.specializer,
        all: magic !== undefined,
        options: magic?.options ?? DEFAULTS,
      };
      try {
        return compiler.markCell(request);
      } catch (error) {
        // an unknown name, say: what has no place of its own is about the magic's line
        if (magic === undefined || !(error instanceof Error) || "diagnostic" in error) throw error;
        throw new MagicError(error.message, magic.place);
      }
    },
  };
}
