// kernel_info_request: what this kernel is and how its cells are to be shown.
import path from "node:path";
import type { Handler } from "../front/kernel.ts";
import { packageRoot, readVersion } from "../front/package-info.ts";
import type { Content } from "../wire/message.ts";
import { PROTOCOL_VERSION } from "../wire/message.ts";

let info: Content | undefined;

function describe(): Content {
  const version = readVersion(path.join(packageRoot, "package.json"));
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "taipan",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "7.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript", // the name by which JupyterLab 4 finds its language
      nbconvert_exporter: "script",
    },
    banner: `Taipan ${version}: TypeScript with live specialization, on Node ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: `https://nodejs.org/docs/latest-v${process.versions.node.split(".")[0]}.x/api/` },
    ],
  };
}

export const kernelInfo: Handler = {
  kind: "reply",
  type: "kernel_info_reply",
  handle() {
    info ??= describe();
    return info;
  },
};
