// A cell that is an object literal: `{ x: 1 }` is a block to JavaScript and an object to the person who typed it.
import { isExpression } from "./swc.ts";

export const isObjectLiteral = (source: string): boolean => /^\s*\{/.test(source) && isExpression(`(${source}\n)`);
