// `npm run bench -- kernel`: this kernel beside its peers, interleaved where the machine's mood would matter.
import { temporaryFolder } from "../../support/temp.ts";
import { type BenchClient, ready, start } from "./client.ts";
import {
  completion,
  crashTime,
  fillNotebook,
  INTERRUPTED,
  inspection,
  interruptTime,
  type OutputFigure,
  printing,
  type QuestionFigure,
  roundTrips,
  startTime,
  treeMemory,
} from "./measures.ts";
import { type Peer, peers } from "./peers.ts";

/** What was measured, or in words why it could not be. */
export type Figure<T> = T | string;

export interface KernelFigures {
  readonly name: string;
  readonly version: string;
  /** Seconds from spawning to the first execute_reply. */
  readonly start: Figure<readonly number[]>;
  /** Milliseconds of a trivial cell. */
  readonly trips: Figure<readonly number[]>;
  /** MB of the idle process tree. */
  readonly memory: Figure<number>;
  readonly output: Figure<OutputFigure>;
  readonly completion: Figure<QuestionFigure>;
  readonly inspection: Figure<QuestionFigure>;
  /** Milliseconds by kind of cell. */
  readonly interrupts: Readonly<Record<string, Figure<readonly number[]>>>;
  /** Milliseconds from a crash to the next cell's reply. */
  readonly crashes: Figure<readonly number[]>;
}

const STARTS = 9;
const ROUNDS = 20;
const TRIPS = 100; // a round
const OUTPUT_LIMIT = 40; // s
const INTERRUPTS = 5; // and crashes

/** A kernel that does not do something has no figure for it; the others go on. */
async function tried<T>(measure: () => Promise<T>): Promise<Figure<T>> {
  try {
    return await measure();
  } catch (error) {
    return (error as Error).message;
  }
}

/** Samples of each peer by turns; one that fails is left out from there on. */
async function byTurns(
  all: readonly Peer[],
  rounds: number,
  sample: (peer: Peer) => Promise<readonly number[]>,
): Promise<ReadonlyMap<Peer, Figure<readonly number[]>>> {
  const found = new Map<Peer, Figure<readonly number[]>>(all.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round++)
    for (const [peer, before] of found) {
      if (typeof before === "string") continue;
      const more = await tried(() => sample(peer));
      found.set(peer, typeof more === "string" ? more : [...before, ...more]);
    }
  return found;
}

export async function measureKernels(): Promise<readonly KernelFigures[]> {
  const folder = temporaryFolder("bench");
  const all = peers((text) => console.error(text));
  const starts = await byTurns(all, STARTS, async (peer) => [await startTime(peer, folder)]);

  /** A fresh kernel that has answered, for one measurement. */
  const using = <T>(peer: Peer, measure: (client: BenchClient) => Promise<T>): Promise<Figure<T>> =>
    tried(async () => {
      const client = await start(peer, folder);
      try {
        await ready(client);
        return await measure(client);
      } finally {
        await client.close();
      }
    });

  const clients = new Map<Peer, BenchClient>();
  for (const peer of all) {
    const client = await start(peer, folder);
    clients.set(peer, client);
    await tried(() => ready(client));
    await tried(() => client.execute("1 + 1"));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000)); // at rest
  const memory = new Map<Peer, Figure<number>>();
  for (const [peer, { child }] of clients) memory.set(peer, await tried(async () => treeMemory(child.pid!)));
  await byTurns(all, 1, (peer) => roundTrips(clients.get(peer)!, TRIPS)); // warm
  const trips = await byTurns(all, ROUNDS, (peer) => roundTrips(clients.get(peer)!, TRIPS));
  for (const client of clients.values()) await client.close();

  const results: KernelFigures[] = [];
  for (const peer of all) {
    const questions = await using(peer, async (client) => {
      await fillNotebook(peer, client);
      return { completion: await tried(() => completion(client)), inspection: await tried(() => inspection(client)) };
    });
    const output = await using(peer, (client) => printing(peer, client, OUTPUT_LIMIT));
    const several = (time: (client: BenchClient) => Promise<number>): Promise<Figure<readonly number[]>> =>
      using(peer, async (client) => {
        const times: number[] = [];
        for (let i = 0; i < INTERRUPTS; i++) times.push(await time(client));
        return times;
      });
    const interrupts: Record<string, Figure<readonly number[]>> = {};
    for (const kind of INTERRUPTED) interrupts[kind] = await several((client) => interruptTime(peer, client, kind));
    results.push({
      name: peer.name,
      version: peer.version,
      start: starts.get(peer)!,
      trips: trips.get(peer)!,
      memory: memory.get(peer)!,
      output,
      ...(typeof questions === "string" ? { completion: questions, inspection: questions } : questions),
      interrupts,
      crashes: await several((client) => crashTime(peer, client)),
    });
  }
  return results;
}
