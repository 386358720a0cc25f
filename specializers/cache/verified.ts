// Which library does which variant of which program, once it has been compiled and verified here: a new session finds
// its code without generating, compiling or verifying it again.
import * as v from "valibot";
import { type Artifact, findArtifact } from "./artifacts.ts";
import type { Cache } from "./folder.ts";
import { digest } from "./key.ts";
import { readFacts, writeFacts } from "./records.ts";

const Schema = v.object({
  format: v.literal(1),
  artifact: v.string(),
  parameters: v.array(
    v.object({
      name: v.string(),
      kind: v.picklist(["array", "scalar"]),
      dtype: v.picklist(["f64", "f32", "i32", "u8"]),
      access: v.picklist(["in", "out", "inout"]),
    }),
  ),
  lines: v.array(v.tuple([v.number(), v.number()])),
  exact: v.boolean(),
  /** What verification found: the largest error, its bound, and on how many shapes. */
  error: v.number(),
  bound: v.number(),
  shapes: v.number(),
});

export type Verified = Readonly<v.InferOutput<typeof Schema>>;

/** `inputs` is everything that the library depends on: program, layouts, config, compiler, machine, the compiler's own version. */
export const verifiedKey = (inputs: readonly unknown[]): string => `verified-${digest(JSON.stringify(inputs))}`;

/** The record and its library; undefined when either is gone or can't be trusted. */
export function findVerified(
  cache: Cache,
  key: string,
): { readonly verified: Verified; readonly artifact: Artifact } | undefined {
  const verified = readFacts(cache, key, Schema);
  const artifact = verified && findArtifact(cache, verified.artifact);
  return verified && artifact && { verified, artifact };
}

export const writeVerified = (cache: Cache, key: string, verified: Omit<Verified, "format">): void =>
  writeFacts(cache, key, { format: 1, ...verified });
