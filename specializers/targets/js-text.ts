// Expressions and statements as JavaScript, for one point: what the user wrote, on linear indices.
import type { Expression, Statement } from "../ir/expressions.ts";
import { loadText, type Placer } from "./loads.ts";
import { marked } from "./mark.ts";
import type { Namer } from "./names.ts";
import { atom, infix, invoke, level, prefix, type Text, within } from "./text.ts";

export interface JsContext {
  readonly name: Namer;
  readonly place: Placer;
  /** Index text of the point itself, for stores. */
  readonly point: string;
}

export function jsNumber(value: number): Text {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { text, level: text.startsWith("-") ? level.unary : level.atom };
}

const strengthOf = {
  "+": level.sum,
  "-": level.sum,
  "*": level.product,
  "/": level.product,
  "%": level.product,
  "<<": level.shift,
  ">>": level.shift,
  ">>>": level.shift,
} as const;

const numeric = (e: Expression, c: JsContext): Text => {
  const text = jsExpression(e, c);
  return e.type === "boolean" ? prefix("+", text) : text;
};

/** An operand of a bitwise or logical operator: parenthesised unless its strength is beyond doubt. */
const operand = (text: Text): Text => (text.level > level.equality ? atom(`(${text.text})`) : text);

export function jsExpression(e: Expression, c: JsContext): Text {
  switch (e.kind) {
    case "constant":
      return typeof e.value === "boolean" ? atom(String(e.value)) : jsNumber(e.value);
    case "name":
      return atom(c.name(e.name));
    case "load":
      return loadText(
        c.place(e.array, e.offset),
        (index) => atom(`${c.name(e.array)}[${index}]`),
        (value) => jsNumber(value).text,
      );
    case "lookup":
      // outside of the table is undefined; + makes it NaN
      return prefix("+", atom(`${c.name(e.table)}[${numeric(e.index, c).text}]`));
    case "unary":
      return e.operator === "!" ? prefix("!", jsExpression(e.argument, c)) : prefix(e.operator, numeric(e.argument, c));
    case "binary": {
      const left = numeric(e.left, c);
      const right = numeric(e.right, c);
      if (e.operator === "**") return invoke("Math.pow", [left, right]);
      if (e.operator === "&" || e.operator === "|" || e.operator === "^")
        return { text: `${within(level.sum, left)} ${e.operator} ${within(level.sum, right)}`, level: level.bits };
      return infix(strengthOf[e.operator], e.operator, left, right);
    }
    case "fma":
      return infix(
        level.sum,
        "+",
        infix(level.product, "*", numeric(e.left, c), numeric(e.right, c)),
        numeric(e.addend, c),
      );
    case "compare":
      return {
        text: `${within(level.shift, numeric(e.left, c))} ${e.operator} ${within(level.shift, numeric(e.right, c))}`,
        level: level.equality,
      };
    case "logical":
      return {
        text: `${operand(jsExpression(e.left, c)).text} ${e.operator} ${operand(jsExpression(e.right, c)).text}`,
        level: e.operator === "&&" ? level.and : level.or,
      };
    case "conditional": {
      const branch = (x: Expression) => within(level.or, e.type === "number" ? numeric(x, c) : jsExpression(x, c));
      return {
        text: `${within(level.or, jsExpression(e.test, c))} ? ${branch(e.then)} : ${branch(e.otherwise)}`,
        level: level.conditional,
      };
    }
    case "call":
      return invoke(
        `Math.${e.fn}`,
        e.args.map((arg) => numeric(arg, c)),
      );
  }
}

/** Lines of JavaScript for the statements at one point. */
export const jsStatements = (statements: readonly Statement[], c: JsContext): string[] =>
  statements.flatMap((s) => jsStatement(s, c));

function jsStatement(s: Statement, c: JsContext): string[] {
  switch (s.kind) {
    case "let":
      return [marked(`let ${c.name(s.name)} = ${jsExpression(s.value, c).text};`, s.at)];
    case "assign":
      return [marked(`${c.name(s.name)} = ${jsExpression(s.value, c).text};`, s.at)];
    case "accumulate": {
      const [total, value] = [atom(c.name(s.name)), numeric(s.value, c)];
      const combined =
        s.operator === "+" || s.operator === "*"
          ? infix(strengthOf[s.operator], s.operator, total, value)
          : invoke(`Math.${s.operator}`, [total, value]);
      return [marked(`${total.text} = ${combined.text};`, s.at)];
    }
    case "store":
      return [marked(`${c.name(s.array)}[${c.point}] = ${jsExpression(s.value, c).text};`, s.at)];
    case "if": {
      const otherwise = jsStatements(s.otherwise, c);
      return [
        marked(`if (${jsExpression(s.test, c).text}) {`, s.at),
        ...jsStatements(s.then, c),
        ...(otherwise.length > 0 ? ["} else {", ...otherwise] : []),
        "}",
      ];
    }
    case "for": {
      const name = c.name(s.variable);
      const test = s.step > 0 ? `${name} < ${s.to}` : `${name} > ${s.to}`;
      return [
        marked(`for (let ${name} = ${s.from}; ${test}; ${name} += ${s.step}) {`, s.at),
        ...jsStatements(s.body, c),
        "}",
      ];
    }
  }
}
