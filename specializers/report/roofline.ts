// How near the best variant is to what the machine can do: two shares, and a word on the nearer ceiling.
import type { ReportModel } from "./model.ts";
import { bytes, percent, perSecond } from "./units.ts";

export interface Meter {
  readonly label: "memory" | "compute";
  readonly share: number;
  readonly achieved: string;
  readonly ceiling: string;
  /** "of the measured triad bandwidth", or what a share over 100 % means. */
  readonly note: string;
  /** Over 100 %: the ceiling is inside the bar. */
  readonly over: boolean;
}

export interface Roofline {
  readonly memory: Meter | undefined;
  readonly compute: Meter | undefined;
  readonly bound: "memory-bound" | "compute-bound" | undefined;
  /** The larger share: how much of the attainable speed is reached. */
  readonly fraction: number | undefined;
}

export function roofline(model: ReportModel): Roofline {
  const seconds = model.best?.seconds;
  const { cost, ceiling } = model;
  if (seconds === undefined || !cost || !ceiling)
    return { memory: undefined, compute: undefined, bound: undefined, fraction: undefined };
  const memory = cost.bytes / seconds / ceiling.bytesPerSecond;
  const compute = cost.flops / seconds / ceiling.flopsPerSecond;
  return {
    memory: {
      label: "memory",
      share: memory,
      achieved: perSecond(cost.bytes / seconds, "B"),
      ceiling: perSecond(ceiling.bytesPerSecond, "B"),
      note: memory > 1 ? overMemory(model, cost.bytes) : "of the measured triad bandwidth",
      over: memory > 1,
    },
    compute: {
      label: "compute",
      share: compute,
      achieved: perSecond(cost.flops / seconds, "FLOP"),
      ceiling: perSecond(ceiling.flopsPerSecond, "FLOP"),
      note: compute > 1 ? "of the measured FMA peak: the cost model is wrong" : "of the measured FMA peak",
      over: compute > 1,
    },
    bound: memory >= compute ? "memory-bound" : "compute-bound",
    fraction: Math.max(memory, compute),
  };
}

/** More bytes a second than memory delivers: the arrays stayed in a cache, or fewer bytes moved than were counted. */
function overMemory(model: ReportModel, moved: number): string {
  const cache = model.machine.lastLevelCacheBytes;
  if (cache === undefined) return "of the measured triad bandwidth: in cache, or the cost model is wrong";
  return moved <= cache
    ? `of the measured triad bandwidth: in cache (${bytes(moved)} of ${bytes(cache)})`
    : "of the measured triad bandwidth: the cost model is wrong";
}

/** The best variant's standing in half a sentence: "96 % of this machine's memory bandwidth". */
export function standing(line: Roofline): string {
  const meter = line.bound === "memory-bound" ? line.memory : line.compute;
  if (!meter) return "";
  return `${percent(meter.share)} of this machine's ${meter.label === "memory" ? "memory bandwidth" : "arithmetic peak"}`;
}
