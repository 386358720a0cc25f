// The strategies by name.
import type { TuneJob } from "../job.ts";
import { climb } from "./climb.ts";
import { exhaustive } from "./exhaustive.ts";
import { genetic } from "./genetic.ts";
import { random } from "./random.ts";
import type { Strategy } from "./strategy.ts";

export const strategies: Readonly<Record<TuneJob["strategy"], Strategy>> = { exhaustive, climb, genetic, random };
