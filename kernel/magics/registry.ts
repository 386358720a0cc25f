// The magics there are. A new one is a file beside this one and a line here.
import { env } from "./env.ts";
import { load, writefile } from "./files.ts";
import { cd, pwd } from "./folder.ts";
import { history } from "./history.ts";
import { js } from "./js.ts";
import { lsmagic } from "./lsmagic.ts";
import type { Magic } from "./magic.ts";
import { html, latex, markdown, svg } from "./markup.ts";
import { npm } from "./npm.ts";
import { reset } from "./reset.ts";
import { bash, sh } from "./shell.ts";
import { specialize } from "./specialize.ts";
import { stencil } from "./stencil.ts";
import { time } from "./time.ts";
import { timeit } from "./timeit.ts";
import { typecheck } from "./typecheck.ts";
import { who, whos } from "./who.ts";

export const MAGICS: readonly Magic[] = [
  ...[stencil, specialize, time, timeit, who, whos, reset, history, load, writefile, npm, sh, bash, env, cd, pwd],
  ...[html, markdown, svg, latex, js, typecheck, lsmagic],
];
