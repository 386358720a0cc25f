// The kernelspec as Jupyter reads it.
import path from "node:path";
import { FRONT_FLAGS } from "../kernel/node-flags.ts";

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message" | "signal";
  readonly kernel_protocol_version: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** @param packageRoot folder of this package's package.json. @param node absolute path of the Node to run. */
export function kernelSpec(packageRoot: string, node: string): KernelSpec {
  return {
    argv: [node, ...FRONT_FLAGS, path.join(packageRoot, "dist", "kernel", "main.js"), "-f", "{connection_file}"],
    display_name: "TypeScript (Taipan)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { supported_encryption: "curve", debugger: false },
  };
}
