// `confirm(text)`: a question that is asked until the answer is one.
import type { Stdin } from "../stdin.ts";

export type Confirm = (text?: unknown) => Promise<boolean>;

const YES = /^\s*y(es)?\s*$/i;
const NO = /^\s*no?\s*$/i;

export function createConfirm(ask: Stdin["ask"]): Confirm {
  const again = async (question: string, hint: string): Promise<boolean> => {
    const answer = await ask(`${hint}${question} [y/n] `, false);
    if (YES.test(answer)) return true;
    if (NO.test(answer)) return false;
    return again(question, "Please answer y or n. ");
  };
  return (text = "Continue?") => again(String(text), "");
}
