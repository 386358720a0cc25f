// The box of points that a sweep iterates, in numbers, and where its reads lead.
import { resolveIndex } from "../ir/boundary.ts";
import type { Boundary } from "../ir/dtype.ts";
import type { Expression } from "../ir/expressions.ts";
import { foldNode } from "../ir/fold.ts";
import type { SourceText } from "../ir/span.ts";
import { decline } from "../syntax/messages.ts";
import type { Box, Edge, SymbolicExpression, SymbolicSweep } from "./program.ts";

/** What an edge's names stand for. */
export interface EdgeNames {
  readonly names: ReadonlyMap<string, Expression>;
  readonly locals: ReadonlyMap<string, SymbolicExpression>;
  /** Scalars that move with an axis: by how much the axis is longer. */
  readonly ties: ReadonlyMap<string, ReadonlyMap<number, number>> | undefined;
}

/** @throws DiagnosticError for a box that is none, or leaves the grid */
export function bindDomain(
  { domain, prologue }: SymbolicSweep,
  extents: readonly number[],
  names: ReadonlyMap<string, Expression>,
  ties: EdgeNames["ties"],
  source: SourceText,
): Box {
  const locals = new Map(prologue.flatMap((each) => (each.kind === "let" ? [[each.name, each.value] as const] : [])));
  const affine = (node: SymbolicExpression, axis: number) => evaluateEdge(node, axis, { names, locals, ties }, source);
  const whole = (node: SymbolicExpression, what: string) => {
    const { scale, offset } = affine(node, -1);
    if (scale !== 0) return decline("STENCIL_DOMAIN", source, node.at);
    return Number.isSafeInteger(offset) ? offset : decline("CALL_WHOLE", source, node.at, what, offset);
  };
  if (domain.kind === "interior") {
    const radius = whole(domain.radius, "The radius of the interior");
    if (radius < 0) decline("CALL_WHOLE", source, domain.at, "The radius of the interior", radius);
    return box(
      extents,
      extents.map(() => ({ anchor: "start", offset: radius })),
      extents.map(() => ({ anchor: "end", offset: -radius })),
      extents.map(() => 1),
    );
  }
  for (const list of [domain.from, domain.to, domain.step])
    if (list && list.length !== extents.length) decline("STENCIL_DOMAIN", source, domain.at);
  const edges = (list: readonly SymbolicExpression[] | undefined, otherwise: Edge): readonly Edge[] =>
    extents.map((_, axis) => {
      const node = list?.[axis];
      if (!node) return otherwise;
      const { scale, offset } = affine(node, axis);
      if (scale !== 0 && scale !== 1) return decline("STENCIL_DOMAIN", source, node.at);
      if (!Number.isSafeInteger(offset)) return decline("CALL_WHOLE", source, node.at, "This bound", offset);
      return { anchor: scale === 1 ? "end" : "start", offset };
    });
  const from = edges(domain.from, { anchor: "start", offset: 0 });
  const to = edges(domain.to, { anchor: "end", offset: 0 });
  const step = extents.map((_, axis) => (domain.step ? whole(domain.step[axis]!, "This step") : 1));
  const [low, high] = [
    from.map((edge, axis) => placeOf(edge, extents[axis]!)),
    to.map((edge, axis) => placeOf(edge, extents[axis]!)),
  ];
  if (low.some((at) => at < 0) || high.some((at, axis) => at > extents[axis]!) || step.some((by) => by < 1))
    decline("CALL_DOMAIN", source, domain.at, low, high, extents);
  return box(extents, from, to, step);
}

const placeOf = ({ anchor, offset }: Edge, extent: number) => (anchor === "start" ? offset : extent + offset);

function box(extents: readonly number[], from: readonly Edge[], to: readonly Edge[], step: readonly number[]): Box {
  const clipped = (edge: Edge, axis: number) => Math.min(Math.max(placeOf(edge, extents[axis]!), 0), extents[axis]!);
  const low = from.map(clipped);
  const inward = ({ anchor, offset }: Edge): Edge => ({
    anchor,
    offset: anchor === "start" ? Math.max(offset, 0) : Math.min(offset, 0) + 0,
  });
  return {
    from: low,
    to: to.map((edge, axis) => Math.max(clipped(edge, axis), low[axis]!)),
    step,
    fromEdges: from.map(inward),
    toEdges: to.map(inward),
  };
}

export const isEmpty = ({ from, to }: Box): boolean => from.some((start, axis) => start >= to[axis]!);

/** scale × extent of `axis` + offset */
interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** @throws DiagnosticError STENCIL_DOMAIN for what is neither a number nor an extent plus one */
export function evaluateEdge(node: SymbolicExpression, axis: number, known: EdgeNames, source: SourceText): Affine {
  const { names, locals, ties } = known;
  const again = (operand: SymbolicExpression) => evaluateEdge(operand, axis, known, source);
  const unknown = () => decline("STENCIL_DOMAIN", source, node.at);
  const constantOf = (operand: SymbolicExpression): Expression => {
    const { scale, offset } = again(operand);
    return scale === 0 ? { kind: "constant", at: operand.at, type: "number", value: offset } : unknown();
  };
  const folded = (made: Expression): Affine => {
    const value = foldNode(made);
    return value.kind === "constant" ? { scale: 0, offset: Number(value.value) } : unknown();
  };
  switch (node.kind) {
    case "constant":
      return { scale: 0, offset: Number(node.value) };
    case "length":
      return node.axis === axis ? { scale: 1, offset: 0 } : unknown();
    case "name": {
      const value = names.get(node.name);
      if (value?.kind === "constant") return { scale: 0, offset: Number(value.value) };
      const longer = ties?.get(node.name)?.get(axis);
      if (longer !== undefined) return { scale: 1, offset: -longer };
      const local = locals.get(node.name);
      return local ? again(local) : unknown();
    }
    case "unary": {
      if (node.operator === "+") return again(node.argument);
      if (node.operator !== "-") return folded({ ...node, argument: constantOf(node.argument) });
      const { scale, offset } = again(node.argument);
      return { scale: -scale, offset: -offset };
    }
    case "binary": {
      if (node.operator !== "+" && node.operator !== "-")
        return folded({ ...node, left: constantOf(node.left), right: constantOf(node.right) });
      const [left, right] = [again(node.left), again(node.right)];
      const sign = node.operator === "+" ? 1 : -1;
      return { scale: left.scale + sign * right.scale, offset: left.offset + sign * right.offset };
    }
    case "call":
      return folded({ ...node, args: node.args.map(constantOf) });
    default:
      return unknown();
  }
}

/** Last index iterated along an axis. */
const lastOf = ({ from, to, step }: Box, axis: number) =>
  from[axis]! + Math.floor((to[axis]! - 1 - from[axis]!) / step[axis]!) * step[axis]!;

/** Whether `offset` leads out of the grid from some point of the box. */
export function leaves(domain: Box, offset: readonly number[], extents: readonly number[]): boolean {
  if (isEmpty(domain)) return false;
  return offset.some((by, axis) => domain.from[axis]! + by < 0 || lastOf(domain, axis) + by >= extents[axis]!);
}

/** Whether some point of the box reads, at `offset`, another point of the box. */
export function meetsItself(
  domain: Box,
  offset: readonly number[],
  extents: readonly number[],
  boundary: Boundary,
): boolean {
  if (isEmpty(domain)) return false;
  let moved = false;
  for (const [axis, by] of offset.entries()) {
    let hit = false;
    const [from, step, last] = [domain.from[axis]!, domain.step[axis]!, lastOf(domain, axis)];
    for (let index = from; index <= last; index += step) {
      const place = resolveIndex(index + by, extents[axis]!, boundary);
      if (place < from || place > last || (place - from) % step !== 0) continue;
      hit = true;
      if (place !== index) moved = true;
    }
    if (!hit) return false;
  }
  return moved;
}
