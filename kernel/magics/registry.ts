// The magics there are. A new one is a file beside this one and a line here.
import { lsmagic } from "./lsmagic.ts";
import type { Magic } from "./magic.ts";
import { specialize } from "./specialize.ts";
import { stencil } from "./stencil.ts";
import { time } from "./time.ts";

export const MAGICS: readonly Magic[] = [stencil, specialize, time, lsmagic];
