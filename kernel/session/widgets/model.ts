// A widget's state, shared with the front end by the widget protocol 2.1 and drawn there by anywidget.
import type { MimeBundle } from "../../../specializers/index.ts";
import { isRecord } from "../../display/mime.ts";
import { type Call, listen } from "../calls.ts";
import type { Comm, CommMessage, Comms } from "../globals/comms.ts";
import { packBuffers, unpackBuffers } from "./buffers.ts";

/** What a kind of widget is, apart from its state. */
export interface WidgetKind {
  /** Of its style sheet in the page; widgets that share it share the sheet. */
  readonly id: string;
  /** The text of the module that draws it. */
  readonly module: string;
  readonly css: string;
  /** It in one line, for front ends without widgets. */
  describe(state: WidgetState): string;
  /** The value that a property takes when it is set to `value`. @throws TypeError or RangeError for what it can't be */
  check?(name: string, value: unknown, state: WidgetState): unknown;
}

export type WidgetState = Readonly<Record<string, unknown>>;

export interface WidgetMessage {
  readonly content: unknown;
  readonly buffers: readonly Uint8Array[];
}

export interface WidgetModel {
  readonly names: readonly string[];
  get(name: string): unknown;
  /** @throws Error when the widget is closed */
  set(name: string, value: unknown): void;
  /** Hears of the changes of one property, or of all; gives a function that stops it. */
  onChange(name: string | undefined, listener: (value: never, name: never) => unknown): () => void;
  onMessage(listener: (message: WidgetMessage) => unknown): () => void;
  send(content: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void;
  close(): void;
  readonly closed: boolean;
  readonly text: string;
  readonly bundle: MimeBundle;
}

export interface WidgetPorts {
  readonly comms: Comms;
  /** Whose code runs. */
  readonly owner: () => string;
  readonly call: Call;
}

export type CreateWidget = (kind: WidgetKind, initial: WidgetState) => WidgetModel;

const VERSION = "2.1.0"; // of the widget protocol
/** Any version of anywidget: the names below are the same in all. */
const FRONT_END = {
  ...{ _model_module: "anywidget", _model_name: "AnyModel", _model_module_version: "*" },
  ...{ _view_module: "anywidget", _view_name: "AnyView", _view_module_version: "*", _view_count: null },
};

export function createWidgets({ comms, owner, call }: WidgetPorts): CreateWidget {
  const live = new Map<string, () => WidgetState>();

  // A front end that has just been (re)loaded asks for everything.
  comms.registerTarget("jupyter.widget.control", (comm) => {
    comm.onMessage(({ data }) => {
      if (!isRecord(data) || data.method !== "request_states") return;
      const { _model_name: model_name, _model_module: model_module } = FRONT_END;
      const names = { model_name, model_module, model_module_version: FRONT_END._model_module_version };
      const all = [...live].map(([id, read]) => [id, { ...names, state: read() }] as const);
      const { state: states, buffer_paths, buffers } = packBuffers(Object.fromEntries(all));
      comm.send({ method: "update_states", states, buffer_paths }, { buffers });
    });
  });

  return (kind, initial) => {
    const state: Record<string, unknown> = { ...initial };
    const names = Object.keys(initial);
    const changes = new Set<(name: string) => void>();
    const messages = new Set<(message: WidgetMessage) => void>();
    const whole = (): WidgetState => ({
      ...FRONT_END,
      ...{ _esm: kind.module, _css: kind.css, _anywidget_id: kind.id },
      ...state,
    });

    const open = (): Comm => {
      const { state: packed, ...rest } = packBuffers(whole());
      const { buffer_paths, buffers } = rest;
      return comms.open("jupyter.widget", { state: packed, buffer_paths }, { metadata: { version: VERSION }, buffers });
    };
    const comm = open();
    live.set(comm.id, whole);
    comm.onClose(() => live.delete(comm.id));

    const push = (method: "update" | "echo_update", part: WidgetState): void => {
      const { state: packed, buffer_paths, buffers } = packBuffers(part);
      comm.send({ method, state: packed, buffer_paths }, { buffers });
    };
    const changed = (name: string): void => {
      for (const change of [...changes]) change(name);
    };

    /** What a front end has set; a value that the property can't take is answered by the one that it has. */
    const receive = (received: WidgetState): void => {
      const good: Record<string, unknown> = {};
      const bad: Record<string, unknown> = {};
      for (const name of names.filter((each) => Object.hasOwn(received, each))) {
        try {
          good[name] = kind.check ? kind.check(name, received[name], state) : received[name];
        } catch {
          bad[name] = state[name];
        }
      }
      if (Object.keys(good).length > 0) push("echo_update", good);
      if (Object.keys(bad).length > 0) push("update", bad);
      const different = Object.keys(good).filter((name) => !same(good[name], state[name]));
      Object.assign(state, good);
      for (const name of different) changed(name);
    };
    comm.onMessage(({ data, buffers }: CommMessage) => {
      if (!isRecord(data)) return;
      if (data.method === "request_state") push("update", whole());
      else if (data.method === "custom") {
        for (const message of [...messages]) message({ content: data.content, buffers });
      } else if (data.method === "update" && isRecord(data.state)) {
        unpackBuffers(data.state, data.buffer_paths, buffers);
        receive(data.state);
      }
    });

    const describe = (): string => `${kind.describe(state)}${comm.closed ? " (closed)" : ""}`;
    const checkOpen = (): void => {
      if (comm.closed) throw new Error("this widget is closed: make another one");
    };
    return {
      names,
      get: (name) => state[name],
      set(name, given) {
        checkOpen();
        const value = kind.check ? kind.check(name, given, state) : given;
        if (same(value, state[name])) return;
        push("update", { [name]: value });
        state[name] = value;
        changed(name);
      },
      onChange(wanted, listener) {
        const listenerOwner = owner();
        const change = (name: string): void => {
          if (wanted !== undefined && name !== wanted) return;
          const value = state[name];
          call(listenerOwner, () => listener(value as never, name as never));
        };
        return listen(changes, change);
      },
      onMessage(listener) {
        const listenerOwner = owner();
        const heard = (message: WidgetMessage): void => void call(listenerOwner, () => listener(message));
        return listen(messages, heard);
      },
      send(content, buffers = []) {
        checkOpen();
        comm.send({ method: "custom", content }, { buffers });
      },
      close() {
        live.delete(comm.id);
        comm.close();
      },
      get closed() {
        return comm.closed;
      },
      get text() {
        return describe();
      },
      get bundle() {
        const text = { "text/plain": describe() };
        if (comm.closed) return text;
        const view = { version_major: 2, version_minor: 0, model_id: comm.id };
        return { "application/vnd.jupyter.widget-view+json": view, ...text };
      },
    };
  };
}

/** Objects are taken for changed: what is in them may be. */
const same = (a: unknown, b: unknown): boolean => Object.is(a, b) && (typeof a !== "object" || a === null);
