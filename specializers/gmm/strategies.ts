// How the sums of an M step are divided among those who work on them: threads of a CPU, blocks of a GPU.
import type { MixtureProgram } from "./program.ts";

/**
 * V1 to V3 are those of Cook and Gonina (HotPar 2011), between whose steps responsibilities are in memory. V1: by component and
 * sum; V2A: by component; V2B: by part of the events (on a GPU, of each component's); V3: by sum. "fused": by part of the
 * events, both steps at once, or the M step alone. "none": there is no M step.
 */
export const strategies = ["fused", "V1", "V2A", "V2B", "V3"] as const;
export type Strategy = (typeof strategies)[number] | "none";

export const strategiesOf = ({ task }: MixtureProgram): readonly Strategy[] => strategiesFor[task];
const strategiesFor: Readonly<Record<MixtureProgram["task"], readonly Strategy[]>> = {
  ...{ iteration: strategies, sums: ["fused"], score: ["none"] },
};
