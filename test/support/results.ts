// What a test file says of itself and what its output says of the run: read from text, so that it can be tested.
import { stripVTControlCharacters } from "node:util";

export interface TestFile {
  readonly name: string;
  readonly script: string;
  /** From a comment `// Runs alone: …`: nothing else may run beside it. */
  readonly alone: boolean;
  /** From a comment `// Time limit: N s`. */
  readonly limitSeconds: number;
}

export interface Skip {
  readonly name: string;
  readonly reason: string;
}

export interface Result {
  readonly name: string;
  readonly passed: number;
  readonly skips: readonly Skip[];
  /** One sentence each; a failed test is one, a file that ran no test or ended badly is one too. */
  readonly failures: string[];
  readonly seconds: number;
  readonly output: string;
}

const usualLimit = 120;

export const plan = (name: string, script: string, source: string): TestFile => ({
  name,
  script,
  alone: /^\/\/ Runs alone\b/m.test(source),
  limitSeconds: Number(/^\/\/ Time limit: (\d+) s\b/m.exec(source)?.[1] ?? usualLimit),
});

/** Only what no package of a distribution brings may be missing in CI. */
export const allowedInCi = (skip: Skip): boolean => /\b(GPU|nvcc)\b/i.test(skip.reason);

const total = (text: string, label: string): number => {
  let sum = 0;
  for (const [, number] of text.matchAll(new RegExp(`^\\s*${label}:\\s+(\\d+)\\s*$`, "gm"))) sum += Number(number);
  return sum;
};

/**
 * Reads a test process's output.
 *
 * @param ended the exit code, or how else it ended
 */
export const read = (name: string, output: string, ended: number | string, seconds: number): Result => {
  const text = stripVTControlCharacters(output);
  const ran = total(text, "Total");
  const passed = total(text, "Passed");
  const skipped = total(text, "Skipped");
  // uvu's dots have no line of their own, so a reason may stand behind them.
  const skips = [...text.matchAll(/SKIP (.+?): (.+)$/gm)].map((found) => ({ name: found[1]!, reason: found[2]! }));
  const failures = [...text.matchAll(/^ +FAIL\b.*?"(.+)"$/gm)].slice(0, ran - passed).map((found) => `"${found[1]}"`);
  while (failures.length < ran - passed) failures.push("a test failed");
  if (ended !== 0 && (typeof ended === "string" || failures.length === 0)) failures.push(`ended with ${ended}`);
  if (ran + skipped === 0) failures.push("ran no test");
  if (skipped !== skips.length) failures.push(`${skipped} skipped, but ${skips.length} with a reason`);
  return { name, passed, skips, failures, seconds, output: text };
};
