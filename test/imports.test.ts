// The house's import rules, read from the source tree by dpdm: which way imports run, who alone uses which package,
// no cycles (types count too).
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type DependencyTree, parseCircular, parseDependencyTree } from "dpdm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "./support/root.ts";

const topLevel = ["kernel", "specializers", "templates", "kernelspec", "notebooks", "test"];
const outputs = ["dist", "node_modules"];
const domains = ["stencil", "gmm", "matrix-powers", "map", "reduce"];

/** What a room may import, beside itself and the package's types (`specializer.ts`). Rooms not named here are free. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  // The front calls the C library as the runtime does.
  kernel: ["specializers/index.ts", "specializers/runtime/native.ts"],
  // Reading expressions from syntax trees is shared by the domains; the nodes themselves know no syntax but how to decline.
  "specializers/ir/build": ["specializers/ir", "specializers/syntax"],
  "specializers/ir": ["specializers/ir/build", "specializers/syntax/messages.ts"],
  "specializers/syntax": ["specializers/ir"],
  ...Object.fromEntries(
    domains.map((domain) => [`specializers/${domain}`, ["specializers/ir", "specializers/syntax"]]),
  ),
  "specializers/codegen": ["specializers/ir", "specializers/syntax", "specializers/targets"],
  "specializers/targets": ["specializers/ir", "specializers/syntax"],
  "specializers/toolchain": [
    "specializers/cache",
    "specializers/codegen/generated.ts",
    "specializers/runtime/cuda-device.ts",
  ],
  "specializers/tuner": [
    "specializers/ir",
    "specializers/runtime",
    "specializers/toolchain",
    "specializers/cache",
    "specializers/codegen",
  ],
};
const sharedTypes = ["specializers/specializer.ts", "specializers/host.ts", "specializers/cells.ts"];

/** Rooms that alone import a package; anywhere else not even its name may be in quotes. */
const owners: Readonly<Record<string, readonly string[]>> = {
  "@swc/core": ["specializers/syntax", "kernel/session"],
  handlebars: ["specializers/codegen"],
  koffi: ["specializers/runtime"],
  jmp: ["kernel/wire"],
  zeromq: ["kernel/wire"],
  typescript: ["kernel"],
};

const inside = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);
const isProduct = (path: string): boolean => !inside(path, "test") && !path.startsWith("node_modules/");

// Patterns are read from the working folder, so that a path with brackets in it stays a path.
process.chdir(packageRoot);
const all = await parseDependencyTree(
  ["kernel", "specializers", "kernelspec", "test"].map((room) => `${room}/**/*.ts`),
  {
    context: packageRoot,
    exclude: /node_modules|\/(golden|samples)\//,
    tsconfig: join(packageRoot, "tsconfig.json"),
    transform: false,
  },
);
const tree: DependencyTree = Object.fromEntries(
  Object.entries(all).filter(([path, imports]) => imports && path.endsWith(".ts")),
);

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Imports of the source tree's own files. */
const edges = (): readonly Edge[] =>
  Object.entries(tree).flatMap(([from, imports]) =>
    (imports ?? []).flatMap(({ id }) => (id && tree[id] ? [{ from, to: id }] : [])),
  );
const show = ({ from, to }: Edge): string => `${from} imports ${to}`;

test("the source tree was read", () => {
  for (const room of ["kernel", "specializers", "kernelspec", "test"])
    assert.ok(
      Object.keys(tree).some((path) => inside(path, room)),
      `no file of ${room}/`,
    );
  assert.ok(edges().length > 20);
});

test("the kernel's modules look for files by their entries or by the package's root, as they are bundled", () => {
  const entries = ["main.ts", "session/main.ts"].map((name) => `kernel/${name}`);
  const relative = /new URL\(\s*"(?!(?:\.\.\/){3}")/;
  const wrong = Object.keys(tree).filter(
    (path) => inside(path, "kernel") && !entries.includes(path) && relative.test(readFileSync(path, "utf8")),
  );
  assert.equal(wrong, []);
});

test("the top level is fixed", () => {
  const folders = readdirSync(packageRoot, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const unknown = folders.map((entry) => entry.name).filter((name) => !name.startsWith("."));
  assert.equal(
    unknown.filter((name) => !topLevel.includes(name) && !outputs.includes(name)),
    [],
  );
});

test("every relative import is found", () => {
  const lost = Object.entries(tree).flatMap(([from, imports]) =>
    (imports ?? [])
      .filter(({ id, request }) => request.startsWith(".") && !id)
      .map(({ request }) => `${from}: ${request}`),
  );
  assert.equal(lost, []);
});

test("no cycles", () => {
  assert.equal(
    parseCircular(tree).map((cycle) => cycle.join(" -> ")),
    [],
  );
});

test("rooms import only what the house allows", () => {
  const forbidden = edges().filter(({ from, to }) => {
    const room = Object.keys(mayImport).find((name) => inside(from, name));
    if (room === undefined || inside(to, room)) return false;
    if (inside(room, "specializers") && sharedTypes.includes(to)) return false;
    return !mayImport[room]!.some((name) => inside(to, name));
  });
  assert.equal(forbidden.map(show), []);
});

test("the compiler knows neither the kernel nor its installer; the product knows no test", () => {
  const back = edges().filter(
    ({ from, to }) =>
      (inside(from, "specializers") && (inside(to, "kernel") || inside(to, "kernelspec"))) ||
      (inside(from, "kernel") && inside(to, "kernelspec")) ||
      (isProduct(from) && inside(to, "test")),
  );
  assert.equal(back.map(show), []);
});

test("a report only describes: of the tuner it knows the types", () => {
  const values = edges()
    .filter(({ from, to }) => inside(from, "specializers/report") && inside(to, "specializers/tuner"))
    .filter(({ from }) => /^import (?!type\b)[^;]*"\.\.\/tuner\//m.test(readFileSync(join(packageRoot, from), "utf8")));
  assert.equal(values.map(show), []);
});

test("each native or parsing package is named in its own room only", () => {
  const strangers = Object.keys(tree)
    .filter(isProduct)
    .flatMap((path) => {
      const text = readFileSync(join(packageRoot, path), "utf8");
      return Object.entries(owners)
        .filter(([name, rooms]) => !rooms.some((room) => inside(path, room)) && importsPackage(text, name))
        .map(([name]) => `${path} imports ${name}`);
    });
  assert.equal(strangers, []);
});

/** Static and dynamic imports, and a `require` under any name. */
const importsPackage = (text: string, name: string): boolean =>
  new RegExp(`(\\bfrom |\\bimport |\\bimport\\(|require\\w*\\(|resolve\\()\\s*["']${name}(/[^"']*)?["']`, "i").test(
    text,
  );

test("product code uses declared dependencies, tests may use development ones", () => {
  const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
  };
  const undeclared = Object.entries(tree).flatMap(([from, imports]) =>
    (imports ?? [])
      .map(({ request }) => request)
      .filter((request) => !request.startsWith(".") && !request.startsWith("/") && !isBuiltin(request))
      .map((request) =>
        request
          .split("/")
          .slice(0, request.startsWith("@") ? 2 : 1)
          .join("/"),
      )
      .filter((name) => name !== "taipan" && !manifest.dependencies[name])
      .filter((name) => isProduct(from) || !manifest.devDependencies[name])
      .map((name) => `${from} imports ${name}`),
  );
  assert.equal(undeclared, []);
});

test.run();
