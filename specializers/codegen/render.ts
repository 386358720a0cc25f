// Handlebars, and nothing else of the compiler imports it: a named template and plain data become text.
import Handlebars from "handlebars";
import { allTemplates, templateRevision } from "./templates.ts";

interface Compiled {
  readonly revision: number;
  readonly handlebars: typeof Handlebars;
  readonly templates: Map<string, Handlebars.TemplateDelegate>;
}

let current: Compiled | undefined;

/** An instance of our own with every template registered as a partial. */
function environment(): Compiled {
  if (current?.revision === templateRevision()) return current;
  const handlebars = Handlebars.create();
  // strict: a misspelt name is an error here, not an empty place in the text
  for (const [name, text] of allTemplates()) handlebars.registerPartial(name, handlebars.compile(text, options));
  current = { revision: templateRevision(), handlebars, templates: new Map() };
  return current;
}

const options = { noEscape: true, strict: true, preventIndent: true } as const;

/** Throws an Error that names the template when it does not exist or asks for data that is not there. */
export function render(name: string, data: Readonly<Record<string, unknown>>): string {
  const { handlebars, templates } = environment();
  let template = templates.get(name);
  if (template === undefined) {
    const text = allTemplates().get(name);
    if (text === undefined) throw new Error(`There is no template ${name}.hbs.`);
    template = handlebars.compile(text, options);
    templates.set(name, template);
  }
  try {
    return template(data);
  } catch (error) {
    throw new Error(`Template ${name}.hbs: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
