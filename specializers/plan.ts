// A plan: what the compiler knows of one function called with one layout, before any variant is chosen.
import { digest } from "./cache/key.ts";
import { bytesOf } from "./ir/dtype.ts";
import type { PassRecord } from "./report/model.ts";
import type {
  CallLayout,
  Config,
  Cost,
  DomainProgram,
  MachineFacts,
  Specializer,
  VariantSpace,
} from "./specializer.ts";
import type { FunctionSource } from "./syntax/function-source.ts";
import { decline } from "./syntax/messages.ts";

/** Where a domain AST came from that a library call made: there is no function of the user's. */
export interface CallSource extends Pick<FunctionSource, "name" | "source" | "at"> {
  readonly kind: "call";
}

/** A marked function that a specializer understood, or a library call that made its own domain AST. */
export interface Recognised<D extends DomainProgram = DomainProgram> {
  readonly specializer: Specializer<D>;
  readonly source: FunctionSource | CallSource;
  /** The domain AST, symbolic: no layout is known yet. */
  readonly program: D;
}

export interface PlanOptions {
  readonly exact: boolean;
  /** Targets to choose from; undefined: all. */
  readonly targets: readonly string[] | undefined;
}

export interface Plan<D extends DomainProgram = DomainProgram> extends Recognised<D> {
  readonly call: CallLayout;
  /** What records of this plan go by: the program without its positions, its layouts, the options that change results. */
  readonly key: string;
  /** As recognised: what the interpreter reads for a layout of its own. */
  readonly recognisedProgram: D;
  readonly options: PlanOptions;
  /** After all passes. */
  readonly program: D;
  readonly passes: readonly PassRecord[];
  readonly space: VariantSpace;
  /** The js target's config, unless JavaScript was not asked for. */
  readonly javascript: Config | undefined;
  readonly cost: Cost;
}

/** Binds the symbolic program to a layout and runs the platform-independent passes. */
export function bindAndPass<D extends DomainProgram>(
  { specializer, program }: Recognised<D>,
  call: CallLayout,
  exact: boolean,
): { readonly program: D; readonly passes: readonly PassRecord[] } {
  let current = specializer.bind(program, call);
  const show = (shown: D) => specializer.print?.(shown) ?? JSON.stringify(shown, null, 2);
  const passes = specializer.passes
    .filter((pass) => pass.exact || !exact)
    .map((pass): PassRecord => {
      const before = current;
      current = pass.run(before);
      return {
        name: pass.name,
        exact: pass.exact,
        does: pass.does,
        changed: show(before) !== show(current),
        notDone: pass.notDone?.(current) ?? [],
        after: show(current),
      };
    });
  return { program: current, passes };
}

/**
 * @throws DiagnosticError for a call that can't be; CALL_TARGETS when no target that was asked for can run it.
 */
export function makePlan<D extends DomainProgram>(
  recognised: Recognised<D>,
  given: CallLayout,
  machine: MachineFacts,
  options: PlanOptions,
): Plan<D> {
  const { specializer } = recognised;
  const call = specializer.view?.(recognised.program, given) ?? given;
  const { program, passes } = bindAndPass(recognised, call, options.exact);
  const space = restrictTargets(specializer.variants(program, call, machine, options.exact), options.targets);
  const nothing = options.targets && space.illegal(space.default);
  if (options.targets && nothing !== undefined) {
    const { source, at } = recognised.source;
    decline("CALL_TARGETS", source, at, options.targets.join(", "), whyNone(space, options.targets));
  }
  return {
    ...recognised,
    call,
    key: planKey(recognised as unknown as Recognised, call, options),
    options,
    recognisedProgram: recognised.program,
    program,
    passes,
    space,
    javascript: space.seeds.find(({ target }) => target === "js"),
    cost: specializer.cost(program, call),
  };
}

/** A specializer that a cell registers anew under its old name has other functions: their text is part of the key. */
function planKey({ specializer, program }: Recognised, call: CallLayout, options: PlanOptions): string {
  const withoutPositions = (key: string, value: unknown) => (key === "at" || key === "source" ? undefined : value);
  const functions = [...Object.values(specializer), ...specializer.passes.map(({ run }) => run)].map(String);
  return digest(JSON.stringify([specializer.name, functions, program, call, options.exact], withoutPositions));
}

/** The space with only the wanted targets legal. */
function restrictTargets(space: VariantSpace, targets: readonly string[] | undefined): VariantSpace {
  if (!targets) return space;
  const illegal: VariantSpace["illegal"] = (config) =>
    targets.includes(String(config.target)) ? space.illegal(config) : `target ${config.target} was not asked for`;
  const seeds = space.seeds.filter((config) => illegal(config) === undefined);
  return {
    ...space,
    illegal,
    seeds,
    default: illegal(space.default) === undefined ? space.default : (seeds[0] ?? space.default),
  };
}

/** Why the first of the targets can't run, with the last compiler that there is. */
function whyNone({ axes, illegal, default: chosen }: VariantSpace, [target = ""]: readonly string[]): string {
  const compiler = axes.find(({ name }) => name === "compiler")?.values.at(-1);
  return illegal({ ...chosen, target, ...(compiler === undefined ? {} : { compiler }) }) ?? `${target} has no variant`;
}

/** Bytes that the arrays of a call take. */
export const arrayBytes = (call: CallLayout): number =>
  Object.values(call.arrays).reduce(
    (sum, { dtype, shape }) => sum + bytesOf[dtype] * shape.reduce((a, b) => a * b, 1),
    0,
  );
