// The main thread's side of the loader: its hooks are installed when a cell first imports something, since their thread
// costs time and memory; it knows what is being loaded, and purges what an interrupt has left half made.
import { existsSync } from "node:fs";
import { createRequire, isBuiltin, Module, register } from "node:module";
import { join } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { HelperSource } from "./helper-sources.ts";
import type { HooksData } from "./hooks.ts";
import { EVALUATED, type Evaluated, FAILED, INTERRUPTED, SETTLED } from "./loader-words.ts";

export interface Loader {
  /** Installs the hooks if `code` could import. */
  prepare(code: string): void;
  /** Counts a module that is being loaded. */
  loading(module: Promise<unknown>): void;
  /** An interrupt has stopped what ran. */
  interrupted(): void;
  /** TypeScript files that were loaded since the last call. */
  sources(): readonly HelperSource[];
}

export interface LoaderInput {
  /** The script of the hooks' thread. */
  readonly hooks: URL;
  readonly compiler: string;
  readonly root: string;
  readonly announce: string;
}

export function createLoader({ hooks, compiler, root, announce }: LoaderInput): Loader {
  const words = new Int32Array(new SharedArrayBuffer(12));
  let port: MessagePort | undefined;
  let pending = 0;
  let failed = false;
  let generation = 0;
  let evaluated: string[] = [];

  const install = (): void => {
    if (port !== undefined) return;
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port1.unref();
    const data: HooksData = { compiler, root, announce, port: port2, words };
    register(hooks, { data, transferList: [port2] });
    const ran = (url: string): void => {
      evaluated[evaluated.length] = url; // a package may have replaced push()
    };
    Object.defineProperty(globalThis, EVALUATED, { value: ran });
  };
  /** Tells the hooks what of the modules that something went wrong with is whole. */
  const stopped = (word: number): void => {
    const files = Object.entries(requiredModules()).flatMap(([file, module]) => (module?.loaded ? [file] : []));
    port?.postMessage({ modules: evaluated, files } satisfies Evaluated);
    evaluated = [];
    Atomics.add(words, word, 1);
  };
  return {
    prepare(code) {
      if (/\bimport\b/.test(code)) install();
    },
    loading(module) {
      const mine = generation;
      pending++;
      const done = (): void => {
        if (mine !== generation) return;
        pending--;
        if (pending > 0) return;
        if (failed) stopped(FAILED);
        else {
          evaluated = [];
          Atomics.add(words, SETTLED, 1);
        }
        failed = false;
      };
      module.then(done, () => {
        if (mine === generation) failed = true;
        done();
      });
    },
    interrupted() {
      if (pending > 0) stopped(INTERRUPTED);
      pending = 0;
      failed = false;
      generation++;
      // a require() that was stopped leaves a module that looks loaded and is not
      const cache = requiredModules();
      for (const [file, module] of Object.entries(cache)) if (module?.loaded === false) delete cache[file];
    },
    sources() {
      const found: HelperSource[] = [];
      for (;;) {
        const received = port && receiveMessageOnPort(port);
        if (received === undefined) return found;
        found.push(received.message as HelperSource);
      }
    },
  };
}

const requiredModules = (): Record<string, NodeJS.Module | undefined> =>
  (Module as unknown as { readonly _cache: Record<string, NodeJS.Module | undefined> })._cache;

/**
 * `require` of the cells: packages resolve from the notebook's folder.
 *
 * Node remembers for good that a package's package.json was not there, so it is never asked for a package that isn't:
 * one that is installed after a failed require() is found.
 */
export function requireFrom(folder: string): NodeJS.Require {
  const require = createRequire(`${folder}/`);
  const check = (id: unknown): void => {
    if (typeof id !== "string" || isBuiltin(id)) return;
    const name = /^(?:@[^/]+\/)?[\w~][^/:]*/.exec(id)?.[0];
    if (name === undefined || (require.resolve.paths(id) ?? []).some((home) => existsSync(join(home, name)))) return;
    const error = new Error(`Cannot find module '${id}'\nRequire stack:\n- ${folder}/`);
    throw Object.assign(error, { code: "MODULE_NOT_FOUND", requireStack: [`${folder}/`] });
  };
  const checked = (id: string): unknown => {
    check(id);
    return require(id);
  };
  const resolve = (id: string, options?: NodeJS.RequireResolveOptions): string => {
    if (options === undefined) check(id);
    return require.resolve(id, options);
  };
  return Object.assign(checked, require, { resolve: Object.assign(resolve, require.resolve) });
}
