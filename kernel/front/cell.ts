// An execute_request, checked.
import type { Content, Message } from "../wire/message.ts";

export interface Cell {
  readonly request: Message;
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly stopOnError: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  /** performance.now() when it came. */
  readonly received: number;
}

/** @throws Error saying which field is wrong. */
export function parseCell(request: Message): Cell {
  const { content } = request;
  if (typeof content.code !== "string") throw new Error('"code" of an execute_request must be a string');
  const silent = flag(content, "silent", false);
  return {
    request,
    code: content.code,
    silent,
    storeHistory: !silent && flag(content, "store_history", true) && content.code.trim() !== "",
    stopOnError: flag(content, "stop_on_error", true),
    allowStdin: flag(content, "allow_stdin", true),
    userExpressions: expressions(content.user_expressions),
    received: performance.now(),
  };
}

function flag(content: Content, name: string, otherwise: boolean): boolean {
  const value = content[name] ?? otherwise;
  if (typeof value !== "boolean") throw new Error(`"${name}" of an execute_request must be true or false`);
  return value;
}

function expressions(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(typeof value === "object" && value !== null ? value : {});
  for (const [name, text] of entries) {
    if (typeof text !== "string") throw new Error(`the user expression "${name}" must be a string`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}
