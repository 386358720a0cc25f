// Templates of HTML: unlike templates of code, these escape every value they are given.
import Handlebars from "handlebars";
import { allTemplates } from "./templates.ts";

/** A misspelt name is an error; no name is a helper but the built-in ones, which makes less code to run. */
const options = { strict: true, knownHelpersOnly: true } as const;

/**
 * Renders `templates/<folder>/<name>.hbs`; every file of the folder is a partial of the others, under its own name.
 * `{{group.name}}` of `fixed` is put into the text before it is compiled: colours and styles are the same in every
 * place, and compiling them as data took most of the time of a first card.
 */
export function htmlRenderer(
  folder: string,
  fixed: Readonly<Record<string, Readonly<Record<string, string>>>>,
): (name: string, data: object) => string {
  let environment: typeof Handlebars | undefined;
  const compiled = new Map<string, HandlebarsTemplateDelegate>();

  const withFixed = (text: string): string =>
    text.replace(/\{\{(\w+)\.(\w+)\}\}/g, (tag, group, name) => fixed[group]?.[name] ?? tag);

  const partials = (): typeof Handlebars => {
    const created = Handlebars.create();
    for (const [path, text] of allTemplates())
      if (path.startsWith(`${folder}/`))
        created.registerPartial(
          path.slice(folder.length + 1),
          created.compile(withFixed(text).replace(/\n$/, ""), options),
        );
    return created;
  };

  return (name, data) => {
    environment ??= partials();
    let template = compiled.get(name);
    if (!template) {
      template = environment.compile(`{{> ${name}}}`, options);
      compiled.set(name, template);
    }
    return template(data);
  };
}
