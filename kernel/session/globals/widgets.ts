// `widget(…)`: a view in the page, drawn by the cell's own code, whose state the page and the cell share.
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { isRecord } from "../../display/mime.ts";
import { exposeWidget } from "../widgets/expose.ts";
import type { CreateWidget, WidgetMessage, WidgetState } from "../widgets/model.ts";
import { moduleOf } from "../widgets/source.ts";

export interface WidgetOptions<State extends object> {
  /**
   * Draws one view: `({ model, el }) => …` as anywidget has it, with `model.get(name)`, `model.set(name, value)`,
   * `model.save_changes()`, `model.on("change:name", f)`; what it returns is called when the view goes. The function's
   * source is sent to the browser, so it sees its arguments and what browsers have, and nothing of the notebook.
   * Or the text of a module with `export default { render }`.
   */
  readonly render: string | CallableFunction;
  /** What both ends share, by name: anything that JSON can hold, and typed arrays, which the page gets as DataView. */
  readonly state?: State;
  readonly css?: string;
}

/** Its state's properties read and write the shared state. A change inside of an object is seen when it is assigned. */
export type Widget<State extends object> = State & WidgetMethods<State>;

export interface WidgetMethods<State extends object> {
  /** Calls back after each change, of the page or of a cell. @returns a function that stops it */
  onChange(listener: (value: State[keyof State], name: keyof State) => unknown): () => void;
  onChange<Name extends keyof State>(name: Name, listener: (value: State[Name], name: Name) => unknown): () => void;
  /** Calls back for what a view sends by `model.send(content)`. @returns a function that stops it */
  onMessage(listener: (message: WidgetMessage) => unknown): () => void;
  /** Sends to each view, which hears it by `model.on("msg:custom", (content, buffers) => …)`. */
  send(content: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void;
  /** Takes its views from the page. */
  close(): void;
  readonly closed: boolean;
}

export type CreateCustomWidget = <State extends object = Record<never, never>>(
  options: WidgetOptions<State>,
) => Widget<State>;

const METHODS: ReadonlySet<string> = new Set(["onChange", "onMessage", "send", "close", "closed"]);
/** What the page's side of a widget keeps there itself. */
const TAKEN: ReadonlySet<string> = new Set([...METHODS, "layout", "style"]);

type Listener = (value: never, name: never) => unknown;

export function createCustomWidget(create: CreateWidget): CreateCustomWidget {
  return ({ render, state = {}, css = "" }) => {
    const module = moduleOf(render);
    if (!isRecord(state)) throw new TypeError("a widget's state is an object of names and values");
    if (typeof css !== "string") throw new TypeError("a widget's css is text");
    const taken = Object.keys(state).find((name) => TAKEN.has(name) || name.startsWith("_"));
    if (taken !== undefined) throw new TypeError(`a widget's state can't have a "${taken}": choose another name`);
    const describe = (current: WidgetState): string => `widget ${inspect(current)}`;
    const model = create({ id: `taipan-${randomUUID()}`, module, css, describe }, state);
    return exposeWidget(model, {
      onChange: (first: string | Listener, second?: Listener) =>
        typeof first === "string" ? model.onChange(first, second as Listener) : model.onChange(undefined, first),
      onMessage: model.onMessage,
      send: model.send,
    });
  };
}
