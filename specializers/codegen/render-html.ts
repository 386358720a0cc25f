// Renders the report's templates: unlike templates of code, these escape every value they are given.
import Handlebars from "handlebars";
import { allTemplates } from "./templates.ts";

const folder = "report/";
let environment: typeof Handlebars | undefined;
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** `templates/report/<name>.hbs` with plain data. A name the data lacks is an error, not an empty string. */
export function renderHtml(name: string, data: object): string {
  environment ??= withPartials();
  let template = compiled.get(name);
  if (!template) {
    template = environment.compile(`{{> ${name}}}`, { strict: true });
    compiled.set(name, template);
  }
  return template(data);
}

/** Every file of the folder is a partial of the others, under its own name. */
function withPartials(): typeof Handlebars {
  const created = Handlebars.create();
  for (const [name, text] of allTemplates())
    if (name.startsWith(folder))
      created.registerPartial(name.slice(folder.length), created.compile(text.replace(/\n$/, ""), { strict: true }));
  return created;
}
