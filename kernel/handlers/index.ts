// One handler for each type of request. Those that need much are loaded when first asked for.
import type { Handler } from "../front/kernel.ts";
import { commClose, commInfo, commMessage, commOpen } from "./comm.ts";
import { execute } from "./execute.ts";
import { inputReply } from "./input-reply.ts";
import { interrupt } from "./interrupt.ts";
import { kernelInfo } from "./kernel-info.ts";
import { shutdown } from "./shutdown.ts";

type Load = () => Promise<Extract<Handler, { kind: "reply" }>["handle"]>;

const lazy = (type: string, load: Load): Handler => ({
  kind: "reply",
  type,
  handle: async (kernel, request) => (await load())(kernel, request),
});

export const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["execute_request", execute],
  ["kernel_info_request", kernelInfo],
  ["interrupt_request", interrupt],
  ["shutdown_request", shutdown],
  ["comm_open", commOpen],
  ["comm_msg", commMessage],
  ["comm_close", commClose],
  ["comm_info_request", commInfo],
  ["input_reply", inputReply],
  ["complete_request", lazy("complete_reply", async () => (await import("./complete.ts")).complete)],
  ["inspect_request", lazy("inspect_reply", async () => (await import("./inspect.ts")).inspect)],
  ["is_complete_request", lazy("is_complete_reply", async () => (await import("./is-complete.ts")).isComplete)],
  ["history_request", lazy("history_reply", async () => (await import("./history.ts")).history)],
  ["usage_request", lazy("usage_reply", async () => (await import("./usage.ts")).usage)],
]);
