// From what a cell gives as `render` to the module that the browser loads.
import vm from "node:vm";
import { RUNTIME } from "../transform/slot-names.ts";

/**
 * @param render the text of an ES module, or a function whose source is sent: it sees its arguments and what browsers have
 * @throws TypeError saying why the browser could not run it
 */
export function moduleOf(render: unknown): string {
  if (typeof render === "string") return render;
  if (typeof render !== "function") {
    throw new TypeError("a widget needs render: the text of a module, or a function ({ model, el }) => …");
  }
  const source = String(render);
  const hidden = new RegExp(`\\b${RUNTIME}\\.\\w+\\.([\\p{ID_Continue}$]+)`, "u").exec(source);
  if (hidden !== null) {
    throw new TypeError(
      `render runs in the browser and can't use the notebook's variable "${hidden[1]}": hand it over in the state`,
    );
  }
  const expression = [`(${source})`, `Object.values({ ${source} })[0]`].find(compiles);
  if (expression === undefined) {
    throw new TypeError("the source of render can't be sent: give a function of the cell, or the text of a module");
  }
  return `export default { render: ${expression} };`;
}

const compiles = (expression: string): boolean => {
  try {
    new vm.Script(expression);
    return true;
  } catch {
    return false;
  }
};
