// TypeScript 7's own service, in a process of its own, over the virtual modules of a notebook.
import path from "node:path";
import { API, type Diagnostic, type Project, type Snapshot, SymbolFlags } from "typescript/unstable/async";
import { packageRoot } from "../front/package-info.ts";
import { declaredNames } from "../session/declared-names.ts";
import { isObjectLiteral } from "../session/transform/object-literal.ts";
import { ambientText } from "./ambient.ts";
import { type CellModules, type CellOptions, createCellModules } from "./cell-modules.ts";
import { type Entry, entryOf } from "./entries.ts";
import { createKnownMembers } from "./known-members.ts";
import { createLocalFiles } from "./local-files.ts";
import { plainNames } from "./problems.ts";
import { projectText } from "./project.ts";
import { createServiceProcess, type ServiceProcess } from "./service-process.ts";
import { documentationOf, type SignatureHelp, signatureHelpAt } from "./signature-help.ts";

export interface Hover {
  readonly type: string;
  readonly documentation: string;
  /** Text of the declaration, where it was asked for. */
  readonly source?: string;
}

export interface TypeApi {
  readonly modules: CellModules;
  /** What can stand at an offset of a text; undefined where the service can't say (a free name). */
  completions(code: string, offset: number, options: CellOptions): Promise<readonly Entry[] | undefined>;
  /** The members of a value that the notebook names, or of `globalThis`, quickly; undefined where there is no such name. */
  membersOf(name: string): Promise<readonly Entry[] | undefined>;
  hover(code: string, offset: number, options: CellOptions & { readonly source?: boolean }): Promise<Hover | undefined>;
  /** The same for a value that the notebook names, quickly. */
  hoverOf(name: string, options: { readonly source?: boolean }): Promise<Hover | undefined>;
  signatureHelp(code: string, offset: number, options: CellOptions): Promise<SignatureHelp | undefined>;
  /** What is wrong with the types of a module, in the order of its text. */
  diagnostics(file: string): Promise<readonly Diagnostic[]>;
  /** The answer to a question; rejects when the service's process has ended. */
  readonly whileItLives: ServiceProcess["whileItLives"];
  /** Resolves when the process is gone, also one that is starting or hangs. */
  close(): Promise<void>;
}

const MOST_SOURCE = 10_000; // characters
const UNRESOLVED: ReadonlySet<number> = new Set([2307, 2882]); // Cannot find module

export function createTypeApi(folder: string): TypeApi {
  const at = (name: string): string => path.posix.join(folder, name);
  const config = at("__taipan-cells.json");
  const ambient = at("__taipan-ambient.d.ts");
  const extra = new Map<string, string>([[ambient, ambientText(packageRoot)]]);
  const localFiles = createLocalFiles();
  let configChanged = false;

  const modules = createCellModules({
    path: (slot) => at(`__taipan-cell-${slot}.ts`),
    declaredNames,
    isObjectLiteral,
    grown(paths) {
      configChanged = true;
      extra.set(config, projectText([ambient, ...paths]));
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

  const known = createKnownMembers(modules);
  const service = createServiceProcess(api);
  let snapshot: Snapshot | undefined;
  const update = async (all = false): Promise<Project> => {
    await service.start();
    const virtual = modules.takeChanged();
    const local = localFiles.takeChanged();
    const changed = [...virtual, ...local];
    if (all || local.length > 0 || virtual.some((file) => EXTENDS.test(modules.files.get(file) ?? ""))) known.clear();
    if (configChanged) changed.push(config);
    configChanged = false;
    const old = snapshot;
    const current = all || changed.length > 0 ? undefined : old?.getProject(config);
    if (current !== undefined) return current;
    await known.settled();
    snapshot = await api.updateSnapshot(
      old === undefined ? { openProjects: [config] } : { fileChanges: all ? { invalidateAll: true } : { changed } },
    );
    await old?.dispose();
    const opened = snapshot.getProject(config);
    if (opened === undefined) throw new Error("TypeScript's service did not open the notebook's project");
    if (all || virtual.some((file) => IMPORTS_FILE.test(modules.files.get(file) ?? ""))) {
      const files = await opened.program.getSourceFileNames();
      localFiles.set(files.filter((file) => isLocal(file) && !isVirtual(file)));
    }
    return opened;
  };

  const entriesAt = async ({ checker }: Project, file: string, offset: number): Promise<readonly Entry[] | undefined> =>
    (await checker.getCompletionsAtPosition(file, offset))?.entries
      .filter(({ insertText }) => insertText?.startsWith("[") !== true) // symbols, which no dot leads to
      .map(entryOf);

  const hoverAt = async (
    project: Project,
    file: string,
    offset: number,
    source = false,
  ): Promise<Hover | undefined> => {
    const { checker } = project;
    const named = await checker.getSymbolAtPosition(file, offset);
    if (named === undefined) return undefined;
    const type = await checker.getTypeAtPosition(file, offset);
    const hover = {
      type: type === undefined ? "" : plainNames(await checker.typeToString(type)),
      documentation: await documentationOf(checker, named),
    };
    if (!source) return hover;
    const symbol = named.flags & SymbolFlags.Alias ? await checker.getAliasedSymbol(named) : named;
    const declaration = await symbol.declarations[0]?.resolve(project);
    return declaration === undefined ? hover : { ...hover, source: declaration.getText().slice(0, MOST_SOURCE) };
  };

  return {
    modules,
    async completions(code, offset, options) {
      const shift = modules.ask(code, options);
      const project = await update();
      try {
        return await entriesAt(project, modules.asked, shift + offset);
      } catch (error) {
        // for a free name the service wants to offer what could be imported, which its API can't
        if (/auto imports/.test((error as Error).message)) return undefined;
        throw error;
      }
    },
    async membersOf(name) {
      const project = await update();
      return known.get(name, (place) => entriesAt(project, modules.named, place));
    },
    async hover(code, offset, options) {
      const position = modules.ask(code, options) + offset;
      return hoverAt(await update(), modules.asked, position, options.source);
    },
    async hoverOf(name, { source }) {
      const places = modules.placesOf(name);
      return places && hoverAt(await update(), modules.named, places.name, source);
    },
    async signatureHelp(code, offset, options) {
      const shift = modules.ask(code, options);
      return signatureHelpAt(await update(), modules.asked, shift + offset);
    },
    async diagnostics(file) {
      const { program } = await update();
      const found = await program.getSemanticDiagnostics(file);
      if (!found.some(({ code }) => UNRESOLVED.has(code))) return found;
      // the package may have been installed since
      return (await update(true)).program.getSemanticDiagnostics(file);
    },
    whileItLives: service.whileItLives,
    close: service.close,
  };
}

/** What can give members to a value of another cell. */
const EXTENDS = /\bdeclare\s+(?:global|module)\b/;
const IMPORTS_FILE = /["'`]\.\.?\//;
const isLocal = (file: string): boolean =>
  path.isAbsolute(file) && !file.includes("/node_modules/") && !file.startsWith(path.join(packageRoot, "dist"));
