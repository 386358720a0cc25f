// The platform AST (PAST): one variant of a program, every loop decision made, ready to become C or JavaScript text.
import type { DType } from "./dtype.ts";

export interface PlatformProgram {
  readonly kind: "platform";
  readonly name: string;
  /** Folder and file under templates/, without the ending that the target adds: "stencil/sweep". */
  readonly template: string;
  readonly rank: number;
  readonly parameters: readonly PlatformParameter[];
}

export interface PlatformParameter {
  readonly name: string;
  readonly kind: "array" | "scalar";
  readonly dtype: DType;
  readonly access: "in" | "out" | "inout";
}
