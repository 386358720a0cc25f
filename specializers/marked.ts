// The function that takes a marked function's place: the same call, and the members of the contract (report, tune, …).
import type { MarkOptions } from "./cells.ts";
import type { Original } from "./checks.ts";
import { explanation, reportModel, type Subject } from "./describe.ts";
import { callFault, isCompilersLimit } from "./faults.ts";
import { type CompiledCall, compileCall, leaveDevice, outgrown, promoteDefault, tunableOf } from "./instance.ts";
import { host } from "./node-host.ts";
import { type Outputs, uncalled } from "./outputs.ts";
import { plan } from "./pipeline.ts";
import type { Recognised } from "./plan.ts";
import { repeatedOf } from "./repeated.ts";
import { explainBundle, reportBundle } from "./report/index.ts";
import { type Explained, explained, type Report, report } from "./report-object.ts";
import { deviceIsFull, deviceLeftPartly, hostIsFull } from "./run-faults.ts";
import { aliased, callLayout, readArguments, scalarsOf } from "./runtime/arguments.ts";
import {
  constantReader,
  DEVICE_LEFT_PARTLY,
  type Made,
  matches,
  NO_ROOM,
  resultOf,
  type Values,
} from "./runtime/dispatch.ts";
import type { Diagnostic } from "./syntax/diagnostic.ts";
import type { FunctionSource } from "./syntax/function-source.ts";
import { forget, type Tunable, tuneNow, tuneWhenIdle } from "./tuning.ts";

export interface TuneOptions {
  /** Budget in seconds, pauses left out. */
  readonly seconds?: number;
  /** Sweeps of `iterate` that the tuning is for. */
  readonly steps?: number;
}

/** What every marked function has beside its call. */
export interface Specialized {
  (...args: readonly unknown[]): unknown;
  /** The original TypeScript. */
  readonly reference: Original;
  /** Why it runs as TypeScript; empty when it does not. */
  readonly diagnostics: readonly Diagnostic[];
  /** `steps` sweeps, the first two arrays swapping roles; returns the one that holds the result. */
  iterate<A>(steps: number, input: A, output: A, ...rest: readonly unknown[]): A;
  /** The same call off the event loop. */
  async(...args: readonly unknown[]): Promise<unknown>;
  /** Tunes now for arguments of these layouts; the arrays keep their contents. */
  tune(args: readonly unknown[], options?: TuneOptions): Promise<Report>;
  report(): Report;
  explain(): Explained;
}

export interface MarkedSource {
  readonly source: FunctionSource;
  /** A domain AST, or why there is none. */
  readonly found: Recognised | Diagnostic;
  readonly original: Original;
  readonly captures: Readonly<Record<string, () => unknown>>;
  readonly options: MarkOptions;
  readonly outputs: Outputs;
  /** Aborted when another function takes this one's place: it need not be tuned any more. */
  readonly replaced?: AbortSignal;
}

/** Captured values that change at each call would compile without end; from so many layouts on, they are left to TypeScript. */
const MOST_LAYOUTS = 64;

export function specialized(marked: MarkedSource): Specialized {
  const { source, found, original, captures, options, outputs, replaced } = marked;
  const { card, stages } = outputs;
  const recognised = "program" in found ? found : undefined;
  const diagnostics: Diagnostic[] = "program" in found ? [] : [found];
  const notes: string[] = [];
  const calls: CompiledCall[] = [];
  /** Layouts that TypeScript does: none of their variants would serve, and finding that out again takes a compiler. */
  const refused: Made[] = [];
  let last: CompiledCall | undefined;

  const subject = (): Subject => ({ ...uncalled(source, found), diagnostics, notes, call: last });
  let explainedVariant: unknown;
  let explainedReasons = 0;
  const redraw = () => {
    card.show(() => reportBundle(reportModel(subject())));
    const reasons = diagnostics.length + notes.length;
    if (last?.variant === explainedVariant && reasons === explainedReasons) return;
    explainedVariant = last?.variant;
    explainedReasons = reasons;
    stages.show(() => explainBundle(explanation(subject())));
  };
  const runOriginal = (args: readonly unknown[]): unknown =>
    recognised?.specializer.runOriginal && args.some((arg) => typeof arg !== "number")
      ? recognised.specializer.runOriginal(original, args)
      : original(...args);

  /** The steps of `iterate` as one program; `latest` once the last call went there: what the report is about. */
  const repeated =
    recognised &&
    repeatedOf(recognised, (found) => specialized({ ...marked, found, outputs: { card: card.below(), stages } }));
  let latest: Specialized | undefined;
  if (!recognised) return members(runOriginal);
  const { specializer, program } = recognised;
  const { returns } = program;
  const constantsOf = constantReader(program, specializer.structural(program), captures);

  function call(...args: readonly unknown[]): unknown {
    latest = undefined;
    if (last !== undefined && matches(last, program, args, constantsOf(args))) {
      last.calls++;
      return run(last, args as Values, args);
    }
    return slowCall(args);
  }

  /** A layout that is not the last call's: another known one, a new one, or none that can be compiled. */
  function slowCall(args: readonly unknown[]): unknown {
    if (specializer.runsAsScalar?.(args)) return original(...args);
    const ready = prepare(args);
    if (!ready) return runOriginal(args);
    const { compiled, values, unpack } = ready;
    compiled.calls++;
    if (outgrown(compiled)) promoteDefault(compiled);
    const result = run(compiled, values, args);
    unpack();
    return result;
  }

  function run(compiled: CompiledCall, values: Values, args: readonly unknown[]): unknown {
    const { variant } = compiled;
    const returned = returns && new Float64Array(returns.length);
    const status = variant.run(returned ? [...values, returned] : values);
    if (status < 0) return afterFailure(compiled, status, values, args);
    if (status !== 0) {
      const error = host().interrupted();
      throw specializer.interrupted?.(error, program, values, status) ?? error;
    }
    return returned && resultOf(returns, returned);
  }

  /** Without room the caller has to decide; when a device failed, another target does the call, if it still can. */
  function afterFailure(compiled: CompiledCall, status: number, values: Values, args: readonly unknown[]): unknown {
    const why = compiled.variant.failure?.() ?? `status ${status}`;
    if (status === NO_ROOM) throw (compiled.variant.target === "cuda" ? deviceIsFull : hostIsFull)(program, why);
    const served = leaveDevice(compiled, why);
    redraw();
    if (status === DEVICE_LEFT_PARTLY) throw deviceLeftPartly(program, why);
    return served ? run(compiled, values, args) : runOriginal(args);
  }

  /** The compiled call for these arguments; undefined when TypeScript has to do it, with a note that says why. */
  function prepare(args: readonly unknown[], tunes = true) {
    let asked: Made | undefined;
    try {
      const { values, layouts, unpack } = readArguments(program, source.source, args);
      const twins = aliased(program, values);
      if (twins) {
        note(
          twins[0] === twins[1]
            ? `\`${twins[0]}\` is passed twice`
            : `\`${twins[0]}\` and \`${twins[1]}\` share memory`,
          "points would see each other's results",
        );
        return undefined;
      }
      const constants = constantsOf(args);
      let compiled = calls.find((known) => matches(known, program, values, constants));
      if (!compiled) {
        if (refused.some((known) => matches(known, program, values, constants))) return undefined;
        if (calls.length + refused.length >= MOST_LAYOUTS) {
          note(
            `\`${source.name}\` has been called with ${MOST_LAYOUTS} layouts`,
            "make values that change at each call parameters",
          );
          return undefined;
        }
        asked = { layouts, constants };
        const made = plan(recognised!, callLayout(program, layouts, namedConstants(constants)), options);
        compiled = compileCall(made, layouts, constants, original, options.tune === "idle", scalarsOf(program, values));
        calls.push(compiled);
        last = compiled;
        if (tunes && !compiled.final) tuneAsMarked(compiled, args);
      }
      last = compiled;
      redraw();
      return { compiled, values, unpack };
    } catch (error) {
      if (!isCompilersLimit(error, specializer.runsAnyCall?.(program) === true)) throw callFault(error);
      if (asked) refused.push(asked);
      if (!diagnostics.some(({ code }) => code === error.diagnostic.code)) diagnostics.push(error.diagnostic);
      redraw();
      return undefined;
    }
  }

  function namedConstants(values: readonly number[]): Record<string, number> {
    return Object.fromEntries(specializer.structural(program).map((name, i) => [name, values[i]!]));
  }

  function note(what: string, why: string): void {
    const text = `${what}: such a call runs as TypeScript, since ${why}.`;
    if (notes.includes(text)) return;
    notes.push(text);
    redraw();
  }

  function tunable(compiled: CompiledCall, args: readonly unknown[], seconds: number, done: () => void): Tunable {
    return tunableOf(compiled, { seconds, scalars: scalarsOf(program, args), captures }, redraw, done);
  }

  /** What idle time is used for. */
  const idle = new Map<CompiledCall, Tunable>();
  replaced?.addEventListener("abort", () => {
    for (const each of idle.values()) forget(each);
  });
  function tuneAsMarked(compiled: CompiledCall, args: readonly unknown[]): void {
    if (options.tune === "off" || replaced?.aborted) return;
    const made = tunable(compiled, args, options.seconds, () => {});
    if (options.tune === "now") tuneNow(made);
    else {
      idle.set(compiled, made);
      tuneWhenIdle(made);
    }
  }

  function members(callable: (args: readonly unknown[]) => unknown): Specialized {
    const result = recognised ? call : (...args: readonly unknown[]) => callable(args);
    Object.defineProperty(result, "name", { value: source.name, configurable: true });
    const methods = Object.entries(recognised?.specializer.methods ?? {}).map(
      ([name, method]) => [name, (...args: readonly unknown[]) => method(result, args, recognised!.program)] as const,
    );
    return Object.assign(result, {
      ...Object.fromEntries(methods),
      reference: original,
      diagnostics,
      iterate<A>(steps: number, input: A, output: A, ...rest: readonly unknown[]): A {
        if (!Number.isInteger(steps) || steps < 0)
          throw new RangeError(`iterate(steps, …): steps is a whole number of at least 0; got ${steps}`);
        let [from, to] = [input, output];
        if (steps > 1 && repeated?.fits(input, output, rest)) {
          latest = repeated.marked;
          latest(input, output, ...rest, steps);
          return steps % 2 === 0 ? input : output;
        }
        for (let step = 0; step < steps; step++) {
          result(from, to, ...rest);
          [from, to] = [to, from];
        }
        return from;
      },
      async async(...args: readonly unknown[]): Promise<unknown> {
        const ready = recognised && !recognised.specializer.runsAsScalar?.(args) ? prepare(args) : undefined;
        if (!ready?.compiled.variant.runAsync) return result(...args);
        ready.compiled.calls++;
        const returned = new Float64Array(program.returns?.length ?? 0);
        const values = program.returns ? [...ready.values, returned] : ready.values;
        const status = await ready.compiled.variant.runAsync(values);
        if (status < 0) {
          const result = afterFailure(ready.compiled, status, ready.values, args);
          ready.unpack();
          return result;
        }
        if (status !== 0) throw host().interrupted();
        ready.unpack();
        return program.returns && resultOf(program.returns, returned);
      },
      tune(args: readonly unknown[], { seconds = options.seconds, steps = 1 }: TuneOptions = {}): Promise<Report> {
        if (!Array.isArray(args))
          throw new TypeError("tune(args, options): args is the list of the call's arguments: tune([u, out])");
        if (!(seconds > 0 && Number.isFinite(seconds)))
          throw new RangeError(`tune(args, { seconds }): seconds is a number above 0; got ${seconds}`);
        if (!Number.isInteger(steps) || steps < 1)
          throw new RangeError(`tune(args, { steps }): steps is a whole number of at least 1; got ${steps}`);
        const [input, output, ...rest] = args;
        if (steps > 1 && repeated?.fits(input, output, rest)) {
          latest = repeated.marked;
          return latest.tune([...args, steps], { seconds });
        }
        latest = undefined;
        const ready = recognised && prepare(args, false);
        if (!ready) return Promise.resolve(report(subject()));
        const { compiled } = ready;
        const before = idle.get(compiled);
        if (before) forget(before);
        return new Promise((resolve) =>
          tuneNow(
            tunable(compiled, args, seconds, () => {
              redraw();
              card.flush();
              resolve(report({ ...subject(), call: compiled }));
            }),
          ),
        );
      },
      report: () => latest?.report() ?? report(subject()),
      explain: () => latest?.explain() ?? explained(subject()),
    });
  }

  return members(call);
}
