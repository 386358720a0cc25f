// The trial process: runs variants where a crash, a hang or a wild write harms nobody. Started by the tuner, which
// kills it when it takes too long; the system kills it when the tuner dies.
import type { NumericArray } from "../../specializer.ts";
import { dieWithParent } from "../die-with-parent.ts";
import { allocate } from "../memory.ts";
import { mapSharedMemory, type SharedMemory } from "../shared-memory.ts";
import { createTrialArrays, type TrialArrays } from "./arrays.ts";
import { openTrialKernel, type TrialCode, type TrialKernel } from "./kernel.ts";
import {
  CANCEL_WORD,
  CHECK_WORD,
  CONTROL_BYTES,
  PHASE_WORD,
  PHASES,
  SHARED_DESCRIPTOR,
  type TrialAnswer,
  type TrialRequest,
  type TrialSetup,
} from "./protocol.ts";
import { measure } from "./sample.ts";
import { type Mistake, verifyChecks } from "./verify.ts";

dieWithParent(Number(process.argv[2]));

/** Counts the times this process was stopped and went on; a sample that a stop fell into is taken again. */
let continued = 0;
process.on("SIGCONT", () => {
  continued++;
});

interface Call {
  readonly setup: TrialSetup;
  readonly memory: SharedMemory;
  readonly words: Int32Array;
  /** Native code polls this word of it. */
  readonly cancel: Int32Array;
  readonly arrays: TrialArrays;
}

interface Opened {
  readonly kernel: TrialKernel;
  readonly exact: boolean;
}

let call: Call | undefined;
const kernels = new Map<number, Opened>();
let benchArrays: readonly NumericArray[] = [];

const phase = (name: (typeof PHASES)[number]): void => {
  if (call !== undefined) call.words[PHASE_WORD] = PHASES.indexOf(name);
};

const current = (): Call => {
  if (call === undefined) throw new Error("No call was set up");
  return call;
};

const opened = (number: number): Opened => {
  const found = kernels.get(number);
  if (found === undefined) throw new Error(`Kernel ${number} is not open`);
  return found;
};

const answer = async (request: TrialRequest): Promise<TrialAnswer> => {
  switch (request.kind) {
    case "setup": {
      const memory = mapSharedMemory(SHARED_DESCRIPTOR, request.setup.sharedBytes);
      const words = new Int32Array(memory.buffer, 0, CONTROL_BYTES / 4);
      call = {
        setup: request.setup,
        memory,
        words,
        cancel: words.subarray(CANCEL_WORD, CANCEL_WORD + 1),
        arrays: createTrialArrays(request.setup, memory.buffer),
      };
      return { kind: "done" };
    }
    case "open":
      phase("opening the library");
      kernels.set(request.kernel, {
        kernel: openTrialKernel(request.code, current().setup.extents, current().cancel),
        exact: request.exact,
      });
      return { kind: "done" };
    case "close":
      kernels.delete(request.kernel);
      return { kind: "done" };
    case "check": {
      const { setup, words } = current();
      const { kernel, exact } = opened(request.kernel);
      const start = performance.now();
      const verdict = verifyChecks(kernel, setup.checks, exact, (check) => {
        words[CHECK_WORD] = check;
        phase("check");
      });
      return { kind: "verdict", verdict, seconds: (performance.now() - start) / 1000 };
    }
    case "verify":
      return verifyOwnShape(request);
    case "sample":
      return sample(request);
    case "bench":
      return runBench(request.code, request.lengths, request.samples);
    case "drop":
      benchArrays = [];
      return { kind: "done" };
    case "reference":
      return timeReference(request.source);
  }
};

const verifyOwnShape = (request: Extract<TrialRequest, { kind: "verify" }>): TrialAnswer => {
  phase("the user's shape");
  const { arrays, setup } = current();
  const { kernel, exact } = opened(request.kernel);
  arrays.prepare();
  const values = arrays.values(kernel.parameters);
  const start = performance.now();
  const status = kernel.run(values);
  const seconds = (performance.now() - start) / 1000;
  const transfer = kernel.transferSeconds?.();
  const wrong = (mistake: Mistake): TrialAnswer => ({ kind: "verdict", verdict: { ok: false, mistake }, seconds });
  if (status !== 0) {
    const nothing = {
      parameter: "",
      index: 0,
      length: 0,
      expected: 0,
      bound: 0,
      extents: setup.extents,
      check: undefined,
    };
    return wrong({ kind: status === 1 ? "cancelled" : "status", got: status, ...nothing });
  }
  const damage = arrays.damage();
  if (damage !== undefined) return wrong(damage);
  if (request.establish) {
    arrays.establish();
    establishedExact = exact;
    magnitudes.clear();
    return {
      kind: "verdict",
      verdict: { ok: true, error: 0, bound: 0, shapes: 1 },
      seconds,
      ...(transfer !== undefined && { transfer }),
    };
  }
  const tolerance = (name: string, expected: NumericArray): number =>
    (request.absolute[name] ?? 0) + request.relative * magnitudeOf(name, expected);
  const result = arrays.verify(tolerance, exact && establishedExact);
  return "kind" in result
    ? wrong(result)
    : {
        kind: "verdict",
        verdict: { ok: true, ...result, shapes: 1 },
        seconds,
        ...(transfer !== undefined && { transfer }),
      };
};

/** Bits can only be compared where both variants are exact. */
let establishedExact = false;

const magnitudes = new Map<string, number>();

/** Looked for once: the result to compare with does not change. */
const magnitudeOf = (name: string, expected: NumericArray): number => {
  const known = magnitudes.get(name) ?? largestMagnitude(expected);
  magnitudes.set(name, known);
  return known;
};

const largestMagnitude = (array: NumericArray): number => {
  if (array instanceof Int32Array || array instanceof Uint8Array) return 0;
  let largest = 0;
  for (let i = 0; i < array.length; i++) {
    const value = Math.abs(array[i]!);
    if (value > largest && value < Number.POSITIVE_INFINITY) largest = value;
  }
  return largest;
};

let ranOnDevice = false;

const sample = async (request: Extract<TrialRequest, { kind: "sample" }>): Promise<TrialAnswer> => {
  phase("timing");
  const { arrays, setup } = current();
  const { kernel } = opened(request.kernel);
  const values = arrays.values(kernel.parameters, { ...setup.scalars, ...setup.repeated });
  // Arrays stay where they were used last: the move to the other side is no part of this variant's time.
  const onDevice = kernel.transferSeconds !== undefined;
  if (onDevice !== ranOnDevice) kernel.run(values);
  ranOnDevice = onDevice;
  const result = await measure({
    ...request,
    prepare: arrays.restore,
    run: () => kernel.run(values),
    transferSeconds: kernel.transferSeconds,
    epoch: () => continued,
  });
  return { kind: "samples", ...result };
};

const runBench = async (code: TrialCode, lengths: readonly number[], samples: number): Promise<TrialAnswer> => {
  // Large arrays take their time to come: a bench takes over the first ones of the bench before.
  if (!lengths.every((length, i) => benchArrays[i]?.length === length)) {
    benchArrays = [];
    benchArrays = lengths.map((length) => allocate("f64", length).fill(1));
  }
  const arrays = benchArrays.slice(0, lengths.length);
  const kernel = openTrialKernel(code, lengths, call?.cancel ?? new Int32Array(1));
  kernel.run(arrays);
  const result = await measure({
    samples,
    batch: 1,
    settle: 0,
    prepare: () => {},
    run: () => kernel.run(arrays),
    epoch: () => continued,
  });
  return { kind: "samples", ...result };
};

const timeReference = async (source: string): Promise<TrialAnswer> => {
  phase("the TypeScript reference");
  const { arrays, setup } = current();
  const { referenceCall } = await import("../reference.ts");
  arrays.prepare();
  const names = Object.keys(setup.layouts);
  const parameters = names.map(
    (name) => ({ name, kind: "array", dtype: setup.arrays[name]!.dtype, access: setup.access[name]! }) as const,
  );
  const values = arrays.values(parameters) as readonly NumericArray[];
  const run = referenceCall(
    source,
    Object.fromEntries(names.map((name, i) => [name, values[i]!])),
    setup.layouts,
    setup.scalars,
  );
  const result = await measure({
    samples: 1,
    batch: 1,
    settle: 0,
    prepare: () => {},
    run: () => {
      run();
      return 0;
    },
    epoch: () => continued,
  });
  return { kind: "samples", ...result };
};

process.on("message", (request: TrialRequest) => {
  answer(request)
    .catch(
      (error: unknown): TrialAnswer => ({
        kind: "failed",
        why: error instanceof Error ? error.message : String(error),
      }),
    )
    .then((reply) => {
      phase("waiting");
      process.send?.(reply);
    });
});
process.on("disconnect", () => process.exit(0));
