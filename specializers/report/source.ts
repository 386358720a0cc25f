// Lines of TypeScript and of the generated source, tied together by chips with the line's number in the cell.
import type { SourceText } from "../ir/span.ts";
import type { ReportModel } from "./model.ts";
import { lineColours } from "./style.ts";

const LANGUAGES = { c: "C", cuda: "CUDA", js: "JavaScript" } as const;

export interface SourceLine {
  /** Number in the cell; empty where a generated line comes from none. */
  readonly number: string;
  /** Background of the chip; empty: nothing was generated from this line. */
  readonly colour: string;
  readonly text: string;
}

export interface SourceToSource {
  readonly typescript: readonly SourceLine[];
  readonly generated: readonly SourceLine[];
  readonly language: string;
  /** The TypeScript is too wide to stand beside anything: it stands above. */
  readonly stacked: boolean;
}

/** Unmapped lines between mapped ones are kept up to this many: scaffolding would else bury the loops. */
const context = 4;
/** Characters that fit beside the generated source in an output area. */
const narrow = 46;

export function sourceToSource(
  source: SourceText,
  generated: ReportModel["generated"],
  most = Number.POSITIVE_INFINITY,
): SourceToSource | undefined {
  if (!generated) return undefined;
  const cellLineOf = new Map(generated.cellLines);
  const used = [...new Set(cellLineOf.values())].sort((a, b) => a - b);
  const colourOf = new Map(used.map((line, i) => [line, lineColours[i % lineColours.length]!]));
  const typescript = typescriptLines(source, colourOf);
  return {
    typescript,
    generated: folded(
      trimEnd(generated.source).map((text, i) => {
        const line = cellLineOf.get(i + 1);
        return {
          number: line === undefined ? "" : String(line),
          colour: line === undefined ? "" : colourOf.get(line)!,
          text,
        };
      }),
      most,
    ),
    language: LANGUAGES[generated.language],
    stacked: typescript.some((line) => line.text.length > narrow),
  };
}

export function typescriptLines(source: SourceText, colourOf: ReadonlyMap<number, string> = new Map()): SourceLine[] {
  return trimEnd(source.text).map((text, i) => {
    const line = source.firstLine + i;
    return { number: String(line), colour: colourOf.get(line) ?? "", text };
  });
}

const trimEnd = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());

/** The mapped lines with a little around them; longer runs become one line that counts them. */
function folded(lines: readonly SourceLine[], most: number): SourceLine[] {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context / 2), i + context / 2 + 1).some((line) => line.number !== ""),
  );
  if (!near.includes(true)) return [...lines];
  const out: SourceLine[] = [];
  for (let i = 0; i < lines.length; ) {
    let end = i;
    while (end < lines.length && !near[end]) end++;
    if (end - i > 1) {
      out.push({ number: "", colour: "", text: `⋯ ${end - i} lines` });
      i = end;
    } else out.push(lines[i++]!);
  }
  if (out.length <= most) return out;
  return [...out.slice(0, most), { number: "", colour: "", text: `⋯ ${out.length - most} more lines` }];
}
