// input_reply: the user's answer to a question of the running cell.
import type { Handler } from "../front/kernel.ts";

export const inputReply: Handler = { kind: "own", handle: (kernel, { content }) => kernel.stdin.answer(content) };
