// What a cell has beside JavaScript and Node: each name with its type, which completion and type checks read as well.

import { type Helpers, helpers } from "../../display/helpers.ts";
import type { Shown } from "../../display/shown.ts";
import type { UserMagic } from "../../magics/user-magic.ts";
import type { Call } from "../calls.ts";
import type { SessionComms } from "../comms.ts";
import type { Stdin } from "../stdin.ts";
import { createWidgets } from "../widgets/model.ts";
import type { Comms } from "./comms.ts";
import { type Confirm, createConfirm } from "./confirm.ts";
import { type Controls, createControls } from "./controls.ts";
import { createClearOutput, createDisplay, type Display, type DisplayPorts } from "./display.ts";
import type { Progress } from "./progress.ts";
import { type CreateCustomWidget, createCustomWidget } from "./widgets.ts";

export interface CellGlobals extends Helpers<Shown> {
  /** Shows values in the cell's output: `display(value)`, `display.image(array)`, `display.html(…)` and so on. */
  display: Display;
  /** Empties the cell's output; with `wait`, only when the next output comes. */
  clearOutput(options?: boolean | { readonly wait?: boolean }): void;
  /**
   * Shows how far a loop is: `for (const x of progress(values, { label, total }))`, `for await` as well, `progress(100)` for
   * a count, `progress.bar({ total })` for anything else.
   */
  progress: Progress;
  /** Asks the user for a line of text. */
  prompt(text?: unknown): Promise<string>;
  /** Asks the user for a line that is not shown while it is typed. */
  password(text?: unknown): Promise<string>;
  /** Asks the user a question that is answered by yes or no. */
  confirm: Confirm;
  /** Channels to the front end, as its extensions use them. */
  comms: Comms;
  /** A view in the page, drawn by `render` there, whose state the page and the cell share. Needs anywidget in JupyterLab. */
  widget: CreateCustomWidget;
  /** A number between `min` and `max` that the user drags: `k.value`, `k.onChange((value) => …)`. */
  slider: Controls["slider"];
  /** A button: `button({ label, onClick })`. */
  button: Controls["button"];
  /** A box to tick, whose `value` is true or false. */
  checkbox: Controls["checkbox"];
  /** A choice between some texts or numbers: `select({ options })`. */
  select: Controls["select"];
  /** A line of text that the user edits. */
  textField: Controls["textField"];
  /**
   * Makes a magic, `%name` or `%%name`, for the cells that follow. One of the same name is replaced; a built-in one only
   * with `override: true`.
   *
   * @throws TypeError saying what is wrong with it
   */
  registerMagic(magic: UserMagic): void;
  require: NodeJS.Require;
}

export interface GlobalsPorts extends DisplayPorts {
  readonly progress: Progress;
  readonly ask: Stdin["ask"];
  readonly comms: SessionComms;
  readonly call: Call;
  readonly registerMagic: (magic: UserMagic) => void;
  readonly require: NodeJS.Require;
}

/** @returns the names */
export function defineGlobals(ports: GlobalsPorts): readonly string[] {
  const { progress, ask, comms, owner, call, registerMagic, require } = ports;
  const { registerTarget, unregisterTarget, open } = comms;
  const createWidget = createWidgets({ comms, owner, call });
  const globals: CellGlobals = {
    ...helpers,
    display: createDisplay(ports),
    clearOutput: createClearOutput(ports),
    progress,
    prompt: (text = "") => ask(String(text), false),
    password: (text = "Password: ") => ask(String(text), true),
    confirm: createConfirm(ask),
    comms: { registerTarget, unregisterTarget, open },
    widget: createCustomWidget(createWidget),
    ...createControls(createWidget),
    registerMagic,
    require,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return Object.keys(globals);
}
