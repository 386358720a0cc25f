// Expressions and statements as GNU vectors, for LANES neighbouring points of one row at a time.
// Branches become masks; what is the same in every lane stays scalar until it meets a vector.
import { cTypeOf, type DType } from "../ir/dtype.ts";
import type { Expression, MathFunction, Statement } from "../ir/expressions.ts";
import { fold } from "../ir/functions.ts";
import { tableIndex } from "../ir/table-index.ts";
import { variesIn } from "../ir/vectorizable.ts";
import { cExpression, cLoopHead, cNumber, cNumeric, cReal, type ScalarContext } from "./c-scalar.ts";
import type { Place } from "./loads.ts";
import { marked } from "./mark.ts";
import { atom, infix, invoke, level, prefix, type Text, within } from "./text.ts";

export interface VectorContext extends ScalarContext {
  /** The variable that holds what this point will store into an array. */
  readonly result: (array: string) => string;
  /** Names whose value differs between lanes. */
  readonly varying: ReadonlySet<string>;
  /** Locals that keep their first value. */
  readonly definitions: ReadonlyMap<string, Expression>;
}

/** A value in each lane, or one for all of them. */
type Value = Text & { readonly form: "lanes" | "same" };

const lanes = (text: Text): Value => ({ ...text, form: "lanes" });
const same = (text: Text): Value => ({ ...text, form: "same" });

/** A number in every lane. */
const spread = (value: Value): Text => (value.form === "lanes" ? value : invoke("vector_of", [value]));
/** A truth value in every lane. */
const spreadMask = (value: Value): Text => (value.form === "lanes" ? value : invoke("mask_of", [value]));

/** As a number (a mask's lanes become 1 and 0). */
function numeric(e: Expression, c: VectorContext): Value {
  if (!variesIn(e, c.varying)) return same(cNumeric(e, c));
  const value = vectorValue(e, c);
  if (e.type === "number") return value;
  return lanes(invoke("choose", [value, atom("vector_of(1)"), atom("vector_of(0)")]));
}

/** As a mask, or one truth value for all lanes. */
function condition(e: Expression, c: VectorContext): Value {
  const value = vectorValue(e, c);
  if (e.type === "boolean") return value;
  if (value.form === "lanes") return lanes(invoke("truth_of", [value]));
  c.uses.add("truth");
  return same(invoke("taipan_truth", [value]));
}

function combine(strength: number, operator: string, left: Value, right: Value): Value {
  return {
    ...infix(strength, operator, left, right),
    form: left.form === "lanes" || right.form === "lanes" ? "lanes" : "same",
  };
}

const bracketed = (text: Text): Text => (text.level === level.atom ? text : atom(`(${text.text})`));

function maskPair(operator: "&" | "|", left: Text, right: Text): Value {
  return lanes({ text: `${bracketed(left).text} ${operator} ${bracketed(right).text}`, level: level.bits });
}

function vectorValue(e: Expression, c: VectorContext): Value {
  if (!variesIn(e, c.varying)) return same(cExpression(e, c));
  switch (e.kind) {
    case "constant":
      return same(cExpression(e, c));
    case "lookup":
      return lanes(vectorLookup(e, c));
    case "name":
      return lanes(atom(c.name(e.name)));
    case "load": {
      const place = c.place(e.array, e.offset);
      return lanes(atom(place.register ?? loadOf(e.array, place, c)));
    }
    case "unary": {
      if (e.operator === "!") return lanes(prefix("~", bracketed(spreadMask(condition(e.argument, c)))));
      const argument = numeric(e.argument, c);
      return e.operator === "-" ? lanes(prefix("-", argument)) : argument;
    }
    case "binary": {
      const strength = e.operator === "+" || e.operator === "-" ? level.sum : level.product;
      return combine(strength, e.operator, numeric(e.left, c), numeric(e.right, c));
    }
    case "fma":
      return combine(
        level.sum,
        "+",
        combine(level.product, "*", numeric(e.left, c), numeric(e.right, c)),
        numeric(e.addend, c),
      );
    case "compare": {
      const operator = e.operator === "===" ? "==" : e.operator === "!==" ? "!=" : e.operator;
      const [left, right] = [spread(numeric(e.left, c)), spread(numeric(e.right, c))];
      return lanes(atom(`(${bracketed(left).text} ${operator} ${bracketed(right).text})`));
    }
    case "logical": {
      if (e.type === "boolean")
        return maskPair(
          e.operator === "&&" ? "&" : "|",
          spreadMask(condition(e.left, c)),
          spreadMask(condition(e.right, c)),
        );
      const test = spreadMask(condition(e.left, c));
      const [yes, no] = e.operator === "&&" ? [e.right, e.left] : [e.left, e.right];
      return lanes(invoke("choose", [test, spread(numeric(yes, c)), spread(numeric(no, c))]));
    }
    case "conditional": {
      const test = condition(e.test, c);
      const boolean = e.type === "boolean";
      const side = (x: Expression) => (boolean ? spreadMask(condition(x, c)) : spread(numeric(x, c)));
      const [yes, no] = [side(e.then), side(e.otherwise)];
      if (test.form === "same") return lanes(atom(`(${within(level.or, test)} ? ${yes.text} : ${no.text})`));
      return lanes(invoke(boolean ? "choose_mask" : "choose", [test, yes, no]));
    }
    case "call":
      return lanes(
        vectorCall(
          e.fn,
          e.args.map((arg) => spread(numeric(arg, c))),
          c,
        ),
      );
  }
}

/** Half, less one unit in the last place: added to what is not negative, it rounds halves up, and nothing else. */
const belowHalf = { double: 0.5 - 2 ** -54, single: 0.5 - 2 ** -25 } as const;

function vectorLookup({ table, index }: Extract<Expression, { kind: "lookup" }>, c: VectorContext): Text {
  const dtype = c.dtypeOf(table);
  const found = tableIndex(index, c);
  const value = spread(numeric(found.value, c));
  const helper = `vector_table_${found.kind}_${dtype}`;
  c.uses.add(`vector_table_${dtype}`).add(helper);
  const place =
    found.kind === "part" && found.half
      ? infix(level.sum, "+", value, invoke("vector_of", [cNumber(belowHalf[c.precision], c.precision)]))
      : value;
  return invoke(helper, [atom(c.name(table)), atom(`length_${c.name(table)}`), place]);
}

function loadOf(array: string, { base, index }: Place, c: VectorContext): string {
  return `LOAD_${c.dtypeOf(array)}(${base ?? c.name(array)} + ${index})`;
}

function vectorCall(fn: MathFunction, args: readonly Text[], c: VectorContext): Text {
  c.uses.add(`vector_${fn}`);
  const name = `vector_${fn}`;
  if (fn === "max" || fn === "min")
    return (
      fold(args, (a, b) => invoke(name, [a, b])) ??
      invoke("vector_of", [cNumber(fn === "max" ? -Infinity : Infinity, c.precision)])
    );
  return invoke(name, args);
}

/** Lines of C for the statements at LANES points; stores go to `c.result` variables. */
export function vectorStatements(statements: readonly Statement[], c: VectorContext): string[] {
  let masks = 0;
  // A store is seen by later loads of the same point; a narrower element would have been rounded on the way.
  const written = new Set<string>();
  const inner: VectorContext = {
    ...c,
    place: (array, offset) =>
      written.has(array) && offset.every((o) => o === 0)
        ? { index: "", register: rounded(c.result(array), c.dtypeOf(array), c), test: undefined, outside: 0 }
        : c.place(array, offset),
  };
  const under = (mask: string | undefined, value: Text, old: string): string =>
    mask === undefined ? value.text : `choose(${mask}, ${value.text}, ${old})`;
  const visit = (list: readonly Statement[], mask: string | undefined): string[] =>
    list.flatMap((s) => visitOne(s, mask));
  const visitOne = (s: Statement, mask: string | undefined): string[] => {
    switch (s.kind) {
      case "let": {
        const name = c.name(s.name);
        if (!c.varying.has(s.name)) {
          const type = s.type === "boolean" ? "int" : cReal(c.precision);
          return [marked(`${type} ${name} = ${vectorValue(s.value, inner).text};`, s.at)];
        }
        const value = s.type === "boolean" ? spreadMask(condition(s.value, inner)) : spread(numeric(s.value, inner));
        return [marked(`${s.type === "boolean" ? "mask" : "vector"} ${name} = ${value.text};`, s.at)];
      }
      case "assign": {
        const name = c.name(s.name);
        const value = vectorValue(s.value, inner);
        if (!c.varying.has(s.name)) return [marked(`${name} = ${value.text};`, s.at)];
        if (s.value.type === "number") return [marked(`${name} = ${under(mask, spread(value), name)};`, s.at)];
        const text = spreadMask(value);
        return [
          marked(`${name} = ${mask === undefined ? text.text : `choose_mask(${mask}, ${text.text}, ${name})`};`, s.at),
        ];
      }
      case "accumulate":
        throw new TypeError("sums over points have no explicit vector form");
      case "store": {
        const result = c.result(s.array);
        const value = spread(numeric(s.value, inner));
        written.add(s.array);
        return [marked(`${result} = ${under(mask, value, result)};`, s.at)];
      }
      case "if": {
        const test = condition(s.test, inner);
        if (test.form === "same") {
          const then = visit(s.then, mask);
          const otherwise = visit(s.otherwise, mask);
          return [
            marked(`if (${test.text}) {`, s.at),
            ...then,
            ...(otherwise.length > 0 ? ["} else {", ...otherwise] : []),
            "}",
          ];
        }
        const name = `keep_${++masks}`;
        const head = marked(`const mask ${name} = ${test.text};`, s.at);
        const and = (extra: string) => (mask === undefined ? extra : `${mask} & ${extra}`);
        const lines = [head, `{ const mask in_${name} = ${and(name)};`, ...visit(s.then, `in_${name}`), "}"];
        if (s.otherwise.length > 0)
          lines.push(`{ const mask out_${name} = ${and(`~${name}`)};`, ...visit(s.otherwise, `out_${name}`), "}");
        return lines;
      }
      case "for":
        return [marked(cLoopHead(s, c), s.at), ...visit(s.body, mask), "}"];
    }
  };
  return visit(statements, undefined);
}

/** A result variable as a later load sees it. */
function rounded(result: string, dtype: DType, c: VectorContext): string {
  return cTypeOf[dtype] === cReal(c.precision) ? result : `as_${dtype}(${result})`;
}
