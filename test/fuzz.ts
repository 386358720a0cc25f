// `npm run fuzz -- COUNT SEED`: as many random stencil programs as one likes, through every target that is here.

import { manyPrograms } from "./specializers/stencil/many-programs.ts";
import { compilers } from "./specializers/targets/execute.ts";

const [count = 100_000, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number);
const CHUNK = 1000;
if (![count, seed].every((each) => Number.isInteger(each) && each >= 0)) {
  console.error("usage: npm run fuzz -- COUNT SEED");
  process.exit(1);
}
console.log(`${count} programs from seed ${seed} on, through js${compilers.map((name) => `, ${name}`).join("")}`);
for (let done = 0; done < count; done += CHUNK) {
  const some = Math.min(CHUNK, count - done);
  // each program goes through the js target or one compiler's variant: turns among the compilers
  const compiler = compilers[(done / CHUNK) % Math.max(1, compilers.length)];
  try {
    manyPrograms(seed + done, some, compiler === undefined ? [] : [compiler]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  console.log(`${done + some} agree`);
}
