// Random programs through random variants on every target, against the interpreter: every bit, every element, and
// nothing written outside.
import fc from "fast-check";
import { suite } from "uvu";
import type { CallLayout, Config, MachineFacts } from "../../../specializers/specializer.ts";
import { variants } from "../../../specializers/stencil/variants.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { skip } from "../../support/skip.ts";
import { type Case, makeCase, type ProgramSpec } from "./build.ts";
import { assertSame, compilers, expected, javascript, kernelOf, native } from "./execute.ts";
import { dataFor, programs } from "./random.ts";

const test = suite("programs");
const seed = Number(process.env.TAIPAN_SEED ?? 1);
const runs = Number(process.env.TAIPAN_RUNS ?? 15);

const facts: MachineFacts = { cores: 3, vectorBytes: machine().vectorBytes, lastLevelCacheBytes: 1 << 10, compilers };

/** A legal configuration that rounds as TypeScript does. */
const configFor = ({ program, call }: Case, compiler: string): fc.Arbitrary<Config> => {
  const space = variants(program, call, facts, true);
  const choices = Object.fromEntries(space.axes.map(({ name, values }) => [name, fc.constantFrom(...values)]));
  const some = fc.record(choices).map((config) => ({ ...config, target: "openmp", compiler }));
  const legal = some.filter((config) => space.illegal(config) === undefined);
  // few random points of a small grid's space are legal, but the plain loop always is
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .array(some, { minLength: 60, maxLength: 60 })
        .map((list) => list.find((c) => space.illegal(c) === undefined) ?? { ...space.default, compiler }),
    },
    { weight: 0, arbitrary: legal },
  );
};

function dtypesOf({ program }: Case) {
  return program.dtypes;
}

/** The grids' extents, then the tables' lengths: what the entry for any extents takes. */
const extentsOf = (call: CallLayout, { extents, arrays }: ProgramSpec): readonly number[] => [
  ...extents,
  ...arrays.flatMap(({ name, table }) => (table === undefined ? [] : [call.arrays[name]?.shape[0] ?? 0])),
];

/** Another shape of the same rank, for text that was made for `extents`. */
const others = [
  [11, 6, 21],
  [3, 4, 8],
  [6, 7, 64],
];

test("javascript equals the interpreter", () => {
  fc.assert(
    fc.property(programs({ vectors: false }), fc.integer(), (spec, salt) => {
      const made = makeCase(spec);
      const data = dataFor(made, salt);
      const run = javascript(kernelOf(made, { target: "js" }), extentsOf(made.call, spec));
      assertSame("js", run, data, expected(made, data), dtypesOf(made));
    }),
    { numRuns: 300, seed, includeErrorInReport: true },
  );
});

for (const compiler of compilers)
  for (const vectors of [true, false])
    test(`${compiler}${vectors ? ", vectors" : ""}: random programs and variants equal the interpreter`, () => {
      fc.assert(
        fc.property(
          programs({ vectors }).chain((spec) => fc.tuple(fc.constant(spec), configFor(makeCase(spec), compiler))),
          fc.integer(),
          fc.constantFrom(0, 0, 1, 3),
          ([spec, config], salt, skew) => {
            const made = makeCase(spec);
            const what = JSON.stringify(config);
            const run = native(kernelOf(made, config), compiler);
            const data = dataFor(made, salt);
            const wanted = expected(made, data);
            assertSame(`run ${what}`, run, data, wanted, dtypesOf(made), { skew });
            assertSame(`any ${what}`, run, data, wanted, dtypesOf(made), { extents: extentsOf(made.call, spec) });
            for (const shape of others) {
              const reshaped = { ...spec, extents: shape.slice(-spec.extents.length) };
              const other = makeCase(reshaped);
              const more = dataFor(other, salt);
              assertSame(`any ${reshaped.extents} ${what}`, run, more, expected(other, more), dtypesOf(other), {
                extents: extentsOf(other.call, reshaped),
                skew,
              });
            }
          },
        ),
        { numRuns: runs, seed, endOnFailure: true, includeErrorInReport: true },
      );
    });
if (compilers.length < 2) skip(test, "random programs through gcc and clang", `only ${compilers.join()} is installed`);

test.run();
