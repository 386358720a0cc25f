// The whole route, from a marked function to machine code. Newcomers start here.
//
//   TypeScript ─ recognise ─> domain AST ─ plan: bind to a call's layouts, passes ─> program + variants
//     ─ lower one variant ─> platform AST ─ generate: target, template ─> C or JavaScript
//     ─ build: compiler ─> library in the cache ─ verify: against both oracles ─> load ─> what calls go through
//
// Values go down; only results, trials and reports come up. A library call that builds its own domain AST enters at
// `plan`. The tuner walks the second half again for every variant it tries, in processes of its own (tuner/).
import { type Artifact, type Cache, openCache } from "./cache/index.ts";
import { findVerified, verifiedKey, writeVerified } from "./cache/verified.ts";
import { checkCases, type Original } from "./checks.ts";
import { generate as generateText, type TargetName } from "./codegen/generate.ts";
import type { GeneratedKernel } from "./codegen/generated.ts";
import { templateVersion } from "./codegen/templates.ts";
import { compilerVersion } from "./codegen/version.ts";
import type { PlatformProgram } from "./ir/platform.ts";
import { host } from "./node-host.ts";
import { makePlan, type Plan, type PlanOptions, type Recognised } from "./plan.ts";
import { specializersFor } from "./registry.ts";
import type { Variant } from "./runtime/dispatch.ts";
import { loadKernel } from "./runtime/load.ts";
import { nativeCall } from "./runtime/native-call.ts";
import { openTrialKernel } from "./runtime/trial/kernel.ts";
import { verifyChecks } from "./runtime/trial/verify.ts";
import { verifySync } from "./runtime/trial/verify-sync.ts";
import type { CallLayout, Config } from "./specializer.ts";
import type { FunctionSource } from "./syntax/function-source.ts";
import { type CompileResult, compileSync } from "./toolchain/compile.ts";
import { findToolchain } from "./toolchain/compilers.ts";
import { findCuda } from "./toolchain/cuda.ts";
import { machine } from "./toolchain/machine.ts";
import type { CheckCase } from "./tuner/job.ts";
import { variantName } from "./tuner/name.ts";
import { createRandom } from "./tuner/random.ts";

let opened: Cache | undefined;
/** The artifact cache of this process. */
export function cache(): Cache {
  opened ??= openCache();
  return opened;
}

/**
 * 1. The domain AST of a function, by the named specializer or the first that recognises it; undefined: by none.
 * @throws DiagnosticError when it is of the domain but can't be specialized.
 */
export function recognise(source: FunctionSource, name: string | undefined): Recognised | undefined {
  for (const specializer of specializersFor(name)) {
    const program = specializer.recognise(source);
    if (program) return { specializer, source, program };
  }
  return undefined;
}

/**
 * 2. The program for one layout of its arguments, after the platform-independent passes, and its variants.
 * @throws DiagnosticError for a call that can't be.
 */
export function plan(recognised: Recognised, call: CallLayout, options: PlanOptions): Plan {
  const compilers = findToolchain(cache()).compilers.map(({ name }) => name);
  const cuda = findCuda(cache());
  const facts = typeof cuda === "string" ? cuda : { sharedBytes: cuda.device.sharedBytes };
  return makePlan(recognised, call, { ...machine(), compilers, cuda: facts }, options);
}

/** What the plan's variants are held to: small calls and the results that both oracles agree on. */
export const checksOf = (plan: Plan, original: Original): readonly CheckCase[] =>
  checkCases(plan, original, createRandom(1));

/** 3. One variant with every loop decision made. */
export const lower = ({ specializer, program, call }: Plan, config: Config): PlatformProgram =>
  specializer.lower(program, call, config);

/** 4. Its text. */
export const generate = (plan: Plan, config: Config): GeneratedKernel =>
  generateText(lower(plan, config), config.target as TargetName);

/** How long a call waits for a compiler; a hundred times what one takes. */
const PATIENCE_SECONDS = 8;

/** 5. Its library; found in the cache when the same text was compiled before. */
export const build = (kernel: GeneratedKernel, config: Config): CompileResult =>
  compileSync({
    kernel,
    compiler: config.compiler === undefined ? undefined : String(config.compiler),
    cache: cache(),
    templates: templateVersion(),
    limitSeconds: PATIENCE_SECONDS,
  });

export interface Served {
  readonly variant: Variant;
  readonly config: Config;
  /** Generated anew when somebody looks at it: a warm start does without. */
  readonly kernel: () => GeneratedKernel;
  readonly artifact: Artifact | undefined;
  /** What verification found. */
  readonly checked: { readonly error: number; readonly bound: number; readonly shapes: number };
}
/** Why a variant can't serve, in words for the card. */
export interface Unserved {
  readonly why: string;
}

/** 5 to 7 for a native variant: build, verify in a process of its own, load; or load what was verified before. */
export function serveNative(
  plan: Plan,
  config: Config,
  checks: () => readonly CheckCase[],
  from: Variant["from"],
): Served | Unserved {
  const key = verifiedKeyOf(plan, config);
  const known = findVerified(cache(), key);
  if (known) {
    const { verified, artifact } = known;
    const variant = nativeVariant(plan, verified.parameters, artifact.library, config, from);
    return { variant, config, kernel: () => generate(plan, config), artifact, checked: verified };
  }
  const kernel = generate(plan, config);
  const compiled = build(kernel, config);
  if (!compiled.ok) return { why: `${config.compiler}: ${compiled.log.trim().split("\n").at(0) ?? compiled.kind}` };
  const verdict = verifySync(
    { language: languageOf(config), library: compiled.library, parameters: kernel.parameters, single: kernel.single },
    checks(),
    kernel.exact,
  );
  if (!verdict.ok) return { why: `its result was not right (${verdict.why}), so it is not used` };
  const checked = { error: verdict.error, bound: verdict.bound, shapes: verdict.shapes };
  remember(key, compiled.artifact, kernel, checked);
  const variant = nativeVariant(plan, kernel.parameters, compiled.library, config, from);
  return { variant, config, kernel: () => kernel, artifact: compiled.artifact, checked };
}

/** 7 for a variant that the trial process has verified. */
export function serveVerified(plan: Plan, config: Config, checked: Served["checked"]): Served | Unserved {
  const kernel = generate(plan, config);
  const compiled = build(kernel, config);
  if (!compiled.ok) return { why: compiled.log.trim().split("\n").at(0) ?? compiled.kind };
  remember(verifiedKeyOf(plan, config), compiled.artifact, kernel, checked);
  const variant = nativeVariant(plan, kernel.parameters, compiled.library, config, "tuned");
  return { variant, config, kernel: () => kernel, artifact: compiled.artifact, checked };
}

/** Whether a native variant needs no compiler: it was built and verified before. */
export const isVerified = (plan: Plan, config: Config): boolean =>
  findVerified(cache(), verifiedKeyOf(plan, config)) !== undefined;

const verifiedKeyOf = (plan: Plan, config: Config): string =>
  verifiedKey([
    plan.key,
    Object.entries(config).sort(),
    findToolchain(cache()).compilers.map(({ version }) => version),
    config.target === "cuda" ? findCuda(cache()) : "",
    machine().cpuKey,
    compilerVersion(),
  ]);

function remember(key: string, artifact: Artifact, kernel: GeneratedKernel, checked: Served["checked"]): void {
  const { parameters, lines, exact } = kernel;
  writeVerified(cache(), key, {
    artifact: artifact.facts.key,
    parameters: [...parameters],
    lines: [...lines],
    exact,
    ...checked,
  });
}

function nativeVariant(
  { source }: Plan,
  parameters: GeneratedKernel["parameters"],
  library: string,
  config: Config,
  from: Variant["from"],
): Variant {
  const kernel = loadKernel(library, parameters, languageOf(config));
  const name = `${source.name} of ${source.source.name}`;
  return {
    name: variantName(config),
    config,
    target: String(config.target),
    from,
    ...nativeCall({ kernel, host: host(), name }),
    ...(kernel.failure && { failure: kernel.failure }),
  };
}

const languageOf = (config: Config) => (config.target === "cuda" ? "cuda" : "c");

/** The js target: generated JavaScript in this process, verified here. */
export function serveJavaScript(plan: Plan, checks: () => readonly CheckCase[]): Served | Unserved {
  const config = plan.javascript;
  if (!config) return { why: "the js target was not asked for" };
  const past = lower(plan, config);
  const kernel = generateText(past, "js");
  const { run, any } = openTrialKernel(
    { language: "js", source: kernel.source, parameters: kernel.parameters },
    past.extents,
    host().cancel,
  );
  const verdict = verifyChecks({ run, any, parameters: kernel.parameters, single: false }, checks(), kernel.exact);
  if (!verdict.ok)
    return { why: `the js target's result was wrong at ${verdict.mistake.parameter}[${verdict.mistake.index}]` };
  return {
    variant: { name: "js", config, target: "js", from: "default", run },
    config,
    kernel: () => kernel,
    artifact: undefined,
    checked: verdict,
  };
}
