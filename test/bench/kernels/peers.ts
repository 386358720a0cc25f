// The kernels that are compared: this one, and the peers that npm and .venv have.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { kernelSpec } from "../../../kernelspec/kernel-json.ts";
import { packageRoot } from "../../support/root.ts";
import type { KernelCommand } from "./client.ts";

export interface Peer extends KernelCommand {
  /** Version, as the table shows it. */
  readonly version: string;
  readonly language: "typescript" | "python";
  /** How it wants to be interrupted. */
  readonly interrupt: "message" | "signal";
}

const PACKAGES = { tslab: "1.0.22", deno: "2.9.6" } as const;

/** Puts the npm packages of the peers into `.peers`, once. @throws Error where npm can't */
function installed(): string {
  const folder = join(packageRoot, ".peers");
  const there = (name: string): boolean => existsSync(join(folder, "node_modules", ".bin", name));
  if (!Object.keys(PACKAGES).every(there)) {
    console.error("installing the peers into .peers");
    const specifiers = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, ...specifiers], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return join(folder, "node_modules", ".bin");
}

const run = (program: string, ...values: string[]): string =>
  execFileSync(program, values, { encoding: "utf8" }).trim();

export function peers(report: (text: string) => void): readonly Peer[] {
  const found: Peer[] = [
    {
      name: "taipan",
      version: "",
      language: "typescript",
      interrupt: "message",
      argv: kernelSpec(packageRoot, process.execPath).argv,
    },
  ];
  try {
    const bin = installed();
    const deno = join(bin, "deno");
    const tslab = join(bin, "tslab");
    const typescript = { language: "typescript", interrupt: "signal" } as const;
    found.push(
      {
        ...typescript,
        name: "tslab",
        version: run(tslab, "--version").replace(/^tslab /, ""),
        argv: [tslab, "kernel", "--config-path={connection_file}"],
      },
      {
        ...typescript,
        name: "deno",
        version: run(deno, "eval", "console.log(Deno.version.deno)"),
        argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
      },
    );
  } catch (error) {
    report(`tslab and deno are not compared: ${(error as Error).message}`);
  }
  const python = join(packageRoot, ".venv", "bin", "python");
  try {
    found.push({
      name: "ipykernel",
      version: run(python, "-c", "import ipykernel; print(ipykernel.__version__)"),
      language: "python",
      interrupt: "signal",
      argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    });
  } catch {
    report("ipykernel is not compared: .venv has none (npm test installs it)");
  }
  return found;
}
