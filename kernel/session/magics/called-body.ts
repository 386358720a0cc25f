// A cell's body with a call in the place of each line magic, on the same lines.
//
//   const files = !ls     ->   const files = await __cell.magic(0);
//   %time f(1)            ->   await __cell.magic(1,()=>(f(1)));
//
// What is no expression and stands in no block is evaluated on its own, so that what it declares stays.
import type { CellSource, LineMagic } from "../../magics/read-cell.ts";
import { NO_SHIFTS, type Shift, type Shifts } from "../transform/positions.ts";
import { RUNTIME } from "../transform/slot-names.ts";
import { isExpression } from "../transform/swc.ts";
import { expressionsIn } from "./interpolate.ts";

export interface CalledBody {
  readonly text: string;
  readonly shifts: Shifts;
}

export function calledBody({ body, lines }: CellSource): CalledBody {
  const shifts = new Map<number, readonly Shift[]>();
  let text = "";
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const { before, code, after } = callOf(line, index, body);
    const column = line.start - (body.lastIndexOf("\n", line.start - 1) + 1) + 1;
    const row = body.slice(0, line.start).split("\n").length - 1;
    shifts.set(row, [{ column, by: code === "" ? before.length : before.length - (line.code!.start - line.start) }]);
    text += body.slice(at, line.start) + before + code + after;
    at = line.end;
  }
  return { text: text + body.slice(at), shifts: shifts.size > 0 ? shifts : NO_SHIFTS };
}

interface Call {
  readonly before: string;
  readonly code: string;
  readonly after: string;
}

function callOf({ call, start, end, code, depth }: LineMagic, index: number, body: string): Call {
  const lineEnds = (from: number, to: number): string => body.slice(from, to).replace(/[^\n]/g, "");
  if (code === undefined) {
    const expressions = expressionsIn(call.argumentText);
    const values = `,${isAsync(expressions.join(" ")) ? "async" : ""}()=>[${expressions.map((each) => `(${each})`).join(",")}]`;
    const before = `await ${RUNTIME}.magic(${index}${expressions.length === 0 ? "" : values});`;
    return { before, code: "", after: lineEnds(start, end) };
  }
  const text = body.slice(code.start, code.end).replace(/;\s*$/, "");
  const rest = lineEnds(code.start + text.length, code.end);
  const prefix = isAsync(text) ? "async" : "";
  if (isExpression(`(${text}\n)`)) {
    return { before: `await ${RUNTIME}.magic(${index},${prefix}()=>(`, code: text, after: `));${rest}` };
  }
  if (depth > 0 || call.assigned) {
    return { before: `await ${RUNTIME}.magic(${index},${prefix}()=>{`, code: text, after: `});${rest}` };
  }
  return { before: `await ${RUNTIME}.magic(${index});`, code: "", after: lineEnds(start, end) };
}

/** Whether code waits for something itself; the word in a string does no harm. */
export const isAsync = (code: string): boolean => /\bawait\b/.test(code);
