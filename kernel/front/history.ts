// The persistent history: one file of JSON lines for each kernel that ran, so that several never write the same one.
// The file's name is the session's number; making it exclusively is what claims the number.
import { type FileHandle, mkdir, open, readdir, readFile, unlink } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";

export interface Entry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  /** text/plain of the cell's result. */
  readonly output: string | undefined;
}

export interface History {
  /** Resolves when the cell is in the file, after a moment. Leaves out cells of more than a million characters. */
  store(line: number, input: string, output: string | undefined): Promise<void>;
  /** The newest n, oldest first. */
  tail(n: number): Promise<Entry[]>;
  /** Lines start <= line < stop; session 0 is this one, -1 the one before, and so on. */
  range(session: number, start: number, stop: number): Promise<Entry[]>;
  /** The newest n whose input matches a glob (*, ?, [abc]); `unique`: each input once, where it was last. */
  search(pattern: string, n: number, unique: boolean): Promise<Entry[]>;
  /** Waits for what is being stored. */
  close(): Promise<void>;
}

/** Cells of so short a time are written together: each writing costs as much as a good part of a short cell. */
const SOON = 200; // ms
const SESSIONS_KEPT = 1000;
/** Cells longer than this, in characters, are data that nobody recalls; each question would read them all. */
const LONGEST = 1_000_000;
const NAME = /^(\d+)\.jsonl$/;

export function historyFolder(env: NodeJS.ProcessEnv = process.env): string {
  const data =
    env.JUPYTER_DATA_DIR ||
    (process.platform === "darwin"
      ? path.join(homedir(), "Library", "Jupyter")
      : path.join(env.XDG_DATA_HOME || path.join(homedir(), ".local", "share"), "jupyter"));
  return path.join(data, "taipan", "history");
}

export function openHistory(folder: string): History {
  let own: number | undefined; // claimed with the first cell, so that a kernel that runs none leaves no file
  let ownFile: FileHandle | undefined;
  const file = (session: number): string => path.join(folder, `${session}.jsonl`);

  const sessions = async (): Promise<number[]> => {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  };

  const claim = async (): Promise<number> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const known = await sessions();
    for (let session = (known.at(-1) ?? 0) + 1; ; session++) {
      try {
        ownFile = await open(file(session), "ax", 0o600);
        for (const old of known.slice(0, -SESSIONS_KEPT)) await unlink(file(old)).catch(() => {});
        return session;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  };

  const read = async (session: number): Promise<Entry[]> => {
    const text = await readFile(file(session), "utf8").catch(() => ""); // pruned meanwhile by another kernel
    return text.split("\n").flatMap((json) => parseEntry(session, json));
  };

  /** Entries from the newest session back, each session's oldest first, until `enough` of them satisfies. */
  const newest = async (n: number, select: (entries: Entry[]) => Entry[]): Promise<Entry[]> => {
    let found: Entry[] = [];
    for (const session of (await sessions()).reverse()) {
      if (found.length >= n) break;
      found = select([...(await read(session)), ...found]);
    }
    return n === 0 ? [] : found.slice(-n);
  };

  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other: a claim happens once, lines keep their order, a question sees what was stored before. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = queue.then(task);
    queue = result.catch(() => {});
    return result;
  };

  const lines: string[] = []; // that are still to be written
  let written: Promise<void> | undefined;
  let write = (): void => {};
  const writeSoon = (): Promise<void> =>
    new Promise((resolve, reject) => {
      write = () => {
        clearTimeout(timer);
        write = () => {};
        written = undefined;
        const text = lines.splice(0).join("");
        inTurn(async () => {
          own ??= await claim();
          await ownFile?.appendFile(text);
        }).then(resolve, reject);
      };
      const timer = setTimeout(() => write(), SOON);
    });
  const asked = <T>(question: () => Promise<T>): Promise<T> => {
    write();
    return inTurn(question);
  };

  return {
    store(line, input, output) {
      if (input.length > LONGEST) return Promise.resolve();
      lines.push(`${JSON.stringify({ line, input, output })}\n`);
      written ??= writeSoon();
      return written;
    },
    tail: (n) => asked(() => newest(n, (entries) => entries)),
    range: (session, start, stop) =>
      asked(async () => {
        const known = await sessions();
        const current = own ?? (known.at(-1) ?? 0) + 1;
        const wanted = session > 0 ? session : session === 0 ? current : known.filter((s) => s < current).at(session);
        if (wanted === undefined) return [];
        return (await read(wanted)).filter(({ line }) => line >= start && line < stop);
      }),
    close: () =>
      asked(async () => {
        await ownFile?.close();
        ownFile = undefined;
      }),
    search: (pattern, n, unique) =>
      asked(() => {
        const matches = globToRegExp(pattern);
        return newest(n, (entries) => {
          const matching = entries.filter(({ input }) => matches.test(input));
          return unique ? [...new Map(matching.map((entry) => [entry.input, entry])).values()].sort(byAge) : matching;
        });
      }),
  };
}

const byAge = (a: Entry, b: Entry): number => a.session - b.session || a.line - b.line;

function parseEntry(session: number, json: string): Entry[] {
  if (json === "") return [];
  try {
    const { line, input, output } = JSON.parse(json) as Record<string, unknown>;
    if (typeof line !== "number" || typeof input !== "string") return [];
    return [{ session, line, input, output: typeof output === "string" ? output : undefined }];
  } catch {
    return []; // a line cut short by a crash
  }
}

/** A shell's glob over the whole text, newlines included. */
export function globToRegExp(glob: string): RegExp {
  let source = "";
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    const close = char === "[" ? glob.indexOf("]", i + 2) : -1;
    if (char === "*") source += "[^]*";
    else if (char === "?") source += "[^]";
    else if (close > 0) {
      const set = glob.slice(i + 1, close).replace(/[\\\]^]/g, "\\$&");
      source += `[${set.startsWith("!") ? `^${set.slice(1)}` : set}]`;
      i = close;
    } else source += char.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
  return new RegExp(`^${source}$`);
}
