// The specializer of elementwise functions, the paper's array_map: `function f(x, y) { return … }` is called as
// `f(xs, ys, out)` or `f.map(xs, ys)`, with arrays, or numbers that stand for every element. The smallest example of a
// specializer: a domain AST, how TypeScript becomes one, what it means, how it may run.
import { buildFunction, createBuilder, type StatementOf } from "../ir/build/index.ts";
import { constant, toNumber } from "../ir/construct.ts";
import type { DType } from "../ir/dtype.ts";
import type { Expression } from "../ir/expressions.ts";
import { type FlatProgram, flatCost, flatLayouts, flatVariants, lowerFlat, mapped, sizeOf } from "../ir/flat.ts";
import { flatErrorBound } from "../ir/flat-error.ts";
import { interpretBody } from "../ir/interpret.ts";
import { passesOver } from "../ir/passes/index.ts";
import { printBody } from "../ir/print.ts";
import type { SourceText } from "../ir/span.ts";
import { specialisePlain } from "../ir/specialise.ts";
import type { CallLayout, DomainProgram, Specializer } from "../specializer.ts";
import { type FunctionSource, hasNumberParameters, returnsValue } from "../syntax/function-source.ts";
import { decline } from "../syntax/messages.ts";

/** No kinds of node of its own: an argument is a name, and a load once it is known to be an array. */
type Elements = { readonly leaf: never; readonly loop: never; readonly entity: never };

export interface MapProgram extends DomainProgram {
  readonly kind: "map";
  readonly source: SourceText;
  readonly captures: readonly string[];
  /** Ends with the store into the last parameter; once bound, all of it are statements that every domain has. */
  readonly body: readonly StatementOf<Elements>[];
  readonly dtypes: Readonly<Record<string, DType>>;
  readonly exact: boolean;
}
const boundOf = (program: MapProgram) => program as MapProgram & FlatProgram;
const outputOf = ({ parameters }: MapProgram) => parameters.at(-1)!.name;
const lengthOf = (program: MapProgram, call: CallLayout) => sizeOf(call.arrays[outputOf(program)]!.shape);

/** A function of numbers that returns one; its arguments, and an array for the results. */
function recognise(fn: FunctionSource): MapProgram | undefined {
  const { kind, name, node, source, at, helpers, captures } = fn;
  if (kind === "method" || !hasNumberParameters(node) || !returnsValue(node)) return undefined;
  if (node.async) decline("FUNCTION_ASYNC", source, at, name);
  const names = node.params.flatMap((param) => (param.type === "Identifier" ? [param.value] : []));
  const out = `${name}_out`;
  const language = { entityValue: (_: unknown, entity: never) => entity };
  const builder = createBuilder<Elements>({ source, helpers, language, taken: [...names, out, ...captures] });
  for (const name of names)
    builder.scope.names.set(name, { kind: "alias", value: { kind: "name", at, type: "number", name } });
  const value = buildFunction(node, at, builder) ?? decline("FUNCTION_RETURN", source, at, name);
  const body = [...builder.statements, { kind: "store", at: value.at, array: out, value: toNumber(value) } as const];
  const inputs = names.map((name) => ({ name, kind: "array", access: "in", at }) as const);
  const parameters = [...inputs, { name: out, kind: "array", access: "out", at } as const];
  return { kind: "map", name, at, source, parameters, captures: [...builder.captures], body, dtypes: {}, exact: true };
}

/** All arrays have one length; what is no array is a number at each call. */
function bind(program: MapProgram, call: CallLayout): MapProgram {
  const { source, at, captures } = program;
  if (!call.arrays[outputOf(program)]) decline("CALL_ARGUMENT_KIND", source, at, outputOf(program), "an array");
  const length = lengthOf(program, call);
  const names = new Map<string, Expression>();
  for (const name of captures)
    names.set(name, constant(at, call.constants[name] ?? decline("CALL_CAPTURE", source, at, name)));
  const parameters = program.parameters.map((parameter) => {
    const { name } = parameter;
    if (!call.arrays[name]) return { ...parameter, kind: "scalar" } as const;
    const got = sizeOf(call.arrays[name].shape);
    if (got !== length) decline("CALL_ELEMENTWISE", source, at, name, got, length);
    names.set(name, { kind: "load", at, type: "number", array: name, offset: [0] });
    return parameter;
  });
  const body = specialisePlain(program.body, names, source);
  const dtypes = Object.fromEntries(Object.entries(call.arrays).map(([name, { dtype }]) => [name, dtype]));
  return { ...program, parameters, body, dtypes };
}

export const map: Specializer<MapProgram> = {
  name: "map",
  recognise,
  print: ({ name, body }) => [`map ${name}`, ...printBody(body)].join("\n  "),
  structural: ({ captures }) => captures,
  bind,
  passes: passesOver<MapProgram>(
    (program) => [boundOf(program).body],
    (program, run) => {
      const body = run(boundOf(program).body);
      return body === program.body ? program : { ...program, body };
    },
    ({ dtypes }) => dtypes,
  ),
  interpret(program, call, { arrays, scalars }) {
    const [run, values] = [interpretBody(boundOf(program).body), new Map(Object.entries(scalars))];
    for (let i = 0; i < lengthOf(program, call); i++) {
      const load = (array: string) => arrays[array]![i]!;
      const store = (array: string, value: number) => arrays[array]!.fill(value, i, i + 1);
      run({ values: values as Map<string, number | boolean>, tables: {}, load, store });
    }
  },
  errorBound: (program, call, data, roundoff) => flatErrorBound(boundOf(program), call, data, roundoff),
  runOriginal: (original, args) => {
    const [out, inputs] = [args.at(-1) as number[], args.slice(0, -1) as (number | number[])[]];
    for (let i = 0; i < out.length; i++)
      out[i] = original(...inputs.map((each) => (typeof each === "number" ? each : each[i]))) as number;
  },
  runsAsScalar: (args) => args.every((arg) => typeof arg === "number"),
  methods: { map: mapped },
  checkLayouts: (_, call) => flatLayouts(call),
  variants: (program, call, machine, exact) =>
    flatVariants(boundOf(program), call, machine, map.cost(program, call), exact),
  lower: (program, call, config) =>
    lowerFlat("map/elementwise", boundOf(program), call, lengthOf(program, call), config),
  cost: (program, call) => flatCost(boundOf(program), call, lengthOf(program, call)),
};
