// Expressions and statements as scalar C with JavaScript's arithmetic, for one point.
import { bytesOf, cTypeOf, type DType } from "../ir/dtype.ts";
import type { Expression, MathFunction, ReductionOperator, Statement } from "../ir/expressions.ts";
import { fold } from "../ir/functions.ts";
import { loadText, type Placer } from "./loads.ts";
import { marked } from "./mark.ts";
import type { Namer } from "./names.ts";
import { atom, infix, invoke, level, prefix, type Text, within } from "./text.ts";

/** What the text of one point depends on. */
export interface ScalarContext {
  readonly name: Namer;
  readonly dtypeOf: (array: string) => DType;
  readonly precision: "double" | "single";
  readonly place: Placer;
  /** Index text of the point itself, for stores. */
  readonly point: string;
  /** The pointer that stores go through, where it is not the array's own name. */
  readonly target?: (array: string) => string;
  /** Collects the helpers that the text calls: "round", "int32", … */
  readonly uses: Set<string>;
}

export const cReal = (precision: "double" | "single"): string => (precision === "single" ? "float" : "double");

/** A number as a C literal of the precision. */
export function cNumber(value: number, precision: "double" | "single"): Text {
  const suffix = precision === "single" ? "f" : "";
  if (Number.isNaN(value)) return atom(`__builtin_nan${suffix}("")`);
  if (Math.abs(value) === Infinity || (suffix !== "" && Math.abs(Math.fround(value)) === Infinity))
    return { text: `${value < 0 ? "-" : ""}__builtin_inf${suffix}()`, level: value < 0 ? level.unary : level.atom };
  const digits = Object.is(value, -0) ? "-0" : String(value);
  const text = `${/[.e]/.test(digits) ? digits : `${digits}.0`}${suffix}`;
  return { text, level: text.startsWith("-") ? level.unary : level.atom };
}

const relation = { "<": level.relation, "<=": level.relation, ">": level.relation, ">=": level.relation } as const;

/** As a number: booleans are 0 and 1. */
export function cNumeric(e: Expression, c: ScalarContext): Text {
  const text = cExpression(e, c);
  if (e.type === "number") return text;
  return { text: `(${cReal(c.precision)})${within(level.unary, text)}`, level: level.unary };
}

/** As a condition: a number is true unless it is 0 or NaN. */
export function cCondition(e: Expression, c: ScalarContext): Text {
  const text = cExpression(e, c);
  if (e.type === "boolean") return text;
  c.uses.add("truth");
  return invoke("taipan_truth", [text]);
}

/** An operand of && or ||: compilers want parentheses around the other of the two. */
const operand = (text: Text): Text => (text.level >= level.and ? atom(`(${text.text})`) : text);

/** A branch of ?: within ?:, parenthesised for the reader. */
const branch = (text: Text): string => (text.level >= level.conditional ? `(${text.text})` : text.text);

export function cExpression(e: Expression, c: ScalarContext): Text {
  switch (e.kind) {
    case "constant":
      return typeof e.value === "boolean" ? atom(e.value ? "1" : "0") : cNumber(e.value, c.precision);
    case "name":
      return atom(c.name(e.name));
    case "load": {
      const place = c.place(e.array, e.offset);
      if (place.register !== undefined) return element(place.register, c.dtypeOf(e.array), c);
      return loadText(
        place,
        (index) => element(`${place.base ?? c.name(e.array)}[${index}]`, c.dtypeOf(e.array), c),
        (value) => cNumber(value, c.precision).text,
      );
    }
    case "lookup": {
      const table = c.name(e.table);
      c.uses.add(`table_${c.dtypeOf(e.table)}`);
      const call = `table_${c.dtypeOf(e.table)}(${table}, length_${table}, ${cNumeric(e.index, c).text})`;
      return c.precision === "single" ? { text: `(float)${call}`, level: level.unary } : atom(call);
    }
    case "unary":
      return cUnary(e, c);
    case "binary":
      return cBinary(e, c);
    case "fma":
      return infix(
        level.sum,
        "+",
        infix(level.product, "*", cNumeric(e.left, c), cNumeric(e.right, c)),
        cNumeric(e.addend, c),
      );
    case "compare": {
      const operator = e.operator === "===" ? "==" : e.operator === "!==" ? "!=" : e.operator;
      const strength = operator in relation ? level.relation : level.equality;
      // -Wparentheses: a comparison never stands bare inside another
      const side = (x: Expression) => {
        const text = cNumeric(x, c);
        return text.level >= level.relation ? atom(`(${text.text})`) : text;
      };
      return infix(strength, operator, side(e.left), side(e.right));
    }
    case "logical": {
      if (e.type === "boolean")
        return infix(
          e.operator === "&&" ? level.and : level.or,
          e.operator,
          operand(cCondition(e.left, c)),
          operand(cCondition(e.right, c)),
        );
      const test = cCondition(e.left, c);
      const [yes, no] = e.operator === "&&" ? [e.right, e.left] : [e.left, e.right];
      return choose(test, cNumeric(yes, c), cNumeric(no, c));
    }
    case "conditional": {
      const side = (x: Expression) => (e.type === "boolean" ? cCondition(x, c) : cNumeric(x, c));
      return choose(cCondition(e.test, c), side(e.then), side(e.otherwise));
    }
    case "call":
      return cCall(
        e.fn,
        e.args.map((arg) => cNumeric(arg, c)),
        c,
      );
  }
}

const choose = (test: Text, yes: Text, no: Text): Text => ({
  text: `${within(level.or, test)} ? ${branch(yes)} : ${branch(no)}`,
  level: level.conditional,
});

/** An element as a number of the working precision. */
function element(text: string, dtype: DType, c: ScalarContext): Text {
  if (cTypeOf[dtype] === cReal(c.precision)) return atom(text);
  return { text: `(${cReal(c.precision)})${text}`, level: level.unary };
}

const asReal = (text: Text, c: ScalarContext): Text => ({
  text: `(${cReal(c.precision)})${within(level.unary, text)}`,
  level: level.unary,
});

function toInt32(text: Text, c: ScalarContext): Text {
  c.uses.add("int32");
  return invoke("taipan_int32", [text]);
}

function cUnary(e: Extract<Expression, { kind: "unary" }>, c: ScalarContext): Text {
  switch (e.operator) {
    case "-":
      return prefix("-", cNumeric(e.argument, c));
    case "+":
      return cNumeric(e.argument, c);
    case "!":
      return prefix("!", cCondition(e.argument, c));
    case "~":
      return asReal(prefix("~", toInt32(cNumeric(e.argument, c), c)), c);
  }
}

function cBinary(e: Extract<Expression, { kind: "binary" }>, c: ScalarContext): Text {
  const left = cNumeric(e.left, c);
  const right = cNumeric(e.right, c);
  switch (e.operator) {
    case "+":
    case "-":
      if (isZero(e.left)) return infix(level.sum, e.operator, left, asIs(right, c));
      if (isZero(e.right)) return infix(level.sum, e.operator, asIs(left, c), right);
      return infix(level.sum, e.operator, left, right);
    case "*":
    case "/":
      return infix(level.product, e.operator, left, right);
    case "%":
      return invoke(c.precision === "single" ? "__builtin_fmodf" : "__builtin_fmod", [left, right]);
    case "**":
      return cCall("pow", [left, right], c);
    case "&":
    case "|":
    case "^":
      return asReal(atom(`(${toInt32(left, c).text} ${e.operator} ${toInt32(right, c).text})`), c);
    case "<<":
      return asReal(atom(`(int32_t)((uint32_t)${toInt32(left, c).text} << (${toInt32(right, c).text} & 31))`), c);
    case ">>":
      return asReal(atom(`(${toInt32(left, c).text} >> (${toInt32(right, c).text} & 31))`), c);
    case ">>>":
      return asReal(atom(`((uint32_t)${toInt32(left, c).text} >> (${toInt32(right, c).text} & 31))`), c);
  }
}

const isZero = (e: Expression): boolean => e.kind === "constant" && e.value === 0;

/** gcc 12 takes 0.0 - (double)i for -(double)i, and so 0 for -0, when it sees both at once. */
function asIs(text: Text, c: ScalarContext): Text {
  c.uses.add("asIs");
  return invoke("taipan_as_is", [text]);
}

/** Functions whose JavaScript meaning differs from C's, or that C lacks. */
const ownFunctions: ReadonlySet<MathFunction> = new Set<MathFunction>(["max", "min", "pow", "round", "sign"]);

function cCall(fn: MathFunction, args: readonly Text[], c: ScalarContext): Text {
  const single = c.precision === "single" ? "f" : "";
  const pair = (name: string) => (a: Text, b: Text) => invoke(name, [a, b]);
  switch (fn) {
    case "abs":
      return invoke(`__builtin_fabs${single}`, args);
    case "fround": {
      const [x] = args;
      return x && single === ""
        ? { text: `(double)(float)${within(level.unary, x)}`, level: level.unary }
        : (x ?? nan(c));
    }
    case "max":
    case "min":
      c.uses.add(fn);
      return fold(args, pair(`taipan_${fn}`)) ?? cNumber(fn === "max" ? -Infinity : Infinity, c.precision);
    case "hypot":
      if (args.length === 1) return invoke(`__builtin_fabs${single}`, args);
      return fold(args, pair(`__builtin_hypot${single}`)) ?? cNumber(0, c.precision);
    default:
      if (!ownFunctions.has(fn)) return invoke(`__builtin_${fn}${single}`, args);
      c.uses.add(fn);
      return invoke(`taipan_${fn}`, args);
  }
}

const nan = (c: ScalarContext): Text => cNumber(Number.NaN, c.precision);

/** A value as it is stored: integers modulo 2ⁿ, NaN as 0. */
function stored(value: Text, dtype: DType, c: ScalarContext): string {
  if (dtype === "f64" || (dtype === "f32" && c.precision === "single")) return value.text;
  if (dtype === "f32") return `(float)${within(level.unary, value)}`;
  const text = toInt32(value, c).text;
  return bytesOf[dtype] === 1 ? `(uint8_t)${text}` : text;
}

/** A total with one more value in it. */
export function cCombined(operator: ReductionOperator, total: Text, value: Text, c: ScalarContext): Text {
  if (operator === "max" || operator === "min") return cCall(operator, [total, value], c);
  return infix(operator === "+" ? level.sum : level.product, operator, total, value);
}

/** Lines of C for the statements at one point. */
export const cStatements = (statements: readonly Statement[], c: ScalarContext): string[] =>
  statements.flatMap((s) => cStatement(s, c));

function cStatement(s: Statement, c: ScalarContext): string[] {
  switch (s.kind) {
    case "let": {
      const value = s.type === "boolean" ? cCondition(s.value, c) : cNumeric(s.value, c);
      return [marked(`${s.type === "boolean" ? "int" : cReal(c.precision)} ${c.name(s.name)} = ${value.text};`, s.at)];
    }
    case "assign":
      return [marked(`${c.name(s.name)} = ${cExpression(s.value, c).text};`, s.at)];
    case "accumulate":
      return [
        marked(
          `${c.name(s.name)} = ${cCombined(s.operator, atom(c.name(s.name)), cNumeric(s.value, c), c).text};`,
          s.at,
        ),
      ];
    case "store":
      return [
        marked(
          `${c.target?.(s.array) ?? c.name(s.array)}[${c.point}] = ${stored(cNumeric(s.value, c), c.dtypeOf(s.array), c)};`,
          s.at,
        ),
      ];
    case "if": {
      const otherwise = cStatements(s.otherwise, c);
      return [
        marked(`if (${cCondition(s.test, c).text}) {`, s.at),
        ...cStatements(s.then, c),
        ...(otherwise.length > 0 ? ["} else {", ...otherwise] : []),
        "}",
      ];
    }
    case "for":
      return [marked(cLoopHead(s, c), s.at), ...cStatements(s.body, c), "}"];
  }
}

/** Counts in whole numbers, so that the compiler knows how often; the body sees a number. */
export function cLoopHead(s: Extract<Statement, { kind: "for" }>, c: ScalarContext): string {
  const name = c.name(s.variable);
  const counter = `z_${name}`;
  const test = s.step > 0 ? `${counter} < ${s.to}` : `${counter} > ${s.to}`;
  return `for (int64_t ${counter} = ${s.from}; ${test}; ${counter} += ${s.step}) { const ${cReal(c.precision)} ${name} = (${cReal(c.precision)})${counter};`;
}
