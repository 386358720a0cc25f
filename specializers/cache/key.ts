// Content addresses: what an entry depends on, hashed.
import { createHash } from "node:crypto";

/** Changes when compiled entries can no longer be called the same way: entry points, their parameters, their return values. */
export const ABI = 1;

export interface ArtifactInputs {
  readonly source: string;
  /** All flags, in the order of the command line. */
  readonly flags: readonly string[];
  /** "gcc 12.2.0 (Debian …)": name and full version. */
  readonly compiler: string;
  /** What -march=native stands for, and the features of this CPU. */
  readonly cpu: string;
  /** "libomp /usr/lib/…": the runtime that the library is bound to. */
  readonly openmp: string;
  /** Version of the template set that produced the source. */
  readonly templates: string;
}

/** 40 hexadecimal digits. */
export const artifactKey = (inputs: ArtifactInputs): string =>
  digest(
    JSON.stringify([ABI, inputs.source, inputs.flags, inputs.compiler, inputs.cpu, inputs.openmp, inputs.templates]),
  );

export const digest = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 40);

/** Keys become file names; one that does not fit is hashed. */
export const fileNameOf = (key: string): string => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(key) ? key : digest(key));
