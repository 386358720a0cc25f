// Cells run in a fresh kernel by jupyter_client: what a notebook would show of them.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { venvPython } from "./python.ts";
import { packageRoot } from "./root.ts";

export interface Output {
  /** stream, execute_result, display_data, update_display_data, error, status, execute_input … */
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly ename?: string;
  readonly evalue?: string;
}

export interface CellResult {
  readonly reply: { readonly status: string; readonly ename?: string; readonly evalue?: string };
  readonly outputs: readonly Output[];
}

export interface KernelRun {
  readonly info: {
    readonly implementation: string;
    readonly protocol_version: string;
    readonly language_info: { readonly name: string };
  };
  readonly cells: readonly CellResult[];
}

/** Runs cells in the kernel `name` that Jupyter finds in `environment`; throws with Python's words when that fails. */
export const runCells = (environment: NodeJS.ProcessEnv, cells: readonly string[], name = "taipan"): KernelRun => {
  const script = join(packageRoot, "test", "support", "cells.py");
  const { status, stdout, stderr } = spawnSync(venvPython!, [script, name], {
    env: environment,
    input: JSON.stringify(cells),
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (status !== 0) throw new Error(`cells.py ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as KernelRun;
};

/** What a cell printed. */
export const printed = (cell: CellResult, stream = "stdout"): string =>
  cell.outputs
    .filter((output) => output.type === "stream" && output.name === stream)
    .map((output) => output.text)
    .join("");
