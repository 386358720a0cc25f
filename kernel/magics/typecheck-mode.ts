// What becomes of type errors: they keep a cell from running, are shown under it, or are not looked for.
export const TYPE_CHECK_MODES = ["error", "warn", "off"] as const;
export type TypeCheckMode = (typeof TYPE_CHECK_MODES)[number];

export const typeCheckMode = (text: string): TypeCheckMode | undefined =>
  TYPE_CHECK_MODES.find((mode) => mode === text.trim());
