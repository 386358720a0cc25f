// The widget protocol, as a front end with anywidget speaks it: state both ways, echo, reload, messages, closing.
// Time limit: 300 s
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Content, Message } from "../../kernel/wire/message.ts";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type Executed, printed, startKernel } from "./client.ts";

const test = suite("widgets");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder: temporaryFolder("widgets") });
});
test.after(() => client.close());

const VIEW = "application/vnd.jupyter.widget-view+json";
interface Update {
  readonly method: string;
  readonly state: Record<string, unknown>;
  readonly buffer_paths: readonly unknown[];
}
const dataOf = ({ content }: Message): Update => content.data as Update;
const good = async (code: string): Promise<Executed> => {
  const done = await client.execute(code);
  assert.is(done.reply.status, "ok", stripVTControlCharacters(String(done.reply.traceback)));
  return done;
};
const failure = async (code: string): Promise<string> => String((await client.execute(code)).reply.evalue);
const textOf = ({ outputs }: Executed): string =>
  (outputs.at(-1)!.content.data as Record<string, string>)["text/plain"]!;
const updates = (messages: readonly Message[]): readonly [string, Record<string, unknown>][] =>
  messages
    .filter(({ header }) => header.msg_type === "comm_msg")
    .map((message) => [dataOf(message).method, dataOf(message).state]);
/** The id of the comm that a cell has opened. */
const opened = ({ outputs }: Executed): string =>
  outputs.find(({ header }) => header.msg_type === "comm_open")!.content.comm_id as string;
/** What comes back for a message of the front end, once it has been handled. */
const tell = async (id: string, data: Content, buffers: readonly Buffer[] = []): Promise<readonly Message[]> => {
  const request = client.send("shell", "comm_msg", { comm_id: id, data }, { buffers });
  const own = ({ parent }: Message): boolean => parent?.msg_id === request.header.msg_id;
  await client.message((message) => own(message) && message.content.execution_state === "idle");
  return client.iopub.filter(own);
};
/** Late text of a cell. */
const late = (cell: Executed, pattern: RegExp): Promise<Message> =>
  client.message(
    ({ parent, content }) =>
      parent?.msg_id === cell.messages[0]!.parent!.msg_id && pattern.test(String(content.text ?? "")),
  );

test("a slider opens its comm, shows itself, and follows the page and the cell", async () => {
  const made = await good(`const k = slider({ min: 0, max: 10, label: "k" });
    k.onChange((value) => console.log("now", value));
    k`);
  const [start] = made.outputs;
  assert.equal([start!.header.msg_type, start!.content.target_name], ["comm_open", "jupyter.widget"]);
  assert.equal(start!.metadata, { version: "2.1.0" });
  const { state } = dataOf(start!);
  const { _model_module, _model_name, _view_module, _view_name, value, min, max, step, label } = state;
  assert.equal(
    [_model_module, _model_name, _view_module, _view_name],
    ["anywidget", "AnyModel", "anywidget", "AnyView"],
  );
  assert.equal([value, min, max, step, label], [0, 0, 10, 1, "k"]);
  assert.match(String(state._esm), /export default/);
  assert.match(String(state._css), /--jp-ui-font-color1/);
  const id = opened(made);
  const bundle = made.outputs.at(-1)!.content.data as Record<string, unknown>;
  assert.equal(bundle[VIEW], { version_major: 2, version_minor: 0, model_id: id });
  assert.is(bundle["text/plain"], 'slider "k": 0 (0 to 10)');

  const answers = await tell(id, {
    method: "update",
    state: { value: 7, _view_count: 1, foreign: 2 },
    buffer_paths: [],
  });
  assert.equal(updates(answers), [["echo_update", { value: 7 }]]);
  await late(made, /now 7/);
  assert.is(textOf(await good("k.value")), "7");

  const set = await good("k.value = 3; k.value = 3; k.max = 2.5; k.value = 99;");
  assert.equal(updates(set.outputs), [
    ["update", { value: 3 }],
    ["update", { max: 2.5 }],
    ["update", { value: 2.5 }],
  ]);
  await late(made, /now 2\.5/);
  assert.is(textOf(await good("console.log(k); k")), 'slider "k": 2.5 (0 to 2.5)');
});

test("what the page may not set is set back; what makes no sense is passed over", async () => {
  const id = opened(await good("const s = slider({ min: 1, max: 5, value: 2 }); s"));
  const wrong = await tell(id, { method: "update", state: { value: "five", max: 0 } });
  assert.equal(updates(wrong), [["update", { value: 2, max: 5 }]]);
  for (const data of [
    { method: "dance" },
    { method: "update", state: 5 },
    { method: "update", state: { value: 4 }, buffer_paths: [["value", "deep"], 7, [], ["__proto__", "x"]] },
    {},
    [1] as unknown as Content,
  ]) {
    const request = client.send("shell", "comm_msg", { comm_id: id, data }, { buffers: [Buffer.from([1])] });
    await client.message(
      ({ parent, content }) => parent?.msg_id === request.header.msg_id && content.execution_state === "idle",
    );
  }
  assert.is(textOf(await good("[s.value, s.max, ({} as { x?: number }).x]")), "[ 4, 5, undefined ]");
});

test("a page that is loaded again gets every state, by either of its questions", async () => {
  const id = opened(await good("const t = textField({ value: 'kept', label: 'Name' }); t"));
  const [update] = updates(await tell(id, { method: "request_state" }));
  assert.equal([update![0], update![1].value, update![1]._view_name], ["update", "kept", "AnyView"]);

  const open = { comm_id: "control", target_name: "jupyter.widget.control", data: {} };
  client.send("shell", "comm_open", open);
  const answers = await tell("control", { method: "request_states" });
  const all = answers.find(({ header }) => header.msg_type === "comm_msg")!.content.data as {
    readonly method: string;
    readonly states: Record<string, { model_name: string; model_module: string; state: Record<string, unknown> }>;
  };
  assert.is(all.method, "update_states");
  const { model_name, model_module, state } = all.states[id]!;
  assert.equal([model_name, model_module, state.value, state.label], ["AnyModel", "anywidget", "kept", "Name"]);
  const { content } = await client.ask("shell", "comm_info_request", { target_name: "jupyter.widget" });
  assert.equal(Object.keys(content.comms as object).sort(), Object.keys(all.states).sort());
});

test("a button's presses run in the cell that made it; its errors are told there and end nothing", async () => {
  const made = await good(`let presses = 0;
    const b = button({ label: "Go", onClick: () => { console.log("pressed", ++presses); if (presses > 1) throw new Error("too often"); } });
    b`);
  const id = opened(made);
  await good("console.log('another cell')");
  await tell(id, { method: "custom", content: "click" });
  await late(made, /pressed 1/);
  await tell(id, { method: "custom", content: "click" });
  await late(made, /too often/);
  await tell(id, { method: "custom", content: { other: 1 } });
  assert.equal((await good("b.onClick(() => {})")).outputs, []); // the function that stops it is no result to show
  assert.is(textOf(await good("const stop = b.onClick(() => presses += 10); stop(); presses")), "2");
  assert.is(textOf(await good("b")), 'button "Go"');
});

test("checkbox, select and text field hold their types", async () => {
  await good(`const c = checkbox({ label: "on" });
    const choice = select({ options: ["a", "b", 3], value: "b" });
    const field = textField();`);
  await good("c.value = true; choice.value = 3; field.value = 'x';");
  assert.is(textOf(await good("[c.value, choice.value, field.value, choice.options.length]")), "[ true, 3, 'x', 3 ]");
  assert.match(await failure("c.value = 1 as never"), /true or false/);
  assert.match(await failure("choice.value = 'z'"), /"z" is none of the options/);
  assert.match(await failure("select({ options: [] })"), /select needs options/);
  assert.match(await failure("slider({ min: 3, max: 1 })"), /min \(3\) is at most its max \(1\)/);
  assert.match(await failure("slider({ step: 0 })"), /step is above 0/);
  assert.match(await failure("slider({ value: Number.NaN })"), /value is a number/);
  assert.match(await failure("k.label = 5 as never"), /a label is text/);
});

test("a custom widget: function or text, state with bytes, css, messages both ways", async () => {
  const made = await good(`const w = widget({
      render: ({ model, el }) => { el.textContent = model.get("name"); },
      state: { name: "Ada", data: { list: [1, new Float32Array([1, 2])] }, free: undefined as unknown },
      css: ".x { color: red }",
    });
    const got: unknown[] = [];
    w.onChange((value, name) => got.push([name, value]));
    w.onChange("name", (value) => got.push(value.toUpperCase()));
    w.onMessage(({ content, buffers }) => { got.push(content, [...buffers[0]!]); w.send({ back: content }, [new Uint8Array([5])]); });
    w`);
  const start = made.outputs.find(({ header }) => header.msg_type === "comm_open")!;
  const { state, buffer_paths } = dataOf(start);
  assert.match(String(state._esm), /^export default \{ render: \(\(\{\s*model, el\s*\}\)\s*=>/);
  assert.is(state._css, ".x { color: red }");
  assert.equal(state.data, { list: [1, null] });
  assert.equal(buffer_paths, [["data", "list", 1]]);
  assert.equal([...new Float32Array(new Uint8Array(start.buffers[0]!).buffer)], [1, 2]);
  assert.match(textOf(made), /^widget \{ name: 'Ada'/);

  const id = opened(made);
  await tell(id, { method: "update", state: { name: "Bo" }, buffer_paths: [] });
  const bytes = await tell(id, { method: "update", state: { data: {} }, buffer_paths: [["data", "raw"]] }, [
    Buffer.from([1, 2, 3]),
  ]);
  const echo = bytes.find(({ header }) => header.msg_type === "comm_msg")!;
  assert.equal([dataOf(echo).method, dataOf(echo).buffer_paths], ["echo_update", [["data", "raw"]]]);
  assert.equal([...echo.buffers[0]!], [1, 2, 3]);
  await tell(id, { method: "custom", content: { hi: 1 } }, [Buffer.from([9])]);
  const back = await client.message(
    ({ content, header }) =>
      header.msg_type === "comm_msg" && content.comm_id === id && (content.data as Update).method === "custom",
  );
  assert.equal(back.content.data, { method: "custom", content: { back: { hi: 1 } } });
  assert.equal([...back.buffers[0]!], [5]);
  assert.is(
    textOf(await good("JSON.stringify(got) + [...(w.data as unknown as { raw: Uint8Array }).raw]")),
    `'[["name","Bo"],"BO",["data",{"raw":{"0":1,"1":2,"2":3}}],{"hi":1},[9]]1,2,3'`,
  );
});

test("each form of a function is sent as one that the browser can run", async () => {
  const forms = [
    "render({ model, el }) { el.append('m'); }",
    "async render({ el }) { el.append('m'); }",
    "render: function named({ el }) { el.append('m'); }",
    "render: async ({ el }) => el.append('m')",
  ];
  for (const form of forms) {
    const made = await good(`widget({ ${form} })`);
    const { _esm } = dataOf(made.outputs[0]!).state;
    const module = await import(`data:text/javascript,${encodeURIComponent(String(_esm))}`);
    const drawn: string[] = [];
    await module.default.render({ model: undefined, el: { append: (text: string) => drawn.push(text) } });
    assert.equal(drawn, ["m"], form);
  }
  const text = await good("widget({ render: 'export default { render() {} }' })");
  assert.is(dataOf(text.outputs[0]!).state._esm, "export default { render() {} }");
});

test("what can't be a widget is told in a sentence", async () => {
  assert.match(await failure("widget({ render: 5 as never })"), /a widget needs render/);
  assert.match(await failure("widget({ render: Math.max })"), /can't be sent/);
  await good("const document = { own: true };");
  assert.match(
    await failure("widget({ render: ({ el }) => el.append(document.own) })"),
    /notebook's variable "document"/,
  );
  for (const name of ["onChange", "close", "_esm", "layout"]) {
    assert.match(await failure(`widget({ render: "", state: { ${name}: 1 } })`), new RegExp(`can't have a "${name}"`));
  }
});

test("a closed widget says so, and can't be set", async () => {
  const made = await good("const gone = slider({ label: 'g' }); gone");
  const closing = await good("gone.close(); gone.close(); gone");
  assert.equal(
    closing.outputs.map(({ header }) => header.msg_type),
    ["comm_close", "execute_result"],
  );
  assert.equal(closing.outputs[1]!.content.data, { "text/plain": 'slider "g": 0 (0 to 100) (closed)' });
  assert.match(await failure("gone.value = 5"), /this widget is closed: make another one/);
  assert.is(textOf(await good("gone.closed")), "true");

  const other = opened(await good("const left = checkbox(); left"));
  client.send("shell", "comm_close", { comm_id: other, data: {} });
  assert.match(textOf(await good("left")), /\(closed\)/);
  assert.is(opened(made) === other, false);
});

test("two cells' listeners print each under its own cell", async () => {
  const first = await good("const shared = slider(); shared.onChange((v) => console.log('first', v)); shared");
  const second = await good("shared.onChange(async (v) => console.log('second', v)); 0");
  const setter = await good("shared.value = 5; console.log('set')");
  await late(first, /first 5/);
  await late(second, /second 5/);
  assert.is(printed(setter), "set\n");
});

test.run();
