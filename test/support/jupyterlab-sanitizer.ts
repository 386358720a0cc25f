// What JupyterLab leaves of HTML in an untrusted notebook: the rules of `Sanitizer` in @jupyterlab/apputils 4.7, as far as
// a report may need them. What is not listed here JupyterLab may still allow; a report has to do without.
// The expressions follow that package: Copyright (c) Jupyter Development Team, Modified BSD License.
import sanitize, { type Options } from "sanitize-html";

const number = "[+-]?([0-9]*[.])?[0-9]+(e-?[0-9]*)?";
const positive = "[+]?([0-9]*[.])?[0-9]+(e-?[0-9]*)?";
const units = "(px|em|rem|ex|in|cm|mm|pt|pc)";
const length = `(${number}${units}|0)`;
const lengthPositive = `(${positive}${units}|0)`;
const lengthOrPercent = `(0|${number}(px|em|rem|ex|in|cm|mm|pt|pc|%))`;
const percentage = `${number}%`;
const percentagePositive = `${positive}%`;
const ident = String.raw`-?([_a-z]|[\xA0-\xFF]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])([_a-z0-9-]|[\xA0-\xFF]|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])*`;
const text = String.raw`(\"([^\n\r\f\\"]|\\\n|\r\n|\r|\f|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])*\")|(\'([^\n\r\f\\']|\\\n|\r\n|\r|\f|\\[0-9a-f]{1,6}(\r\n|[ \t\r\n\f])?|\\[^\r\n\f0-9a-f])*\')`;
const url = String.raw`url\(.*?\)`;

const zeroTo255 = "([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
const zeroToOne = "[+]?(1([.][0]+)?|0?([.][0-9]+)?)";
const zeroToHundred = "[+]?(([0-9]|[1-9][0-9])([.][0-9]+)?|100)";
// Named colours are left out, but for the one that can't be written otherwise.
const colour = String.raw`\#(0x)?[0-9a-f]+|rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)|rgba\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(${zeroTo255}|${zeroToOne}|${zeroToHundred}%)\s*\)|transparent`;
const angle = `(${number}(deg|rad|grad|turn)|0)`;
const colourStop = `(${colour})(\\s*(${lengthOrPercent}\\s*){1,2})?`;
const gradient = `linear-gradient\\((((${angle})|to\\s+((left|right)?\\s*(top|bottom)?))\\s*,\\s*)?\\s*(((${colourStop})(\\s*(${lengthOrPercent}))?\\s*,\\s*)+(${colourStop}))\\s*\\)`;
const place = `((${lengthOrPercent}|left|center|right|top|bottom)\\s*){1,4}`;
const size = `(${lengthPositive}|${percentage}|auto){1,2}|cover|contain`;

const lineStyle = "none|hidden|dotted|dashed|solid|double|groove|ridge|inset|outset";
const lineWidth = `thin|medium|thick|${length}`;
const border = `((${lineWidth}|${lineStyle}|${colour})\\s*){1,3}`;
const margin = `${lengthOrPercent}|auto`;
const padding = `${lengthPositive}|${percentagePositive}`;
const overflow = "visible|hidden|scroll|auto";
const family = `((${text}|(${ident}\\s*)+)|serif|sans-serif|cursive|fantasy|monospace)`;
const gap = `(${lengthOrPercent}|normal)(\\s*(${lengthOrPercent}|normal))?`;

// As there, an alternative in the middle is not anchored.
const rule = (pattern: string): readonly RegExp[] => [new RegExp(`^${pattern}$`, "i")];
const styles: Readonly<Record<string, string>> = {
  background: `(((${place}\\s*(\\/\\s*${size})?)|(${url}|${gradient}|none)|(${colour}))\\s*)+`,
  "background-color": colour,
  border,
  "border-bottom": border,
  "border-left": border,
  "border-right": border,
  "border-top": border,
  "border-collapse": "collapse|separate",
  "border-radius": `((${lengthOrPercent})\\s*){1,4}(\\/\\s*((${lengthOrPercent})\\s*){1,4})?`,
  bottom: `${lengthOrPercent}|auto`,
  color: colour,
  cursor: "auto|crosshair|default|pointer|move|text|wait|help",
  display:
    "inline|block|list-item|inline-block|table|inline-table|table-cell|table-caption|flex|inline-flex|grid|inline-grid",
  flex: `(${number}|${lengthOrPercent}|none|auto)\\s*((${number}|${lengthOrPercent}|auto)\\s*){0,2}`,
  "flex-wrap": "nowrap|wrap|wrap-reverse",
  "align-items": "normal|stretch|baseline|(unsafe|safe)?\\s*(start|end|center|self-start|self-end|flex-start|flex-end)",
  "font-family": `${family}(,\\s*${family})*`,
  "font-size": `xx-small|x-small|small|medium|large|x-large|xx-large|smaller|larger|${lengthPositive}|${percentagePositive}`,
  "font-weight": "normal|bold|bolder|lighter|100|200|300|400|500|600|700|800|900",
  gap,
  height: `${length}|${percentage}|auto`,
  "justify-content": "start|end|center|stretch|space-between|space-around|space-evenly",
  left: `${lengthOrPercent}|auto`,
  "line-height": `normal|${positive}|${lengthPositive}|${percentagePositive}`,
  margin: `((${margin})\\s*){1,4}`,
  "margin-left": margin,
  "margin-top": margin,
  "max-height": `${lengthPositive}|${percentagePositive}|none|auto`,
  "max-width": `${lengthPositive}|${percentagePositive}|none|auto`,
  "min-width": `${lengthPositive}|${percentagePositive}|auto`,
  opacity: zeroToOne,
  overflow,
  "overflow-wrap": "normal|break-word",
  "overflow-x": `${overflow}|no-display|no-content`,
  padding: `((${padding})\\s*){1,4}`,
  position: "static|relative|absolute",
  right: `${length}|${percentage}|auto`,
  "table-layout": "auto|fixed",
  "text-align": "left|right|center|justify",
  "text-decoration": "none|((underline|overline|line-through|blink)\\s*)+",
  "text-overflow": `((clip|ellipsis|${text})\\s*){1,2}`,
  top: `${length}|${percentage}|auto`,
  "white-space": "normal|pre|nowrap|pre-wrap|pre-line",
  width: `${lengthPositive}|${percentagePositive}|auto`,
};

const options: Options = {
  allowedTags: (
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i " +
    "img ins kbd li mark meter ol output p pre progress q s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
  ).split(" "),
  allowedAttributes: {
    "*": ["class", "data-jupyter-id", "dir", "hidden", "id", "lang", "style", "title", "translate"],
    a: ["href", "hreflang", "rel", "target", "type"],
    details: ["open"],
    img: ["align", "alt", "border", "height", "src", "width"],
    meter: ["high", "low", "max", "min", "value"],
    progress: ["max", "min", "value"],
    td: ["abbr", "align", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign", "width"],
    th: ["abbr", "align", "colspan", "headers", "height", "nowrap", "rowspan", "scope", "valign", "width"],
  },
  allowedStyles: {
    "*": Object.fromEntries(Object.entries(styles).map(([property, pattern]) => [property, rule(pattern)])),
  },
  transformTags: {
    "*": (tagName, attribs) => {
      const { id, ...rest } = attribs;
      return { tagName, attribs: id === undefined ? rest : { ...rest, "data-jupyter-id": id } };
    },
  },
  allowedSchemesAppliedToAttributes: ["href", "cite"],
};

export function sanitizeAsJupyterLab(html: string): string {
  return sanitize(html, options);
}
