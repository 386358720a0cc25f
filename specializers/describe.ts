// What a marked function has to show: the report's model, and every stage for `explain()`.
import { cpus, totalmem } from "node:os";
import { type CompiledCall, signatureOf } from "./instance.ts";
import { printPlatform } from "./ir/print-platform.ts";
import { positionOf, type SourceText } from "./ir/span.ts";
import type { Served } from "./pipeline.ts";
import { cache, lower } from "./pipeline.ts";
import type { Explanation, LineChart, MachineSummary, ReportModel, ReportState } from "./report/index.ts";
import type { Diagnostic } from "./syntax/diagnostic.ts";
import { findToolchain } from "./toolchain/compilers.ts";
import { machine } from "./toolchain/machine.ts";

/** A marked function, as far as it goes: declined, never called, or called. */
export interface Subject {
  readonly name: string;
  /** A class's kernel: how it is called. */
  readonly callee?: string;
  /** A library call's code: it knows what it was called with. */
  readonly tunesWithoutArguments?: true;
  readonly specializer: string;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** The call that the report is about: the last new one. */
  readonly call: CompiledCall | undefined;
  /** The domain AST as recognised, printed. */
  readonly domain: string | undefined;
  /** What the report shows beside the trials. */
  readonly charts?: readonly LineChart[];
}

function machineSummary(): MachineSummary {
  const { cpu, cores, lastLevelCacheBytes } = machine();
  const { compilers, openmp } = findToolchain(cache());
  return {
    cpu: cpu || (cpus()[0]?.model ?? "unknown"),
    cores,
    memoryBytes: totalmem(),
    lastLevelCacheBytes,
    node: process.version,
    compilers: compilers.map(({ version }) => (openmp.kind === "none" ? version : `${version} + ${openmp.kind}`)),
  };
}

export function reportModel(subject: Subject): ReportModel {
  const { name, callee, specializer, source, diagnostics, notes, call, charts, tunesWithoutArguments } = subject;
  const state: ReportState = diagnostics.length > 0 && !call ? "declined" : (call?.state ?? "recognised");
  return {
    kernel: name,
    ...(callee && { callee }),
    ...(tunesWithoutArguments && { tunesWithoutArguments }),
    specializer,
    state,
    signature: call ? signatureOf(call.plan) : "",
    machine: machineSummary(),
    source,
    diagnostics,
    notes: [...notes, ...(call?.notes ?? [])],
    serving: call && {
      name: call.variant.name,
      config: call.variant.config,
      target: call.variant.target,
      from: call.variant.from,
    },
    reference: call?.referenceSeconds === undefined ? undefined : { seconds: call.referenceSeconds },
    trials: call ? [...call.trials.values()] : [],
    // as it was last timed, not as it was when it was promoted
    best: call?.best && (call.trials.get(call.best.name) ?? call.best),
    axes: call?.plan.space.axes ?? [],
    ...(charts && { charts }),
    cost: call?.cost,
    ceiling: call?.ceiling,
    noisy: call?.noisy ?? false,
    final: call?.final ?? false,
    checkedShapes: call?.served.checked.shapes ?? 0,
    calls: { count: call?.calls ?? 0, tuningSeconds: call?.tuningSeconds ?? 0 },
    passes: call?.plan.passes.map(({ after: _, ...pass }) => ({ ...pass, after: undefined })) ?? [],
    ...generatedAndCompiled(call?.served, source),
    seed: 1,
  };
}

function generatedAndCompiled(
  served: Served | undefined,
  source: SourceText,
): Pick<ReportModel, "generated" | "compiled"> {
  if (!served) return { generated: undefined, compiled: undefined };
  const kernel = served.kernel();
  const facts = served.artifact?.facts;
  return {
    generated: {
      language: kernel.language,
      source: kernel.source,
      cellLines: [...kernel.lines].map(([line, offset]) => [line, positionOf(source, offset).line] as const),
    },
    compiled: facts && { compiler: facts.compiler, flags: facts.flags, log: facts.log, seconds: facts.seconds },
  };
}

export function explanation(subject: Subject): Explanation {
  const { name, specializer, source, diagnostics, call, domain } = subject;
  const print = call?.plan.specializer.print;
  return {
    kernel: name,
    specializer,
    signature: call ? signatureOf(call.plan) : "",
    source,
    diagnostics,
    domain: call && print ? print(call.plan.specializer.bind(call.plan.recognisedProgram, call.plan.call)) : domain,
    passes: call?.plan.passes ?? [],
    variant: call && { name: call.variant.name, config: call.variant.config, target: call.variant.target },
    platform: call && printPlatform(lower(call.plan, call.served.config)),
    ...generatedAndCompiled(call?.served, source),
    notDone: [...subject.notes, ...(call?.notes ?? []), ...(call ? illegalVariants(call) : [])],
  };
}

/** For each axis of the loops, the values that can't be combined with what serves, with the reason. */
function illegalVariants({ plan, served }: CompiledCall): string[] {
  const loops = plan.space.axes.filter(({ name }) => name !== "target" && name !== "compiler");
  return loops.flatMap(({ name, label, values }) =>
    values.flatMap((value) => {
      const why = plan.space.illegal({ ...served.config, [name]: value });
      return why === undefined ? [] : [`${label} ${value}: ${why}`];
    }),
  );
}
