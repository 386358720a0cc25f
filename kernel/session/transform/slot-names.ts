// Text by which the rewritten cell reaches what the session hands it; kernel/session/evaluate/cell-runtime.ts is the
// value behind it.
export const RUNTIME = "__cell";

/** A slot that is kept off globalThis. */
export const shadowSlot = (name: string): string => `${RUNTIME}.shadow.${name}`;
/** Reads a constant of the notebook, and throws when it is written. */
export const constantSlot = (name: string): string => `${RUNTIME}.constants.${name}`;

/** Under this name a function of the cell hoists; the slot of the plain name is what everybody calls. */
export const hoistedName = (name: string): string => `${name}$cell`;
/** Undoes `hoistedName` in the text of a stack. */
export const withoutHoisting = (text: string): string => text.replaceAll("$cell", "");
