// %env: the variables of the environment, for cells and the programs that they start.
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { nearest } from "./nearest.ts";
import { placeInside } from "./place.ts";

const SET = /^([^\s=]+)(?:\s*=\s*|\s+)([\s\S]*)$/;

export const env: Magic = {
  name: "env",
  cell: false,
  line: true,
  usage: "[name | name=value]",
  summary: "shows all variables of the environment or one of them, or sets one",
  argument: "variable",
  run({ call }) {
    const { argumentText } = call;
    if (argumentText === "") return { ...process.env };
    const [, name = argumentText, value] = SET.exec(argumentText) ?? [];
    if (value !== undefined) {
      process.env[name] = value;
      return undefined;
    }
    const found = process.env[name];
    if (found !== undefined) return found;
    const near = nearest(name, Object.keys(process.env));
    const meant = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
    throw new MagicError(`the environment has no ${name}${meant}`, placeInside(call, 0, name.length));
  },
};
