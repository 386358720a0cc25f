// Vega and Vega-Lite: specifications, and what gives one by `toSpec()`.
import type { MimeBundle } from "../../specializers/index.ts";
import { isRecord } from "./mime.ts";

const SCHEMA = /^https?:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)/;
/** No front end has a renderer of a later one; it takes later specifications too, under this name. */
const latest = 5;

/** The bundle of a specification that names its schema. */
export function specificationBundle(spec: unknown): MimeBundle | undefined {
  if (!isRecord(spec) || typeof spec.$schema !== "string") return undefined;
  const found = SCHEMA.exec(spec.$schema);
  if (found === null) return undefined;
  const version = Math.min(latest, Number(found[2]));
  const $schema = spec.$schema.replace(`/v${found[2]}`, `/v${version}`);
  return { [`application/vnd.${found[1]!.replace("-", "")}.v${version}+json`]: { ...spec, $schema } };
}

export function chartBundle(value: object): MimeBundle | undefined {
  const { toSpec } = value as { readonly toSpec?: unknown };
  return specificationBundle(typeof toSpec === "function" ? toSpec.call(value) : value);
}
