// The process that evaluates cells, on its main thread; started by the front, detached, with fd 4 for the watchdog.
// Everything here is put together; what a cell goes through is in execution.ts.

import type { Told } from "../magics/told.ts";
import { createCall } from "./calls.ts";
import { createComms } from "./comms.ts";
import { ANNOUNCE, createCompiler } from "./compiler.ts";
import { openCrashRecord } from "./crash-record.ts";
import { createLocations } from "./errors/locations.ts";
import { pathsFrom } from "./errors/paths.ts";
import { prepareStacks } from "./errors/prepare-stack.ts";
import { createStackReader } from "./errors/stack.ts";
import { createTracebacks } from "./errors/traceback.ts";
import { createCells } from "./evaluate/cells.ts";
import { createEvaluator } from "./evaluate/evaluator.ts";
import { createSlots } from "./evaluate/slots.ts";
import { createExecution, type Execution } from "./execution.ts";
import { defineGlobals } from "./globals/index.ts";

import { createProgress } from "./globals/progress.ts";
import { createHost, createOutput } from "./host.ts";

import { createInterrupts } from "./interrupt/interrupts.ts";
import { wrapTimers } from "./interrupt/timers.ts";
import { createIntrinsics } from "./intrinsics.ts";
import { keepListeners } from "./kept-listeners.ts";
import { loadLazyParts } from "./lazy-parts.ts";
import { createCommands } from "./magics/commands.ts";
import { createHistoryQuestions } from "./magics/history.ts";
import { namesOf } from "./magics/names.ts";
import { createRunner } from "./magics/runner.ts";
import { createSessionMagics } from "./magics/session-magics.ts";
import { wrapMicrotasks } from "./microtasks.ts";
import { createHelperSources } from "./modules/helper-sources.ts";
import { createLoader, requireFrom } from "./modules/loader.ts";
import { createChannel, disconnected } from "./output/channel.ts";
import { hidePromiseSymbols } from "./output/promise-symbols.ts";
import { replaceStandardStreams } from "./output/streams.ts";
import { createTextOwner } from "./output/text-owner.ts";
import { createOwnership } from "./ownership.ts";
import type { ToSession } from "./protocol.ts";
import { runtimeNames } from "./runtime-names.ts";
import { createStdin } from "./stdin.ts";

const folder = process.cwd();
const own = new URL("../../", import.meta.url).href; // dist/
const compilerUrl = new URL("../../specializers/index.js", import.meta.url).href;
const root = new URL("../../../", import.meta.url).href;

const intrinsics = createIntrinsics();
const channel = createChannel();
const { send } = channel;
const record = openCrashRecord();
const ownership = createOwnership(record.cell);
const textOwner = createTextOwner(ownership.current, send);
replaceStandardStreams(() => {
  channel.beforeText();
  textOwner.beforeText();
});

hidePromiseSymbols();

const cells = createCells(folder);
const loader = createLoader({
  hooks: new URL("./modules/hooks.js", import.meta.url),
  compiler: compilerUrl,
  root,
  announce: ANNOUNCE,
});
const helpers = createHelperSources(loader.sources);
const shorten = pathsFrom(folder);
const reader = createStackReader({ cells, helpers, shorten, own });
const stacks = prepareStacks(reader, intrinsics);
const locations = createLocations();
const tracebacks = createTracebacks({ reader, shorten, stacks, cells, locations });

const print = (text: string): void => void process.stdout.write(text);
/** An error that no cell waits for. */
const report = (error: unknown): void =>
  intrinsics.own(() => void process.stderr.write(interrupts.boundary(() => tracebacks.uncaught(error))));

const commands = createCommands();
const interrupts = createInterrupts(new URL("./interrupt/watchdog.js", import.meta.url), () => {
  intrinsics.reset();
  loader.interrupted();
  stdin.end();
  commands.interrupted();
  const id = execution.interrupt();
  if (id !== undefined) timers.drop(id);
  host.interrupt();
});
const { boundary, cancel } = interrupts;
channel.protectedBy(interrupts.protect);
const host = createHost({ send, owner: ownership.current, cancel, record: record.native, report, intrinsics });
const timers = wrapTimers(boundary, ownership);
wrapMicrotasks();
const stdin = createStdin(send);
const call = createCall(ownership, report);
const comms = createComms({ boundary, ownership, send, call, report });

const slots = createSlots();
const evaluator = createEvaluator({ slots, cells, locations, loader, intrinsics });
const compiler = createCompiler({ url: compilerUrl, host, loader, protect: interrupts.protect });
const tell = (told: Told): void => send({ kind: "told", told });
const magics = createSessionMagics({
  protect: interrupts.protect,
  registered: (list) => tell({ magics: list }),
});
const history = createHistoryQuestions(send);
const runner = createRunner({
  boundary,
  evaluator,
  compiler,
  magics,
  magicPorts: {
    print,
    tell,
    display: (bundle) => void createOutput({ send, owner: ownership.current }, bundle),
    ask: (question) => stdin.ask(question, false),
    commands,
    notebook: namesOf(slots, (removed) => tell({ removed })),
    folder,
    history: history.ask,
    setNextInput: (text, replace) => execution.setNextInput(text, replace),
  },
});
const bars = createProgress({ send, owner: ownership.current });
const execution: Execution = createExecution({
  boundary,
  intrinsics,
  as: ownership.as,
  send,
  sendResult: channel.sendResult,
  evaluator,
  runner,
  magics,
  isKnown: (name) => slots.has(name) || name in globalThis,
  tracebacks,
  cells,
  locations,
  interrupted: interrupts.interrupted,
  began({ id, executionCount, allowStdin }) {
    ownership.begin(id, executionCount);
    textOwner.begin(id);
    stdin.begin(id, allowStdin);
    host.busy();
    interrupts.began();
  },
  ending(cell, error) {
    bars.ended(cell, error?.ename);
    host.ending();
    const names = compiler.newSpecializers();
    if (names !== undefined) tell({ specializers: names });
  },
  ended() {
    ownership.end();
    stdin.end();
    host.waits();
  },
});
const names = defineGlobals({
  send,
  progress: bars.progress,
  owner: ownership.current,
  await: (output) => execution.hold(output, report),
  ask: stdin.ask,
  comms,
  call,
  registerMagic: magics.register,
  require: requireFrom(folder),
});
slots.offer(names);

const receive = (message: ToSession): void => {
  switch (message.kind) {
    case "execute":
      execution.start(message);
      return;
    case "stdin":
      stdin.answer(message.id, message.value);
      return;
    case "comm":
      comms.handle(message);
      return;
    case "interrupt":
      execution.answerFor(message.running);
      interrupts.seen();
      return;
    case "history":
      history.answer(message.number, message.entries);
      return;
    case "names":
      channel.names(message.id, runtimeNames(message.path, slots));
      return;
    case "shutdown":
      process.exit(0);
  }
};
keepListeners({
  message: (message: ToSession) => intrinsics.own(() => receive(message)),
  uncaughtException: report,
  unhandledRejection: report,
  error: disconnected, // nothing but the channel to the front emits it
  disconnect: disconnected,
});

channel.ready();
loadLazyParts();
evaluator.warmUp(); // while the front still connects its clients
