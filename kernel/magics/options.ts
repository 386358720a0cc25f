// The options that a magic line hands to a specializer: --tune, --seconds, --targets, --exact, --explain.
import type { MarkOptions } from "../../specializers/index.ts";
import type { MagicCall } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { nearest } from "./nearest.ts";

export const OPTIONS_USAGE = "[--tune idle|now|off] [--seconds N] [--targets js,openmp,…] [--exact] [--explain]";

const DEFAULTS: MarkOptions = { tune: "idle", seconds: 20, targets: undefined, exact: false, explain: false };
const TUNE = ["idle", "now", "off"] as const;
const FLAGS = ["exact", "explain"] as const;
const NAMES = ["--tune", "--seconds", "--targets", "--exact", "--explain"];

interface Word {
  readonly text: string;
  readonly column: number;
}

export interface ParsedOptions {
  readonly options: MarkOptions;
  /** What is no option. */
  readonly words: readonly Word[];
}

/**
 * Reads `--name value` and `--name=value`.
 *
 * @throws MagicError at the word that is wrong, naming what is allowed
 */
export function parseOptions(line: MagicCall): ParsedOptions {
  const words: Word[] = [];
  for (const { 0: text, index } of line.argumentText.matchAll(/[^\s=]+|=/g)) {
    words.push({ text, column: line.argumentColumn + index });
  }
  const fail = (message: string, word: Word): never => {
    throw new MagicError(message, { line: line.line, column: word.column, length: word.text.length });
  };
  let options = DEFAULTS;
  const rest: Word[] = [];
  const pending = [...words];
  for (let word = pending.shift(); word !== undefined; word = pending.shift()) {
    if (!word.text.startsWith("-")) {
      rest.push(word);
      continue;
    }
    const option = word;
    const value = (wanted: string): Word => {
      if (pending[0]?.text === "=") pending.shift();
      const next = pending[0];
      if (next === undefined || next.text.startsWith("--")) return fail(`${option.text} needs ${wanted}`, option);
      pending.shift();
      return next;
    };
    const flag = FLAGS.find((name) => option.text === `--${name}`);
    if (flag !== undefined) options = { ...options, [flag]: true };
    else if (option.text === "--tune") {
      const when = value("one of idle, now, off");
      const tune = TUNE.find((name) => name === when.text);
      if (tune === undefined) fail(`--tune is idle, now or off, not "${when.text}"`, when);
      else options = { ...options, tune };
    } else if (option.text === "--seconds") {
      const time = value("a number of seconds");
      const seconds = Number(time.text);
      if (!(seconds > 0 && Number.isFinite(seconds))) fail(`--seconds is a number above 0, not "${time.text}"`, time);
      options = { ...options, seconds };
    } else if (option.text === "--targets") {
      const list = value("a list as js,openmp");
      const targets = list.text.split(",").filter((name) => name !== "");
      if (targets.length === 0) fail(`--targets is a list as js,openmp, not "${list.text}"`, list);
      options = { ...options, targets };
    } else {
      const near = nearest(option.text, NAMES);
      const meant = near.length > 0 ? `: did you mean ${near.join(" or ")}?` : ".";
      fail(`${line.name} has no option ${option.text}${meant} The options are ${NAMES.join(", ")}`, option);
    }
  }
  return { options, words: rest };
}
