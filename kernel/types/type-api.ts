// TypeScript 7's own service, in a process of its own, over the virtual modules of a notebook.
import { createRequire } from "node:module";
import path from "node:path";
import { API, CompletionItemKind, type Project, type Snapshot, SymbolFlags } from "typescript/unstable/async";
import { packageRoot } from "../front/package-info.ts";
import { declaredNames } from "../session/declared-names.ts";
import { type CellModules, type CellOptions, createCellModules } from "./cell-modules.ts";

export interface Entry {
  readonly name: string;
  /** A word of Jupyter's front ends: "function", "property", "class" … */
  readonly type: string;
}

export interface Hover {
  readonly type: string;
  readonly documentation: string;
}

export interface TypeApi {
  readonly modules: CellModules;
  /** What can stand at an offset of a text; undefined where the service can't say (a free name). */
  completions(code: string, offset: number, options: CellOptions): Promise<readonly Entry[] | undefined>;
  hover(code: string, offset: number, options: CellOptions): Promise<Hover | undefined>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** What a marked function has beside its call. */
const MARKED = `import type { SpecializedFunction } from "taipan";
declare global { type __Marked<F> = F extends (...values: never[]) => unknown ? SpecializedFunction<F> : F; }`;

export function createTypeApi(folder: string): TypeApi {
  const at = (name: string): string => path.posix.join(folder, name);
  const config = at("__taipan-cells.json");
  const markedTypes = at("__taipan-marked.d.ts");
  const nodeTypes = path.dirname(path.dirname(require.resolve("@types/node/package.json")));
  const extra = new Map<string, string>([[markedTypes, MARKED]]);
  let configChanged = false;

  const modules = createCellModules({
    path: (slot) => at(`__taipan-cell-${slot}.ts`),
    declaredNames,
    grown(paths) {
      configChanged = true;
      extra.set(config, JSON.stringify(project([markedTypes, ...paths], nodeTypes)));
    },
  });

  const isVirtual = (file: string): boolean => modules.files.has(file) || extra.has(file);
  const api = new API({
    cwd: folder,
    fs: {
      readFile: (file) => modules.files.get(file) ?? extra.get(file), // undefined: the real file
      fileExists: (file) => (isVirtual(file) ? true : undefined),
      realpath: (file) => (isVirtual(file) ? file : undefined),
    },
  });

  let snapshot: Snapshot | undefined;
  const update = async (): Promise<Project> => {
    const changed = [...modules.takeChanged()];
    if (configChanged) changed.push(config);
    configChanged = false;
    const old = snapshot;
    snapshot = await api.updateSnapshot(old === undefined ? { openProjects: [config] } : { fileChanges: { changed } });
    await old?.dispose();
    const opened = snapshot.getProject(config);
    if (opened === undefined) throw new Error("TypeScript's service did not open the notebook's project");
    return opened;
  };

  return {
    modules,
    async completions(code, offset, options) {
      const shift = modules.ask(code, options);
      const { checker } = await update();
      try {
        const info = await checker.getCompletionsAtPosition(modules.asked, shift + offset);
        return info?.entries
          .filter(({ insertText }) => insertText?.startsWith("[") !== true) // symbols, which no dot leads to
          .map(({ name, kind }) => ({
            name: name.replace(/\?$/, ""), // an optional property
            type: TYPES.get(kind ?? CompletionItemKind.Text) ?? "",
          }));
      } catch (error) {
        // for a free name the service wants to offer what could be imported, which its API can't
        if (/auto imports/.test((error as Error).message)) return undefined;
        throw error;
      }
    },
    async hover(code, offset, options) {
      const shift = modules.ask(code, options);
      const { checker } = await update();
      let symbol = await checker.getSymbolAtPosition(modules.asked, shift + offset);
      if (symbol === undefined) return undefined;
      if (symbol.flags & SymbolFlags.Alias) symbol = await checker.getAliasedSymbol(symbol); // documentation lies there
      const type = await checker.getTypeAtPosition(modules.asked, shift + offset);
      return {
        type: type === undefined ? "" : await checker.typeToString(type),
        documentation: await checker.getDocumentationCommentOfSymbol(symbol),
      };
    },
    close: () => api.close(),
  };
}

const project = (files: readonly string[], nodeTypes: string) => ({
  compilerOptions: {
    target: "esnext",
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    strict: true,
    noImplicitAny: false,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    lib: ["esnext"],
    types: ["node"],
    typeRoots: [nodeTypes],
    paths: { taipan: [path.join(packageRoot, "dist", "specializers", "index.d.ts")] },
  },
  files,
});

const TYPES: ReadonlyMap<CompletionItemKind, string> = new Map([
  [CompletionItemKind.Method, "function"],
  [CompletionItemKind.Function, "function"],
  [CompletionItemKind.Constructor, "function"],
  [CompletionItemKind.Field, "property"],
  [CompletionItemKind.Property, "property"],
  [CompletionItemKind.Variable, "instance"],
  [CompletionItemKind.Class, "class"],
  [CompletionItemKind.Interface, "class"],
  [CompletionItemKind.Module, "module"],
  [CompletionItemKind.Enum, "class"],
  [CompletionItemKind.EnumMember, "property"],
  [CompletionItemKind.Keyword, "keyword"],
  [CompletionItemKind.File, "path"],
  [CompletionItemKind.Folder, "path"],
  [CompletionItemKind.Constant, "statement"],
]);
