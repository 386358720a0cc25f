// Expressions and statements as readable text, in the notation of the TypeScript they came from.
import type { Expression, ReductionOperator, Statement } from "./expressions.ts";
import type { CountedLoop } from "./symbolic.ts";

const precedence: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "===": 6,
  "!==": 6,
  "<": 7,
  "<=": 7,
  ">": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  ">>>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
  "**": 11,
};
const unaryPrecedence = 12;

/** Text of domain leaves; built-in kinds come here only below a domain's own. */
export type PrintLeaf<Leaf> = (leaf: Leaf, print: (node: Expression<Leaf>) => string) => string;

type Kind = { readonly kind: string };

export function printExpression<Leaf extends Kind = never>(
  node: Expression<Leaf>,
  leaf: PrintLeaf<Leaf> = () => "?",
  outer = 0,
): string {
  const print = (operand: Expression<Leaf>, level = 0) => printExpression(operand, leaf, level);
  const known = node as Expression;
  const wrap = (level: number, text: string) => (level < outer ? `(${text})` : text);
  switch (known.kind) {
    case "constant":
      return wrap(
        Number(known.value) < 0 || Object.is(known.value, -0) ? unaryPrecedence : 20,
        showConstant(known.value),
      );
    case "name":
      return known.name;
    case "load":
      return known.offset.every((by) => by === 0)
        ? `${known.array}[p]`
        : `${known.array}.at(p, ${known.offset.join(", ")})`;
    case "lookup":
      return `${known.table}[${print(known.index)}]`;
    case "unary":
      return wrap(unaryPrecedence, `${known.operator}${print(known.argument, unaryPrecedence + 1)}`);
    case "binary":
    case "compare":
    case "logical": {
      const level = precedence[known.operator]!;
      const right = known.operator === "**" ? [level + 2, level] : [level, level + 1];
      return wrap(level, `${print(known.left, right[0])} ${known.operator} ${print(known.right, right[1])}`);
    }
    case "fma":
      return `fma(${print(known.left)}, ${print(known.right)}, ${print(known.addend)})`;
    case "conditional":
      return wrap(0.5, `${print(known.test, 1)} ? ${print(known.then, 0.5)} : ${print(known.otherwise, 0.5)}`);
    case "call":
      return `Math.${known.fn}(${known.args.map((arg) => print(arg)).join(", ")})`;
    default:
      return leaf(node as Leaf, (operand) => print(operand));
  }
}

/** `s += v`, `m max= v` */
const accumulated = (operator: ReductionOperator, name: string, value: string) =>
  operator === "+" || operator === "*" ? `${operator}= ${value}` : `= Math.${operator}(${name}, ${value})`;

const showConstant = (value: number | boolean) => (Object.is(value, -0) ? "-0" : String(value));

/** Lines of text; a domain prints its own loops. */
export function printBody<Leaf extends Kind = never, Loop extends Kind = never>(
  body: readonly Statement<Leaf, Loop | CountedLoop<Leaf, Loop>>[],
  leaf: PrintLeaf<Leaf> = () => "?",
  loop: (loop: Loop, inner: (list: typeof body) => readonly string[]) => readonly string[] = () => ["?"],
): readonly string[] {
  const value = (node: Expression<Leaf>) => printExpression(node, leaf);
  const inner = (list: typeof body) => printBody(list, leaf, loop).map((line) => `  ${line}`);
  return body.flatMap((statement): readonly string[] => {
    const known = statement as Statement<Leaf, CountedLoop<Leaf, Loop>>;
    switch (known.kind) {
      case "let":
        return [`let ${known.name} = ${value(known.value)}`];
      case "assign":
        return [`${known.name} = ${value(known.value)}`];
      case "accumulate":
        return [`total ${known.name} ${accumulated(known.operator, known.name, value(known.value))}`];
      case "store":
        return [`${known.array}[p] = ${value(known.value)}`];
      case "if": {
        const [then, otherwise] = [known.then, known.otherwise] as unknown as [typeof body, typeof body];
        return [
          `if (${value(known.test)})`,
          ...inner(then),
          ...(otherwise.length > 0 ? ["else", ...inner(otherwise)] : []),
        ];
      }
      case "for": {
        const { variable, from, to, step } = known;
        return [
          `for (${variable} = ${from}; ${variable} < ${to}; ${variable} += ${step})`,
          ...inner(known.body as unknown as typeof body),
        ];
      }
      case "counted": {
        const { variable, from, comparison, limit, step } = known;
        const head = `${variable} = ${value(from)}; ${variable} ${comparison} ${value(limit)}; ${variable} += ${value(step)}`;
        return [`for (${head})`, ...inner(known.body)];
      }
      default:
        return loop(statement as Loop, inner);
    }
  });
}
