// What a variant is called in reports and records.
import type { Config } from "../specializer.ts";

/** "gcc threads 2 tileY 32 streaming": words as they are, numbers with their axis, switches that are on; 0 and off are left out. */
export const variantName = (config: Config): string => (config.target === "js" ? "js" : configName(config));

/** The same with every value, for configurations that are none of the js target's: it has only one. */
export const configName = (config: Config): string => {
  const { target, compiler, ...rest } = config;
  const words = Object.entries(rest).flatMap(([axis, value]) => {
    if (typeof value === "string") return value === "" || value === "none" ? [] : [value];
    if (typeof value === "number") return value === 0 ? [] : [`${axis} ${value}`];
    return value ? [axis] : [];
  });
  const makers = target === "js" ? ["js", compiler ?? ""] : [compiler ?? target ?? ""];
  return [...makers, ...words].filter((word) => word !== "").join(" ");
};

/** The same text for the same values, whatever their order. Kept by object: strategies ask for it again and again. */
export const configKey = (config: Config): string => {
  let key = keys.get(config);
  if (key === undefined) {
    key = JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    keys.set(config, key);
  }
  return key;
};

const keys = new WeakMap<Config, string>();
