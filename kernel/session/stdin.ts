// Questions of a cell to its user, one at a time.
import type { OutgoingMessage } from "./output/channel.ts";

export interface Stdin {
  ask(prompt: string, password: boolean): Promise<string>;
  /** The user's answer to the question that waits. */
  answer(cell: string, value: string): void;
  /** A cell starts. */
  begin(cell: string, allowed: boolean): void;
  /** The cell has ended, or was interrupted: what it still asks is left open, so that none of its code runs on. */
  end(): void;
}

interface Question {
  readonly prompt: string;
  readonly password: boolean;
  readonly resolve: (value: string) => void;
}

export function createStdin(send: (message: OutgoingMessage) => void): Stdin {
  const questions: Question[] = [];
  let cell: string | undefined;
  let allowed = false;
  const next = (): void => {
    const [first] = questions;
    if (first !== undefined && cell !== undefined) {
      send({ kind: "input", id: cell, prompt: first.prompt, password: first.password });
    }
  };
  const end = (): void => {
    questions.length = 0;
    cell = undefined;
  };
  return {
    ask(prompt, password) {
      if (cell === undefined)
        return Promise.reject(new Error("only a running cell can ask: await the answer in the cell"));
      if (!allowed) return Promise.reject(new Error("this front end does not take input (allow_stdin is false)"));
      return new Promise((resolve) => {
        questions.push({ prompt, password, resolve });
        if (questions.length === 1) next();
      });
    },
    answer(id, value) {
      if (id !== cell) return;
      questions.shift()?.resolve(value);
      next();
    },
    begin(id, allowStdin) {
      end();
      cell = id;
      allowed = allowStdin;
    },
    end,
  };
}
