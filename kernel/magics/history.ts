// %history: the cells that ran.
import type { HistoryEntry, HistoryQuery } from "./history-query.ts";
import type { Magic, MagicCall } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeInside } from "./place.ts";

/** `3`, `2-5`, `4-`, `~1/` (all of the session before), `~2/3-4`. */
const RANGE = /^(?:~(\d+)\/)?(?:(\d+)(?:(-)(\d*))?)?$/;

export const history: Magic = {
  name: "history",
  cell: false,
  line: true,
  usage: "[-n] [-l N] [-g pattern] [from-to | ~session/from-to]",
  summary:
    "prints the cells of this session, with -n their numbers; -l: the last N, -g: those of all sessions that match",
  async run({ call, history: find, print }) {
    const { query, numbers } = read(call);
    const entries = await find(query);
    const label = ({ session, line }: HistoryEntry): string =>
      query.kind === "range" ? `${line}` : `${session}/${line}`;
    const text = entries.map((entry) =>
      numbers
        ? `${label(entry)}: ${entry.input.replace(/\n/g, `\n${" ".repeat(label(entry).length + 2)}`)}`
        : entry.input,
    );
    print(text.length === 0 ? "no cells\n" : `${text.join("\n")}\n`);
  },
};

function read(call: MagicCall): { readonly query: HistoryQuery; readonly numbers: boolean } {
  const fail = (message: string, at: number, length: number): never => {
    throw new MagicError(message, placeInside(call, at, length));
  };
  let query: HistoryQuery = { kind: "range", session: 0, start: 1, stop: Number.MAX_SAFE_INTEGER };
  let numbers = false;
  const words = [...call.argumentText.matchAll(/\S+/g)];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const { 0: text, index } = word;
    if (text === "-n") numbers = true;
    else if (text === "-l") {
      const count = words.shift();
      if (!/^[1-9]\d*$/.test(count?.[0] ?? "")) fail("-l needs a whole number above 0", index, text.length);
      query = { kind: "tail", count: Number(count?.[0]) };
    } else if (text === "-g") {
      const pattern = call.argumentText.slice(index + text.length).trim();
      if (pattern === "") fail("-g needs a pattern, as in %history -g import", index, text.length);
      return { query: { kind: "search", pattern: `*${pattern}*` }, numbers: true };
    } else {
      const range = RANGE.exec(text);
      if (range === null) return fail(`a range is as 3, 2-5, 4- or ~1/2-5, not "${text}"`, index, text.length);
      const [, session = "0", from, through, to = ""] = range;
      const start = from === undefined ? 1 : Number(from);
      const end =
        from === undefined || (through !== undefined && to === "") ? Number.MAX_SAFE_INTEGER : Number(to || from) + 1;
      query = { kind: "range", session: -Number(session), start, stop: end };
    }
  }
  return { query, numbers };
}
