// Cells evaluated in the test's own process: what the transform, the slots and the magics do, without a session around.

import { readCell } from "../../../kernel/magics/read-cell.ts";
import { MAGICS } from "../../../kernel/magics/registry.ts";
import { createLocations } from "../../../kernel/session/errors/locations.ts";
import { pathsFrom } from "../../../kernel/session/errors/paths.ts";
import { prepareStacks } from "../../../kernel/session/errors/prepare-stack.ts";
import { createStackReader } from "../../../kernel/session/errors/stack.ts";
import { createTracebacks, type Tracebacks } from "../../../kernel/session/errors/traceback.ts";
import { createCells } from "../../../kernel/session/evaluate/cells.ts";
import { createEvaluator } from "../../../kernel/session/evaluate/evaluator.ts";
import { createSlots } from "../../../kernel/session/evaluate/slots.ts";
import { createIntrinsics } from "../../../kernel/session/intrinsics.ts";
import { createCommands } from "../../../kernel/session/magics/commands.ts";
import { namesOf } from "../../../kernel/session/magics/names.ts";
import { createRunner } from "../../../kernel/session/magics/runner.ts";
import { createSessionMagics } from "../../../kernel/session/magics/session-magics.ts";
import { createHelperSources } from "../../../kernel/session/modules/helper-sources.ts";

export interface Notebook {
  /** The value of the cell's last expression. */
  run(code: string): Promise<unknown>;
  readonly tracebacks: Tracebacks;
  /** What magics printed. */
  readonly printed: string[];
}

export function openNotebook(folder: string): Notebook {
  const intrinsics = createIntrinsics();
  const cells = createCells(folder);
  const locations = createLocations();
  const helpers = createHelperSources(() => []);
  const own = new URL("../../../", import.meta.url).href;
  const shorten = pathsFrom(folder);
  const reader = createStackReader({ cells, helpers, shorten, own });
  const tracebacks = createTracebacks({ reader, shorten, stacks: prepareStacks(reader, intrinsics), cells, locations });
  const slots = createSlots();
  const evaluator = createEvaluator({
    slots,
    cells,
    locations,
    intrinsics,
    loader: { prepare: () => {}, loading: () => {} },
  });
  const printed: string[] = [];
  const magics = createSessionMagics({ protect: () => () => {}, registered: () => {} });
  const loaded = new Promise<void>((resolve, reject) => magics.load(resolve, reject));
  const runner = createRunner({
    boundary: (f) => f(),
    evaluator,
    compiler: { newSpecializers: () => undefined, load: (_, failed) => failed(new Error("no compiler here")) },
    magics,
    magicPorts: {
      print: (text) => printed.push(text),
      tell: () => {},
      setNextInput: () => {},
      display: () => {},
      ask: () => Promise.reject(new Error("nobody to ask")),
      commands: createCommands(),
      notebook: namesOf(slots, () => {}),
      folder,
      history: async () => [],
    },
  });
  let count = 0;
  return {
    tracebacks,
    printed,
    async run(code) {
      await loaded;
      const label = `Cell ${++count}`;
      const source = readCell(code, { magics: MAGICS, isKnown: (name) => slots.has(name) || name in globalThis });
      const result = await runner.run({
        label,
        text: code,
        source,
        onEnd: () => {},
        locate(error, place) {
          const file = cells.fileName();
          cells.add(file, { label, text: code, positions: undefined });
          locations.set(error, { file, ...place });
        },
      });
      return result?.[0];
    },
  };
}
