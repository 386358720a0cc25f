// A marked function as text that runs by itself, so that the trial process can time the TypeScript original.
import { isStandardGlobal } from "./ir/build/math.ts";
import type { SourceText } from "./ir/span.ts";
import type { Plan } from "./plan.ts";
import { type FunctionSource, functionsOf } from "./syntax/function-source.ts";
import { stripTypes } from "./syntax/strip-types.ts";

/**
 * The body of a function of `(arrays, scalars)` that returns a call of the original without parameters; undefined when
 * the function uses something from its cell that is neither a number nor a declaration of the same text.
 */
export function referenceSource(plan: Plan, captures: Readonly<Record<string, () => unknown>>): string | undefined {
  const { source, program, call, specializer } = plan;
  if (source.kind === "call") return undefined;
  // a function value's own text is an expression; a cell's has declarations, helpers among them
  const declarations = declarationsIn(source.source);
  const isDeclared = declarations.some(({ name }) => name === source.name);
  const known = new Set([...declarations, ...program.parameters].map(({ name }) => name));
  const constants: string[] = [];
  for (const name of new Set([...source.captures, ...specializer.structural(program)])) {
    if (isStandardGlobal(name) || known.has(name)) continue;
    const value = captures[name]?.();
    if (name === "StencilKernel") constants.push("class StencilKernel {}");
    else if (typeof value === "number") constants.push(`const ${name} = ${value};`);
    else return undefined;
  }
  const args = program.parameters
    .map(({ name }) => (call.arrays[name] ? `arrays.${name}` : `scalars.${name}`))
    .join(", ");
  const { text } = source.source;
  const original = !isDeclared
    ? `(${text})`
    : source.kind === "method"
      ? `((...args) => Object.create(${source.name}.prototype).kernel(...args))`
      : source.name;
  const invocation = specializer.runOriginal
    ? `(${specializer.runOriginal})(original, [${args}])`
    : `original(${args})`;
  try {
    const body = [
      ...constants,
      ...declarations.map(({ at, declared }) => `${declared ? "" : "const "}${text.slice(at.start, at.end)};`),
      `const original = ${original};`,
    ];
    return `${stripTypes(body.join("\n"))}\nreturn () => ${invocation};`;
  } catch {
    return undefined;
  }
}

/** None in a method's own text, which is no module. */
function declarationsIn(source: SourceText): readonly FunctionSource[] {
  try {
    return functionsOf(source);
  } catch {
    return [];
  }
}
