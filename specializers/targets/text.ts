// Expression text with its binding strength, so that parentheses stand where the tree needs them and nowhere else.

/** Strength of the outermost operator, strongest first, as C and JavaScript share it. */
export const level = {
  atom: 0,
  unary: 1,
  product: 2,
  sum: 3,
  shift: 4,
  relation: 5,
  equality: 6,
  bits: 7,
  and: 8,
  or: 9,
  conditional: 10,
} as const;

export interface Text {
  readonly text: string;
  readonly level: number;
}

export const atom = (text: string): Text => ({ text, level: level.atom });

/** The text of an operand that must bind at least as strongly as `limit`. */
export const within = (limit: number, operand: Text): string =>
  operand.level <= limit ? operand.text : `(${operand.text})`;

/** `left operator right`; an equally strong right operand keeps its parentheses: a + (b + c) rounds differently. */
export const infix = (strength: number, operator: string, left: Text, right: Text): Text => ({
  text: `${within(strength, left)} ${operator} ${within(strength - 1, right)}`,
  level: strength,
});

/** `operator operand`; the space keeps -(-x) from becoming a decrement. */
export const prefix = (operator: string, operand: Text): Text => ({
  text: `${operator}${operand.text.startsWith(operator) ? `(${operand.text})` : within(level.unary, operand)}`,
  level: level.unary,
});

export const invoke = (name: string, args: readonly Text[]): Text =>
  atom(`${name}(${args.map((arg) => arg.text).join(", ")})`);
