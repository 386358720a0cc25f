// history_request: by range, the newest, or by a glob.
import type { Kernel } from "../front/kernel.ts";
import type { Content, Message } from "../wire/message.ts";

const integer = (value: unknown, otherwise: number): number =>
  Number.isInteger(value) ? (value as number) : otherwise;

export async function history(kernel: Kernel, { content }: Message): Promise<Content> {
  const store = await kernel.services.history();
  const output = content.output === true;
  const count = integer(content.n, Number.POSITIVE_INFINITY);
  const entries = async () => {
    switch (content.hist_access_type) {
      case "tail":
        return store.tail(count);
      case "search":
        return store.search(
          typeof content.pattern === "string" ? content.pattern : "*",
          count,
          content.unique === true,
        );
      case "range":
        return store.range(
          integer(content.session, 0),
          integer(content.start, 1),
          integer(content.stop, Number.POSITIVE_INFINITY),
        );
      default:
        throw new Error(`unknown hist_access_type ${JSON.stringify(content.hist_access_type)}`);
    }
  };
  return {
    status: "ok",
    history: (await entries()).map(({ session, line, input, output: result }) => [
      session,
      line,
      output ? [input, result ?? null] : input,
    ]),
  };
}
