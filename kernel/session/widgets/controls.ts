// The page's side of the ready-made widgets: native inputs, so that keyboard and screen reader work, in JupyterLab's own
// colours. The text below runs in the browser.
import type { WidgetKind, WidgetState } from "./model.ts";

export type ControlName = "slider" | "button" | "checkbox" | "select" | "text field";

/** Each control's element, how it shows the state, and which event of it changes what. */
const ELEMENTS: Readonly<Record<ControlName, string>> = {
  slider: `
    const input = element("input", { type: "range" });
    const output = element("output", { htmlFor: id });
    return { parts: [input, output], input, event: "input", read: () => input.valueAsNumber, show() {
      for (const name of ["min", "max", "step", "value"]) input[name] = String(model.get(name));
      output.textContent = String(Number(model.get("value").toPrecision(12)));
    } };`,
  button: `
    const input = element("button", { type: "button" });
    input.addEventListener("click", () => model.send("click"));
    return { parts: [input], input, show() { input.textContent = model.get("label"); } };`,
  checkbox: `
    const input = element("input", { type: "checkbox" });
    return { parts: [input], input, event: "change", read: () => input.checked, show() {
      input.checked = model.get("value");
    } };`,
  select: `
    const input = element("select");
    const options = () => model.get("options");
    return { parts: [input], input, event: "change", read: () => options()[input.selectedIndex], show() {
      const drawn = [...input.options].map((each) => each.textContent);
      const texts = options().map(String);
      if (drawn.join("\\n") !== texts.join("\\n"))
        input.replaceChildren(...texts.map((textContent) => element("option", { textContent })));
      input.selectedIndex = options().indexOf(model.get("value"));
    } };`,
  "text field": `
    const input = element("input", { type: "text" });
    return { parts: [input], input, event: "input", read: () => input.value, show() {
      if (input.value !== model.get("value")) input.value = model.get("value");
    } };`,
};

const moduleText = (name: ControlName): string => `
const element = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
const parts = (model, id) => {${ELEMENTS[name]}
};
const render = ({ model, el }) => {
  const id = "taipan-" + Math.random().toString(36).slice(2);
  const { parts: list, input, event, read, show } = parts(model, id);
  input.id = id;
  input.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes the arrow keys, and Enter
  const label = element("label", { htmlFor: id });
  const draw = () => {
    label.textContent = model.get("label");
    label.hidden = label.textContent === "";
    if (label.hidden) input.setAttribute("aria-label", "${name}");
    else input.removeAttribute("aria-label");
    input.disabled = model.get("disabled");
    show();
  };
  if (event !== undefined) input.addEventListener(event, () => {
    model.set("value", read());
    model.save_changes();
  });
  const root = element("div", { className: "taipan-control" });
  if (input.type === "button") root.append(input);
  else root.append(...(input.type === "checkbox" ? [input, label] : [label, ...list]));
  model.on("change", draw);
  draw();
  el.append(root);
  return () => model.off("change", draw);
};
export default { render };
`;

const CSS = `
.taipan-control {
  display: flex; align-items: center; gap: 0.75em; padding: 3px 2px; min-height: 28px;
  color: var(--jp-ui-font-color1, inherit); accent-color: var(--jp-brand-color1, #1976d2);
  font-family: var(--jp-ui-font-family, sans-serif); font-size: var(--jp-ui-font-size1, 13px);
}
body[data-jp-theme-light="false"] .taipan-control { color-scheme: dark; }
.taipan-control [hidden] { display: none; }
.taipan-control input[type="range"] { width: min(20em, 50vw); margin: 0; }
.taipan-control output { min-width: 3em; font-variant-numeric: tabular-nums; }
.taipan-control button, .taipan-control select, .taipan-control input[type="text"] {
  font: inherit; color: inherit; min-height: 26px; padding: 2px 12px; border-radius: 3px;
  border: 1px solid var(--jp-border-color0, #757575); background: var(--jp-layout-color1, canvas);
}
.taipan-control input[type="text"] { width: min(20em, 50vw); padding: 2px 6px; }
.taipan-control button { background: var(--jp-layout-color2, buttonface); cursor: pointer; }
.taipan-control button:hover:enabled { background: var(--jp-layout-color3, buttonface); }
.taipan-control button:active:enabled { border-color: var(--jp-brand-color1, #1976d2); }
.taipan-control :disabled { opacity: 0.5; cursor: default; }
.taipan-control :focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 1px; }
`;

export const controlKind = (name: ControlName): WidgetKind => ({
  id: "taipan-control",
  module: moduleText(name),
  css: CSS,
  describe: (state: WidgetState) =>
    [state.label === "" ? name : `${name} "${state.label}"`, ...("value" in state ? [valueText(state)] : [])].join(
      ": ",
    ),
});

const valueText = ({ value, min, max }: WidgetState): string =>
  min === undefined ? JSON.stringify(value) : `${value} (${min} to ${max})`;
