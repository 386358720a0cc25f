// Cells evaluated in the test's own process: what the transform and the slots do, without a session around them.

import { splitCell } from "../../../kernel/magics/split.ts";
import { createLocations } from "../../../kernel/session/errors/locations.ts";
import { pathsFrom } from "../../../kernel/session/errors/paths.ts";
import { prepareStacks } from "../../../kernel/session/errors/prepare-stack.ts";
import { createStackReader } from "../../../kernel/session/errors/stack.ts";
import { createTracebacks, type Tracebacks } from "../../../kernel/session/errors/traceback.ts";
import { createCells } from "../../../kernel/session/evaluate/cells.ts";
import { createEvaluator, type EvaluationRequest } from "../../../kernel/session/evaluate/evaluator.ts";
import { createSlots } from "../../../kernel/session/evaluate/slots.ts";
import { createHelperSources } from "../../../kernel/session/modules/helper-sources.ts";

export interface Notebook {
  /** The value of the cell's last expression. */
  run(code: string, options?: Partial<EvaluationRequest>): Promise<unknown>;
  readonly tracebacks: Tracebacks;
  readonly times: number[];
}

export function openNotebook(folder: string): Notebook {
  const cells = createCells(folder);
  const locations = createLocations();
  const helpers = createHelperSources(() => []);
  const own = new URL("../../../", import.meta.url).href;
  const shorten = pathsFrom(folder);
  const reader = createStackReader({ cells, helpers, shorten, own });
  const tracebacks = createTracebacks({ reader, shorten, stacks: prepareStacks(reader), cells, locations });
  const times: number[] = [];
  const evaluator = createEvaluator({
    slots: createSlots(),
    cells,
    locations,
    loader: { prepare: () => {}, loading: () => {} },
    elapsed: (wall) => times.push(wall),
  });
  let count = 0;
  return {
    tracebacks,
    times,
    async run(code, options = {}) {
      const { magics, body, firstLine } = splitCell(code);
      const timedLines = magics.flatMap((magic) =>
        magic.kind === "time" && magic.scope === "line" ? [magic.line] : [],
      );
      const label = `Cell ${++count}`;
      const result = await evaluator.run({ label, text: code, body, firstLine, timedLines, ...options });
      return result?.[0];
    },
  };
}
