// From a platform AST to text: the target makes the data, a template the text, and the marks in it the line map.
import type { PlatformProgram } from "../ir/platform.ts";
import { cuda } from "../targets/cuda.ts";
import { js } from "../targets/js.ts";
import { openmp } from "../targets/openmp.ts";
import type { Target } from "../targets/target.ts";
import type { EntryParameter, GeneratedKernel } from "./generated.ts";
import { indent } from "./indent.ts";
import { mapLines } from "./lines.ts";
import { render } from "./render.ts";

const targets = { js, openmp, cuda } as const satisfies Readonly<Record<string, Target>>;
export type TargetName = keyof typeof targets;

/** @throws RangeError for a target that there is not: nothing falls back silently. */
export function checkTargets(names: readonly string[] | undefined): void {
  const unknown = names?.find((name) => !Object.hasOwn(targets, name));
  if (unknown !== undefined)
    throw new RangeError(`there is no target "${unknown}"; there are: ${Object.keys(targets).join(", ")}`);
}

/** The text of one variant for one target. The same program always gives the same text. */
export function generate(past: PlatformProgram, target: TargetName): GeneratedKernel {
  const { language, ending, view, flags } = targets[target];
  const rendered = indent(render(past.template + ending, view(past)));
  const { text, lines } = mapLines(rendered, past.source);
  return {
    language,
    source: text,
    parameters: past.parameters.map(
      ({ name, kind, dtype, access }): EntryParameter => ({
        name,
        kind: kind === "scalar" ? "scalar" : "array",
        dtype,
        access,
      }),
    ),
    lines,
    flags: flags(past),
    exact: past.exact,
    single: past.schedule.precision === "single",
  };
}
