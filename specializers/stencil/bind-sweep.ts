// One sweep for a call's layouts: reads become loads at constant offsets, checked against boundaries and dependences.
import { constant } from "../ir/construct.ts";
import type { Expression } from "../ir/expressions.ts";
import { visitBody } from "../ir/rewrite.ts";
import { constantNumber, type Specialisation, specialisationBudget, specialiseBody } from "../ir/specialise.ts";
import { assignedIn } from "../ir/symbolic.ts";
import type { ArrayLayout, CallLayout } from "../specializer.ts";
import { decline } from "../syntax/messages.ts";
import { bindDomain, leaves, meetsItself } from "./bind-domain.ts";
import { defaultNeighborhoods } from "./neighborhoods.ts";
import type {
  Box,
  Dependence,
  NeighborLoop,
  Read,
  Sweep,
  SymbolicLeaf,
  SymbolicProgram,
  SymbolicStatement,
  SymbolicSweep,
} from "./program.ts";
import { structuralPlaces, visitStatements, visitSymbolic } from "./recognise-structural.ts";
import type { Ties } from "./ties.ts";

/** A point by its displacement from the sweep's, and the grid whose boundary rule led to it. */
interface Place {
  readonly offset: readonly number[];
  readonly grid: string | undefined;
}

interface Context extends Specialisation<SymbolicLeaf, NeighborLoop> {
  readonly call: CallLayout;
  readonly extents: readonly number[];
  readonly points: Map<string, Place>;
  readonly domain: () => Box;
  /** Of loops over flat arrays. */
  readonly nest: boolean;
}

export function bindSweep(
  program: SymbolicProgram,
  sweep: SymbolicSweep,
  call: CallLayout,
  constants: ReadonlyMap<string, Expression>,
  ties: Ties["scalars"],
): Sweep {
  const { source } = program;
  const extents = call.arrays[sweep.over]!.shape;
  const names = new Map(constants);
  let domain: Box | undefined;
  const context: Context = {
    source,
    call,
    nest: program.rows !== undefined,
    extents,
    names,
    taken: new Set([
      ...[...program.parameters, ...(program.totals?.reductions ?? [])].map(({ name }) => name),
      ...program.captures,
    ]),
    assigned: assignedIn(sweep.body),
    points: new Map([["", { offset: extents.map(() => 0), grid: undefined }]]),
    budget: specialisationBudget,
    // bounds may use constant locals of the prologue: evaluated once those are known
    domain: () => (domain ??= bindDomain(sweep, extents, names, ties, source)),
    mustUnroll: (loop) => shapesCode(loop.variable, loop.body),
    leaf: (leaf) => (leaf.kind === "length" ? length(leaf, context) : read(leaf, context)),
    loop: (loop, body) => neighbors(loop, context, body),
  };
  const body = specialiseBody(sweep.body, context);
  const bound: Sweep = { kind: "sweep", at: sweep.at, over: sweep.over, domain: context.domain(), body };
  const dependences = dependencesOf(bound, context);
  const [first] = dependences;
  if (first && sweep.reordered) decline("CALL_LOOP_ORDER", source, first.at, first.array, first.offset);
  return dependences.length > 0 ? { ...bound, dependences } : bound;
}

/** Whether offsets, ids or bounds in `body` are computed from `variable`. */
function shapesCode(variable: string, body: readonly SymbolicStatement[]): boolean {
  const dependent = new Set([variable]);
  const mentions = (node: Parameters<typeof visitSymbolic>[0]) => {
    let found = false;
    visitSymbolic(node, (each) => {
      if (each.kind === "name" && dependent.has(each.name)) found = true;
    });
    return found;
  };
  for (let before = 0; before !== dependent.size; ) {
    before = dependent.size;
    visitStatements(body, {
      statement: (node) => void (node.kind === "let" && mentions(node.value) && dependent.add(node.name)),
    });
  }
  return structuralPlaces(body).some(mentions);
}

function length(leaf: Extract<SymbolicLeaf, { kind: "length" }>, { call, source }: Context): Expression {
  const { shape } = call.arrays[leaf.array]!;
  const extent = shape[leaf.axis];
  return extent === undefined ? decline("STENCIL_SHAPE", source, leaf.at) : constant(leaf.at, extent);
}

function read(leaf: Read, context: Context): Expression {
  const { at, array } = leaf;
  const { source, call, extents } = context;
  const point = context.points.get(leaf.point)!;
  const { boundary } = call.arrays[array]!;
  let offset = point.offset;
  if (leaf.offset) {
    const by = leaf.offset.map((each) => constantNumber(each, context, "This offset", true));
    if (by.length !== extents.length) return decline("CALL_RANK", source, at, array, by.length, extents.length);
    offset = displace(point, by, leaf.at, array, context);
  } else if (point.grid !== undefined && point.grid !== array && leaves(context.domain(), offset, extents)) {
    if (call.arrays[point.grid]!.boundary !== boundary)
      return decline("CALL_NEIGHBOR_BOUNDARY", source, at, array, point.grid);
  }
  if (leaves(context.domain(), offset, extents)) {
    if (boundary === "none")
      decline(context.nest ? "CALL_SUBSCRIPT" : "CALL_OUTSIDE", source, at, array, offset, reachOf(offset));
    if (offset.some((by, axis) => Math.abs(by) > extents[axis]!))
      decline("CALL_SMALL", source, at, array, extents, offset);
  }
  return { kind: "load", at, type: "number", array, offset };
}

const reachOf = (offset: readonly number[]) => Math.max(...offset.map(Math.abs));

/** Displacing a neighbour adds up, unless a boundary rule had moved it. */
function displace(
  point: Place,
  by: readonly number[],
  at: { readonly start: number; readonly end: number },
  array: string | undefined,
  { call, extents, source, domain }: Context,
): readonly number[] {
  const offset = point.offset.map((start, axis) => start + by[axis]!);
  if (point.grid === undefined || by.every((each) => each === 0) || !leaves(domain(), point.offset, extents))
    return offset;
  const rules = [point.grid, array ?? point.grid].map((name) => call.arrays[name]!.boundary);
  return rules.every((rule) => rule === "wrap") ? offset : decline("CALL_NEIGHBOR_CHAIN", source, at, point.grid);
}

function neighbors(
  loop: NeighborLoop,
  context: Context,
  body: (list: NeighborLoop["body"]) => ReturnType<typeof specialiseBody>,
): ReturnType<typeof specialiseBody> {
  const { call, extents, source, points } = context;
  const layout: ArrayLayout = call.arrays[loop.grid]!;
  const neighborhoods = layout.neighborhoods ?? defaultNeighborhoods(extents.length);
  const id = constantNumber(loop.id, context, "The neighbourhood", true);
  const offsets = neighborhoods[id];
  if (!offsets) return decline("CALL_NEIGHBORHOOD", source, loop.at, loop.grid, id, neighborhoods.length - 1);
  const centre = points.get(loop.point)!;
  const fixed = typeof layout.boundary === "number" || layout.boundary === "none";
  return offsets.flatMap((by) => {
    if (by.length !== extents.length)
      return decline("CALL_RANK", source, loop.at, loop.grid, by.length, extents.length);
    const offset = displace(centre, by, loop.at, loop.grid, context);
    if (fixed && leaves(context.domain(), offset, extents))
      decline("CALL_NEIGHBOR_OUTSIDE", source, loop.at, loop.grid, offset, reachOf(offset));
    points.set(loop.name, { offset, grid: loop.grid });
    return body(loop.body);
  });
}

/** Where points read what others write. */
function dependencesOf({ domain, body }: Sweep, { call, extents }: Context): readonly Dependence[] {
  const found: Dependence[] = [];
  const written = new Set<string>();
  visitBody(body, { statement: (node) => void (node.kind === "store" && written.add(node.array)) });
  visitBody(body, {
    expression(node) {
      if (node.kind !== "load" || !written.has(node.array)) return;
      if (meetsItself(domain, node.offset, extents, call.arrays[node.array]!.boundary))
        found.push({ at: node.at, array: node.array, offset: node.offset });
    },
  });
  return found;
}
