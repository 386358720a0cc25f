// Renders the report's templates: unlike templates of code, these escape every value they are given.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";

const folder = join(packageRoot(), "templates", "report");
let environment: typeof Handlebars | undefined;
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** `templates/report/<name>.hbs` with plain data. A name the data lacks is an error, not an empty string. */
export function renderHtml(name: string, data: object): string {
  environment ??= withPartials();
  let template = compiled.get(name);
  if (!template) {
    template = environment.compile(readFileSync(join(folder, `${name}.hbs`), "utf8"), { strict: true });
    compiled.set(name, template);
  }
  return template(data);
}

/** Every file of the folder is a partial of the others, under its own name. */
function withPartials(): typeof Handlebars {
  const created = Handlebars.create();
  for (const file of readdirSync(folder))
    if (file.endsWith(".hbs"))
      created.registerPartial(file.slice(0, -4), readFileSync(join(folder, file), "utf8").replace(/\n$/, ""));
  return created;
}

function packageRoot(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, "package.json"))) at = dirname(at);
  return at;
}
