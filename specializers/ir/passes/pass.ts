// A rewriting of what is computed at one point: the passes that domains share.
import type { DType } from "../dtype.ts";
import type { Statement } from "../expressions.ts";

export type Body = readonly Statement[];

export interface BodyPass {
  readonly name: string;
  /** Every bit of the result stays. */
  readonly exact: boolean;
  /** One sentence for the report. */
  readonly does: string;
  /** `dtypes`: of the arrays that the body stores into. */
  run(body: Body, dtypes: Readonly<Record<string, DType>>): Body;
  /** What it had to leave alone, and why. */
  notDone?(body: Body): readonly string[];
}
