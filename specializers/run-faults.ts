// Errors of a call for which there was no room, or whose device failed and no other code can do the call in its place.
import type { DomainProgram } from "./specializer.ts";

/** This machine had no room for the buffers that the call needs beside its arrays. */
export const hostIsFull = ({ name }: DomainProgram, why: string): RangeError =>
  new RangeError(
    `${name}: ${why}; the arrays are as they were. Free some memory, or ask for the target that needs no buffers: --targets js`,
  );

/** The device had no room for a call's arrays. */
export const deviceIsFull = ({ name }: DomainProgram, why: string): RangeError =>
  new RangeError(
    `${name}: the CUDA device has no room for this call (${why}); the arrays are as they were. Make them smaller, or ask for another target: --targets openmp`,
  );

/** The device failed in a call that computes in the caller's own arrays what it reads there. */
export const deviceLeftPartly = ({ name, parameters }: DomainProgram, why: string): Error => {
  const names = parameters.filter(({ access }) => access === "inout").map((parameter) => `\`${parameter.name}\``);
  return new Error(
    `${name}: the CUDA device failed (${why}) while it overwrote ${names.join(", ")}: what they hold is neither old nor new. Fill them again; calls go on without the device`,
  );
};
