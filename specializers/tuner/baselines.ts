// What every report compares with, beside the TypeScript: generated JavaScript, and plain C on one thread.
import type { Config } from "../specializer.ts";
import type { TuneJob } from "./job.ts";

/** Axes that say who made the code, not how plain it is. */
const MAKERS: readonly string[] = ["target", "compiler", "flags"];

/** The baselines that the space offers; axes list their plainest value first, and the js target's code is among the seeds. */
export const baselinesOf = ({ axes, seeds, default: chosen }: TuneJob["space"]): readonly Config[] => {
  if (chosen.target === "js") return [];
  const javascript = seeds.find(({ target }) => target === "js");
  const threadsMatter = axes.some(({ name, values }) => name === "threads" && values.includes(1));
  const plain = axes.map(({ name, values }) => {
    if (MAKERS.includes(name)) return [name, chosen[name] ?? values[0]!] as const;
    return [name, name === "threads" ? 1 : values[0]!] as const;
  });
  return [...(javascript ? [javascript] : []), ...(threadsMatter ? [{ ...chosen, ...Object.fromEntries(plain) }] : [])];
};
