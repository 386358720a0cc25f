// What is shown of a name or of a call: as plain text, and as Markdown.
import type { Inspection } from "./service.ts";

export function inspectionText(inspection: Inspection): { readonly plain: string; readonly markdown: string } {
  const code = inspection.kind === "name" ? `${inspection.name}: ${inspection.type}` : inspection.signatures.join("\n");
  const parameters = inspection.kind === "name" ? [] : inspection.parameters;
  const source = inspection.kind === "name" ? inspection.source : undefined;
  const active = inspection.kind === "name" ? -1 : inspection.active;
  const documented = parameters.map(({ name, documentation }, index) => ({
    name,
    documentation: documentation === "" ? "" : ` – ${documentation}`,
    isActive: index === Math.min(active, parameters.length - 1),
  }));
  const plain = [
    code,
    inspection.documentation,
    documented.map((each) => `${each.isActive ? "▸" : " "} ${each.name}${each.documentation}`).join("\n"),
    source ?? "",
  ];
  const markdown = [
    fenced(code),
    inspection.documentation,
    documented
      .map((each) => `- ${each.isActive ? `**\`${each.name}\`**` : `\`${each.name}\``}${each.documentation}`)
      .join("\n"),
    source === undefined ? "" : fenced(source),
  ];
  return { plain: plain.filter(Boolean).join("\n\n"), markdown: markdown.filter(Boolean).join("\n\n") };
}

const fenced = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\``;
