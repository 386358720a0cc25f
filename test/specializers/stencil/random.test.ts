// Random programs: TypeScript, the interpreter, the passes, the js target and random variants in C all agree. A failure
// names its seed: TAIPAN_SEED=seed runs from it on. `npm run fuzz` runs as many as one likes.
// Time limit: 300 s
import { suite } from "uvu";
import { skip } from "../../support/skip.ts";
import { compilers } from "../targets/execute.ts";
import { manyPrograms } from "./many-programs.ts";

const test = suite("random programs");
const seed = Number(process.env.TAIPAN_SEED ?? 1);

test(`TypeScript, interpreter, passes and js target; from seed ${seed} on`, () => manyPrograms(seed, 1800, []));

const [compiler] = compilers;
if (compiler === undefined) skip(test, "the openmp target", "no compiler is installed");
else test(`the openmp target; from seed ${seed} on`, () => manyPrograms(seed, 200, [compiler]));

test.run();
