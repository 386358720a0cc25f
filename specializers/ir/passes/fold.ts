// Constants computed now: bind does what it comes across, this does what other passes laid open.
import { foldNode } from "../fold.ts";
import { rewriteBody } from "../rewrite.ts";
import type { BodyPass } from "./pass.ts";

export const foldConstants: BodyPass = {
  name: "fold constants",
  exact: true,
  does: "Computes what is made of constants, and leaves out operations without effect (x * 1, x - 0).",
  run: (body) => rewriteBody(body, foldNode),
};
