// How a variant is called in reports and records: its values, target and compiler first.
import type { Config } from "./specializer.ts";

export function variantName({ target, compiler, ...rest }: Config): string {
  if (target === "js") return "js";
  const values = Object.entries(rest).flatMap(([name, value]) =>
    value === false || value === 0 || value === "none" ? [] : [value === true ? name : `${name} ${value}`],
  );
  return [compiler ?? target, ...values].join(", ");
}
