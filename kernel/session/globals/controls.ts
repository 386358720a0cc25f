// Ready-made widgets: `slider`, `button`, `checkbox`, `select`, `textField`. Native inputs of the page, with a label.
import { controlKind } from "../widgets/controls.ts";
import { exposeWidget } from "../widgets/expose.ts";
import type { CreateWidget, WidgetModel, WidgetState } from "../widgets/model.ts";

/** A widget with a value, which the page and the cell both read and write. */
export interface Control<Value> {
  value: Value;
  label: string;
  disabled: boolean;
  /** Calls back after each change of the value, by the user or by a cell. @returns a function that stops it */
  onChange(listener: (value: Value) => unknown): () => void;
  /** Takes its views from the page. */
  close(): void;
  readonly closed: boolean;
}

export interface Slider extends Control<number> {
  min: number;
  max: number;
  step: number;
}

export interface Select<Value extends string | number> extends Control<Value> {
  options: readonly Value[];
}

export interface Button {
  label: string;
  disabled: boolean;
  /** Calls back for each press. @returns a function that stops it */
  onClick(listener: () => unknown): () => void;
  close(): void;
  readonly closed: boolean;
}

export interface ControlOptions {
  readonly label?: string;
  readonly disabled?: boolean;
}

export interface SliderOptions extends ControlOptions {
  /** 0 if not given. */
  readonly min?: number;
  /** 100 if not given. */
  readonly max?: number;
  /** 1 between whole numbers that lie apart, a hundredth of the range otherwise. */
  readonly step?: number;
  /** `min` if not given. A value outside of the range becomes the nearest in it. */
  readonly value?: number;
}

export interface Controls {
  slider(options?: SliderOptions): Slider;
  button(options?: ControlOptions & { readonly onClick?: () => unknown }): Button;
  checkbox(options?: ControlOptions & { readonly value?: boolean }): Control<boolean>;
  select<Value extends string | number>(
    options: ControlOptions & { readonly options: readonly Value[]; readonly value?: Value },
  ): Select<Value>;
  textField(options?: ControlOptions & { readonly value?: string }): Control<string>;
}

type Check = (name: string, value: unknown, state: WidgetState) => unknown;

const texts: Check = (name, value) => {
  if (name === "label" && typeof value !== "string") throw new TypeError("a label is text");
  if (name === "disabled" && typeof value !== "boolean") throw new TypeError("disabled is true or false");
  return value;
};
const typed =
  (type: "boolean" | "string", words: string): Check =>
  (name, value, state) => {
    if (name === "value" && typeof value !== type) throw new TypeError(`the value is ${words}`);
    return texts(name, value, state);
  };
const range: Check = (name, value, state) => {
  if (name === "label" || name === "disabled") return texts(name, value, state);
  if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError(`a slider's ${name} is a number`);
  const { min, max } = { ...state, [name]: value } as unknown as { readonly min: number; readonly max: number };
  if (min > max) throw new RangeError(`a slider's min (${min}) is at most its max (${max})`);
  if (name === "step" && value <= 0) throw new RangeError("a slider's step is above 0");
  return name === "value" ? Math.min(max, Math.max(min, value)) : value;
};
const oneOf: Check = (name, value, state) => {
  if (name === "options") {
    const good = Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number");
    if (!good || value.length === 0) throw new TypeError("select needs options: a list of texts or numbers");
  } else if (name === "value" && !(state.options as readonly unknown[]).includes(value)) {
    throw new RangeError(`${JSON.stringify(value)} is none of the options`);
  }
  return texts(name, value, state);
};

export function createControls(create: CreateWidget): Controls {
  /** Each property goes through the check, in the order of the state's names. */
  const make = (kind: Parameters<typeof controlKind>[0], check: Check, state: WidgetState): WidgetModel => {
    const checked: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(state)) checked[name] = check(name, value, { ...state, ...checked });
    return create({ ...controlKind(kind), check }, checked);
  };
  const exposed = <Exposed>(model: WidgetModel): Exposed =>
    exposeWidget(model, { onChange: (listener: (value: never) => unknown) => model.onChange("value", listener) });

  return {
    slider({ min = 0, max = 100, step, value = min, label = "", disabled = false } = {}) {
      const whole = Number.isInteger(min) && Number.isInteger(max) && max - min > 1;
      const size = step ?? (whole || max === min ? 1 : (max - min) / 100);
      return exposed(make("slider", range, { min, max, step: size, value, label, disabled }));
    },
    button({ label = "Press", disabled = false, onClick } = {}) {
      const model = make("button", texts, { label, disabled });
      const hear = (listener: () => unknown): (() => void) =>
        model.onMessage(({ content }) => (content === "click" ? listener() : undefined));
      if (onClick !== undefined) hear(onClick);
      return exposeWidget(model, { onClick: hear });
    },
    checkbox({ value = false, label = "", disabled = false } = {}) {
      return exposed(make("checkbox", typed("boolean", "true or false"), { value, label, disabled }));
    },
    select({ options, value = options?.[0], label = "", disabled = false }) {
      return exposed(make("select", oneOf, { options, value, label, disabled }));
    },
    textField({ value = "", label = "", disabled = false } = {}) {
      return exposed(make("text field", typed("string", "text"), { value, label, disabled }));
    },
  };
}
