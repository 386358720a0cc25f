// A generated kernel as the trial process calls it: native or JavaScript, its own shape or any.
import type { EntryParameter } from "../../codegen/generated.ts";
import type { NumericArray } from "../../specializer.ts";
import { loadKernel } from "../load.ts";

/** What to try: a compiled library, or JavaScript text. */
export type TrialCode =
  | {
      readonly language: "c" | "cuda";
      readonly library: string;
      readonly parameters: readonly EntryParameter[];
      /** Whether it computes in floats. */
      readonly single?: boolean;
    }
  | { readonly language: "js"; readonly source: string; readonly parameters: readonly EntryParameter[] };

/** Arrays and numbers in the order of the parameters. */
export type Arguments = readonly (NumericArray | number)[];

export interface TrialKernel {
  readonly parameters: readonly EntryParameter[];
  /** Whether it computes in floats. */
  readonly single: boolean;
  /** 0, or 1 when the cancel word was found set. @throws Error what a device said that failed */
  run(values: Arguments): number;
  /** Seconds that the last call spent on moving arrays to a device and back; undefined for code of the host. */
  readonly transferSeconds: (() => number) | undefined;
  any(extents: readonly number[], values: Arguments): number;
}

type JavaScriptKernel = (...values: Arguments) => void;

/** Throws when the library can't be opened or the JavaScript is not a program. */
export const openTrialKernel = (code: TrialCode, extents: readonly number[], cancel: Int32Array): TrialKernel => {
  if (code.language !== "js") {
    const native = loadKernel(code.library, code.parameters, code.language);
    /** A device that fails has said why. */
    const checked = (status: number): number => {
      if (status < 0) throw new Error(native.failure?.() ?? `status ${status}`);
      return status;
    };
    return {
      parameters: code.parameters,
      single: code.single === true,
      run: (values) => checked(native.run(...values, cancel)),
      transferSeconds: native.transferSeconds,
      any: (shape, values) => checked(native.any(BigInt64Array.from(shape, BigInt), ...values, cancel)),
    };
  }
  const make = new Function("extents", code.source) as (extents: readonly number[]) => JavaScriptKernel;
  const own = make(extents);
  return {
    parameters: code.parameters,
    single: false,
    run: (values) => {
      own(...values);
      return 0;
    },
    transferSeconds: undefined,
    any: (shape, values) => {
      make(shape)(...values);
      return 0;
    },
  };
};
