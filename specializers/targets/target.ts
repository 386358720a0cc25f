// What a target is: how a platform AST becomes the data of a template, and which template ending is its own.
import type { PlatformProgram } from "../ir/platform.ts";

export interface Target {
  readonly name: "openmp" | "js" | "cuda";
  readonly language: "c" | "js" | "cuda";
  /** Added to `PlatformProgram.template`: "stencil/sweep" + ".c". */
  readonly ending: string;
  /** Plain data for the template: text is decided there, policy was decided before. */
  view(program: PlatformProgram): Readonly<Record<string, unknown>>;
  /** Compiler flags beyond the standard ones. */
  flags(program: PlatformProgram): readonly string[];
}
