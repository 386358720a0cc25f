// A TypeScript cell becomes one script whose top-level declarations are assignments to slots that outlive the cell.
//
//   const a: number = 1; a + 1     ->     (async(__cell)=>{"use strict";let __module;(a = 1); return [(a + 1)];
//                                         })
//
// So a name may be declared again as any kind (const, let, function, class), top-level await works, and the value of
// the last expression comes back in a one-element array (bare, a promise would be awaited by the async function).
// After SWC no line is added or removed, so its source map stays right line by line.
import type { Mark } from "../../../specializers/index.ts";
import { createEdits } from "./edits.ts";
import { generatedNames } from "./lowering.ts";
import { isObjectLiteral } from "./object-literal.ts";
import { createPositions, NO_SHIFTS, type Place, type Positions, type Shifts, strippedPositions } from "./positions.ts";
import { findReferences, type Reference } from "./references.ts";
import { rewrite, type Wrapper } from "./rewrite.ts";
import { constantSlot, RUNTIME, shadowSlot } from "./slot-names.ts";
import { offsets } from "./spans.ts";
import { toJavaScript } from "./swc.ts";
import { CellSyntaxError } from "./syntax-error.ts";

export interface TransformOptions {
  /** The script's file name. */
  readonly filename: string;
  /** Number of the cell's line on which the text begins. */
  readonly firstLine: number;
  /** True for a name of an earlier cell whose slot is kept off globalThis. */
  readonly isShadowed: (name: string) => boolean;
  /** True for a name whose slot would have to be kept off globalThis if this cell declared it. */
  readonly collides: (name: string) => boolean;
  /** True for a constant of an earlier cell. */
  readonly isConstant: (name: string) => boolean;
  readonly marks?: readonly Pick<Mark, "name" | "captures">[];
  /** It is JavaScript, and types in it are errors. */
  readonly plain?: boolean;
  /** What the text's lines have more than the cell's. */
  readonly shifts?: Shifts;
}

export interface TransformedCell {
  readonly script: string;
  /** Slots that must exist before the script runs. */
  readonly names: ReadonlySet<string>;
  readonly constants: ReadonlySet<string>;
  readonly positions: Positions;
}

/** @throws CellSyntaxError with its place in `source` */
export function transform(source: string, options: TransformOptions): TransformedCell {
  const isLiteral = isObjectLiteral(source);
  const text = isLiteral ? `(${source}\n)` : source;
  const { code, map, shifts, body } = toJavaScript(text, options.filename, options.plain);
  const edits = createEdits(code);
  const at = offsets(code);

  const ofStripped = strippedPositions({
    stripped: code,
    map,
    firstLine: options.firstLine,
    shift: isLiteral ? 1 : 0,
    merged: shifts,
    shifts: options.shifts ?? NO_SHIFTS,
  });

  const declared = new Set<string>();
  const isShadowed = (name: string): boolean =>
    options.isShadowed(name) || (declared.has(name) && options.collides(name));
  const slot = (name: string): string => (isShadowed(name) ? shadowSlot(name) : name);
  const marks = new Map((options.marks ?? []).map((mark) => [mark.name, wrapperOf(mark, slot)]));
  const rewritten = rewrite({
    body,
    edits,
    at,
    slot,
    isGenerated: generatedNames(source),
    assignsExports: /\bexport\s*=/.test(source),
    declared,
    wrapper: (name) => marks.get(name),
    repeated: (name, offset) => repeatedName(name, ofStripped(offset), options.firstLine),
  });

  const isConstant = (name: string): boolean =>
    rewritten.constants.has(name) || (options.isConstant(name) && !declared.has(name));
  const found = findReferences(body, (name) => isConstant(name) || isShadowed(name));
  for (const reference of found.references) {
    const text =
      reference.use === "assign" && isConstant(reference.name) ? constantSlot(reference.name) : slot(reference.name);
    if (text !== reference.name) edits.replace(at(reference.start), at(reference.end), inPlace(reference, text));
  }
  for (const { start, end } of found.imports) {
    edits.insert(at(start), `${RUNTIME}.load(`);
    edits.insert(at(end), `,${at(start)},${at(end) - at(start)})`);
  }
  for (const { start, end } of found.thises) edits.replace(at(start), at(end), "(void 0)");
  for (const { start, end } of found.metas) edits.replace(at(start), at(end), `${RUNTIME}.meta`);

  edits.prepend(`(async(${RUNTIME})=>{"use strict";let __module;`, 0);
  for (const { text, origin } of rewritten.prologue) edits.prepend(text, origin);
  const applied = edits.apply();
  const positions = createPositions(ofStripped, applied);
  return { script: `${applied.text}\n})`, names: declared, constants: rewritten.constants, positions };
}

/** Captures are read at each call; a name that doesn't exist (yet) reads as undefined. */
function wrapperOf({ name, captures }: Pick<Mark, "name" | "captures">, slot: (name: string) => string): Wrapper {
  const getter = (capture: string): string => {
    const text = slot(capture);
    return `${JSON.stringify(capture)}:()=>typeof ${text}==="undefined"?undefined:${text}`;
  };
  return { before: `${RUNTIME}.wrap(${JSON.stringify(name)},`, after: () => `,{${captures.map(getter).join(",")}})` };
}

function inPlace({ name, use, shorthand, called }: Reference, text: string): string {
  if (shorthand) return `${name}: ${text}`;
  return called && use === "read" ? `(0,${text})` : text;
}

function repeatedName(name: string, place: Place | undefined, firstLine: number): CellSyntaxError {
  const message = `Identifier '${name}' has already been declared in this cell`;
  if (place === undefined) return new CellSyntaxError(message, undefined);
  return new CellSyntaxError(message, { line: place.line - firstLine + 1, column: place.column, length: name.length });
}
