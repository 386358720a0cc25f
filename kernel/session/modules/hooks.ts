// Loader hooks, on Node's own thread for them: "taipan" from anywhere, TypeScript files beside the notebook, edited files
// loaded anew, and modules whose loading was interrupted or failed loaded anew.
import { readFile, stat } from "node:fs/promises";
import type { InitializeHook, LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type Stripped, stripTypes } from "../transform/swc.ts";
import { CellSyntaxError } from "../transform/syntax-error.ts";
import type { HelperSource } from "./helper-sources.ts";
import { EVALUATED, type Evaluated, FAILED, INTERRUPTED, SETTLED } from "./loader-words.ts";

export interface HooksData {
  /** Address of what `import "taipan"` gives, and of the package's folder. */
  readonly compiler: string;
  readonly root: string;
  /** Name of the global function that is told when the compiler has been loaded. */
  readonly announce: string;
  /** Takes the sources of TypeScript files, and gives what has been evaluated where something went wrong. */
  readonly port: MessagePort;
  readonly words: Int32Array;
}

let data: HooksData | undefined;
export const initialize: InitializeHook<HooksData> = (handed) => {
  data = handed;
};

/** Modules first loaded since the main thread last had nothing to load: an interrupt or an error leaves some half made. */
const fresh = new Set<string>();
/** What each of them imports. */
const imported = new Map<string, Set<string>>();
/** How often a module was interrupted or failed: its address changes with it, since V8 never finishes the old one. */
const attempts = new Map<string, number>();
let settled = 0;
let interrupted = 0;
let failed = 0;

function catchUp(): void {
  if (data === undefined) return;
  const nowSettled = Atomics.load(data.words, SETTLED);
  const nowInterrupted = Atomics.load(data.words, INTERRUPTED);
  const nowFailed = Atomics.load(data.words, FAILED);
  if (nowInterrupted !== interrupted || nowFailed !== failed) {
    for (const url of halfMade()) attempts.set(url, (attempts.get(url) ?? 0) + 1);
  }
  if (nowInterrupted !== interrupted || nowSettled !== settled || nowFailed !== failed) {
    fresh.clear();
    imported.clear();
  }
  settled = nowSettled;
  interrupted = nowInterrupted;
  failed = nowFailed;
}

/** The modules that were not evaluated, and those that import such a one: V8 gives them its error for good. */
function halfMade(): ReadonlySet<string> {
  const whole = new Set<string>();
  const files = new Set<string>();
  for (let told = data && receiveMessageOnPort(data.port); told; told = data && receiveMessageOnPort(data.port)) {
    const evaluated = told.message as Evaluated;
    for (const url of evaluated.modules) whole.add(url);
    for (const file of evaluated.files) files.add(file);
  }
  const half = new Set([...fresh].filter((url) => !whole.has(url) && !files.has(fileURLToPath(url))));
  // each that is added is looked at in turn
  for (const url of half) for (const [importer, urls] of imported) if (urls.has(url)) half.add(importer);
  return half;
}

const bare = (url: string): string => url.replace(/[?#].*$/, "");
/** Files of the user's own, which change while the session lives. */
const isOwn = (url: string): boolean =>
  url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(data?.root ?? "file:");

/** Which of the user's files a file imports. */
const imports = new Map<string, Set<string>>();

/** The latest change of a file and all that it imports. */
async function lastChange(url: string, seen = new Set<string>()): Promise<number> {
  seen.add(url);
  const times = [
    stat(fileURLToPath(url)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  ];
  for (const next of imports.get(url) ?? []) if (!seen.has(next)) times.push(lastChange(next, seen));
  return Math.max(...(await Promise.all(times)));
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  catchUp();
  if (specifier === "taipan" && data !== undefined) {
    return { url: versioned(data.compiler, undefined), shortCircuit: true };
  }
  const found = await Promise.resolve(resolveFresh(specifier, context, next)).catch(async (error: unknown) => {
    if (!/^(\.{0,2}\/|file:)/.test(specifier)) throw error;
    const stem = specifier.replace(/\.js$/, ""); // TypeScript's convention: './a.js' means './a.ts'
    for (const ending of [".ts", ".mts", "/index.ts"]) {
      try {
        const candidate = await next(stem + ending, context);
        await stat(fileURLToPath(bare(candidate.url)));
        return candidate;
      } catch {
        // the next one
      }
    }
    throw error;
  });
  const { parentURL } = context;
  if (parentURL?.startsWith("file:") && found.url.startsWith("file:")) {
    const importer = bare(parentURL);
    if (fresh.has(importer)) imported.set(importer, (imported.get(importer) ?? new Set()).add(bare(found.url)));
  }
  if (!found.url.startsWith("file:") || found.url.includes("?")) return found;
  if (!isOwn(found.url)) return attempts.has(found.url) ? { ...found, url: versioned(found.url, undefined) } : found;
  if (context.parentURL !== undefined && isOwn(context.parentURL)) {
    const parent = bare(context.parentURL);
    if (!imports.has(parent)) imports.set(parent, new Set());
    imports.get(parent)!.add(found.url);
  }
  return { ...found, url: versioned(found.url, await lastChange(found.url)) };
};

let failures = 0;

/**
 * Node remembers for good that a package's package.json was not there, by its path: one that is installed after a failed
 * import would never be found. A path with as many more slashes as imports have failed is the same to the file system.
 */
async function resolveFresh(
  specifier: string,
  context: Parameters<ResolveHook>[1],
  next: Parameters<ResolveHook>[2],
): Promise<Awaited<ReturnType<ResolveHook>>> {
  const { parentURL } = context;
  const isPackage = /^(?:@[^/]+\/)?[\w~][^:]*$/.test(specifier);
  if (!isPackage || parentURL === undefined || !isOwn(parentURL)) return next(specifier, context);
  const slashes = "/".repeat(failures);
  const at = parentURL.lastIndexOf("/");
  try {
    return await next(specifier, { ...context, parentURL: parentURL.slice(0, at) + slashes + parentURL.slice(at) });
  } catch (error) {
    failures++;
    if (slashes !== "" && error instanceof Error) error.message = error.message.replaceAll(`${slashes}/`, "/");
    throw error;
  }
}

function versioned(url: string, changed: number | undefined): string {
  const attempt = attempts.get(url);
  const query = [
    ...(changed === undefined ? [] : [`changed=${changed}`]),
    ...(attempt === undefined ? [] : [`attempt=${attempt}`]),
  ];
  return query.length === 0 ? url : `${url}?${query.join("&")}`;
}

export const load: LoadHook = async (url, context, next) => {
  catchUp();
  const file = bare(url);
  if (file.startsWith("file:")) fresh.add(file);
  if (/\.[mc]?ts$/.test(file) && file.startsWith("file:")) {
    const text = await readFile(fileURLToPath(file), "utf8");
    const { code, map, shifts } = stripHelper(text, fileURLToPath(file));
    data?.port.postMessage({ url, text, map, shifts } satisfies HelperSource);
    return { format: "module", source: code + atEnd(file, url), shortCircuit: true };
  }
  const loaded = await next(url, context);
  if (!file.startsWith("file:") || !loaded.source) return loaded;
  if (loaded.format === "module") return { ...loaded, source: textOf(loaded.source) + atEnd(file, url) };
  if (loaded.format === "json" && isJson(textOf(loaded.source))) fresh.delete(file);
  return loaded;
};

/** What a module does when all of it has been evaluated. */
function atEnd(file: string, url: string): string {
  const evaluated = `\n;globalThis[${JSON.stringify(EVALUATED)}]?.(${JSON.stringify(file)});`;
  if (data === undefined || file !== data.compiler) return evaluated;
  // the session learns of the one instance before any importer of it runs, whoever imports it first
  return `\nimport * as __self from ${JSON.stringify(url)};\nglobalThis[${JSON.stringify(data.announce)}](__self);${evaluated}`;
}

const textOf = (source: string | ArrayBuffer | NodeJS.TypedArray): string =>
  typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString();

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stripHelper(text: string, file: string): Stripped {
  try {
    return stripTypes(text, file);
  } catch (error) {
    // plain properties are what comes through to the main thread
    if (error instanceof CellSyntaxError && error.place)
      Object.assign(error, { helper: { file, text, ...error.place } });
    throw error;
  }
}
