// SWC itself, loaded at its first use, so that a session is ready without it.
import { createRequire } from "node:module";

type Swc = typeof import("@swc/core");

let loaded: Swc | undefined;
export const swc = (): Swc => {
  loaded ??= createRequire(import.meta.url)("@swc/core") as Swc;
  return loaded;
};
