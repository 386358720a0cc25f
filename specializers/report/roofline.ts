// How near the best variant is to what the machine can do: two shares, and a word on the nearer ceiling.
import type { ReportModel } from "./model.ts";
import { percent, perSecond } from "./units.ts";

export interface Meter {
  readonly label: "memory" | "compute";
  readonly share: number;
  readonly achieved: string;
  readonly ceiling: string;
  /** "of the measured triad bandwidth". */
  readonly note: string;
  /** Over 100 %, what that means: "in cache", "the cost model is wrong". Else empty. */
  readonly over: string;
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
  if (!seconds || !cost || !ceiling?.bytesPerSecond || !ceiling.flopsPerSecond)
    return { memory: undefined, compute: undefined, bound: undefined, fraction: undefined };
  const memory = cost.bytes / seconds / ceiling.bytesPerSecond;
  const compute = cost.flops / seconds / ceiling.flopsPerSecond;
  return {
    memory: {
      label: "memory",
      share: memory,
      achieved: perSecond(cost.bytes / seconds, "B"),
      ceiling: perSecond(ceiling.bytesPerSecond, "B"),
      note: "of the measured triad bandwidth",
      over: memory > 1 ? overMemory(model, cost.bytes) : "",
    },
    compute: {
      label: "compute",
      share: compute,
      achieved: perSecond(cost.flops / seconds, "FLOP"),
      ceiling: perSecond(ceiling.flopsPerSecond, "FLOP"),
      note: "of the measured FMA peak",
      over: compute > 1 ? "the cost model is wrong" : "",
    },
    bound: memory >= compute ? "memory-bound" : "compute-bound",
    fraction: Math.max(memory, compute),
  };
}

/** More bytes a second than memory delivers: the arrays stayed in a cache, or fewer bytes moved than were counted. */
function overMemory(model: ReportModel, moved: number): string {
  const cache = model.machine.lastLevelCacheBytes;
  if (cache === undefined) return "in cache, or the cost model is wrong";
  return moved <= cache ? "in cache" : "the cost model is wrong";
}

/** The best variant's standing: "Memory-bound: 96 % of this machine's memory bandwidth." */
export function standing(line: Roofline): string {
  const meter = line.bound === "memory-bound" ? line.memory : line.compute;
  if (!meter) return "";
  const share = `${percent(meter.share)} of this machine's ${meter.label === "memory" ? "memory bandwidth" : "arithmetic peak"}`;
  if (meter.over) return `${share}: ${meter.over}.`;
  return `${meter.label === "memory" ? "Memory-bound" : "Compute-bound"}: ${share}.`;
}
