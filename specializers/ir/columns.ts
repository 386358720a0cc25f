// Values that are made of one column's elements and wanted at several points of a row: computed once for each column and
// kept, they are the same bits that each point would compute for itself.
import type { DType } from "./dtype.ts";
import type { Expression, Statement } from "./expressions.ts";
import { freshName } from "./names.ts";
import {
  mapOperands,
  mapStatement,
  namesIn,
  rewrite,
  storedArrays,
  structuralKey,
  visitBody,
  visitExpression,
} from "./rewrite.ts";

export interface Columns {
  /** What is kept of a column: its value at the point itself. */
  readonly values: readonly { readonly name: string; readonly value: Expression }[];
  /** The statements with loads of what is kept, by those names, displaced along the last axis. */
  readonly body: readonly Statement[];
  /** How far along the last axis kept values are read. */
  readonly reach: number;
}

/** So many loads make a value worth a store and a load. */
const leastLoads = 4;

interface Found {
  readonly value: Expression;
  readonly places: Set<number>;
}

/** Undefined where no value is wanted at two points of a row. `dtype`: of the arrays whose elements need no conversion. */
export function columnsOf(
  body: readonly Statement[],
  dtypeOf: (array: string) => DType,
  dtype: DType,
): Columns | undefined {
  const written = storedArrays(body);
  const found = new Map<string, Found>();
  /** Where on the row the value's column is, if it is made of one column. */
  const placeOf = (node: Expression): number | undefined => {
    const loads = new Map<string, number>();
    let steady = true;
    visitExpression(node, (e) => {
      if (e.kind === "load" && dtypeOf(e.array) === dtype && !written.has(e.array))
        loads.set(`${e.array} ${e.offset}`, e.offset.at(-1)!);
      else if (e.kind === "load" || e.kind === "name" || e.kind === "lookup") steady = false;
    });
    const places = new Set(loads.values());
    return steady && node.type === "number" && loads.size >= leastLoads && places.size === 1
      ? [...places][0]
      : undefined;
  };
  const collect = (node: Expression): Expression => {
    const place = placeOf(node);
    if (place === undefined) return mapOperands(node, collect);
    const value = moved(node, -place);
    const key = structuralKey(value);
    const known = found.get(key) ?? { value, places: new Set<number>() };
    known.places.add(place);
    found.set(key, known);
    return node;
  };
  everywhere(body, collect);
  const slid = [...found.values()].filter(({ places }) => places.size > 1);
  if (slid.length === 0) return undefined;
  const shared = new Set(slid.flatMap(({ value }) => loadsIn(value)));
  const kept = [...found].filter(
    ([, { value, places }]) => places.size > 1 || loadsIn(value).every((load) => shared.has(load)),
  );
  const taken = new Set([...namesIn(body), ...written]);
  visitBody(body, { expression: (node) => void (node.kind === "load" && taken.add(node.array)) });
  const names = new Map(kept.map(([key]) => [key, freshName("column", taken)]));
  const replace = (node: Expression): Expression => {
    const place = placeOf(node);
    if (place === undefined) return mapOperands(node, replace);
    const name = names.get(structuralKey(moved(node, -place)));
    if (name === undefined) return node;
    let rank = 1;
    visitExpression(node, (e) => {
      if (e.kind === "load") rank = e.offset.length;
    });
    const offset = [...new Array<number>(rank - 1).fill(0), place];
    return { kind: "load", at: node.at, type: "number", array: name, offset };
  };
  return {
    values: kept.map(([key, { value }]) => ({ name: names.get(key)!, value })),
    body: everywhere(body, replace),
    reach: Math.max(...kept.flatMap(([, { places }]) => [...places].map(Math.abs))),
  };
}

const everywhere = (body: readonly Statement[], change: (value: Expression) => Expression): readonly Statement[] =>
  body.map((statement) => mapStatement(statement, change, (list) => everywhere(list, change)));

/** The value some points further along the last axis. */
const moved = (value: Expression, by: number): Expression =>
  rewrite(value, (node) =>
    node.kind === "load" ? { ...node, offset: [...node.offset.slice(0, -1), node.offset.at(-1)! + by] } : node,
  );

function loadsIn(value: Expression): readonly string[] {
  const loads: string[] = [];
  visitExpression(value, (node) => {
    if (node.kind === "load") loads.push(`${node.array} ${node.offset}`);
  });
  return loads;
}
