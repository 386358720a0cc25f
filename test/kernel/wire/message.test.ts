// Framing, signatures and the refusal of everything that is no good message.
import { createHmac } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseConnection } from "../../../kernel/wire/connection.ts";
import { createCodec, type Message } from "../../../kernel/wire/message.ts";

const secret = { hash: "sha256", key: "the key" };
const frames = (list: (Buffer | string)[]): Buffer[] => list.map((frame) => Buffer.from(frame));

const message = (from = createCodec(secret), content: Message["content"] = { text: "ü", n: 1 }): Message => ({
  identities: [Buffer.from([0, 255])],
  header: from.header("a_request"),
  parent: undefined,
  metadata: { m: [] },
  content,
  buffers: [Buffer.from([1, 2, 3])],
});

test("what one codec writes another of the same key reads", () => {
  const from = createCodec(secret);
  const sent = message(from);
  const got = createCodec(secret).decode(frames(from.encode(sent)));
  assert.equal(got, sent);
  assert.is(got.header.version, "5.5");
  assert.ok(Math.abs(Date.parse(got.header.date) - Date.now()) < 60_000);
});

test("message ids differ, the session is the codec's own", () => {
  const codec = createCodec(secret);
  const [a, b] = [codec.header("x"), codec.header("x")];
  assert.is.not(a.msg_id, b.msg_id);
  assert.is(a.session, b.session);
  assert.is.not(a.session, createCodec(secret).header("x").session);
});

test("the signature is that of the specification", () => {
  const list = frames(createCodec(secret).encode(message()));
  const hmac = createHmac("sha256", secret.key);
  for (const frame of list.slice(3, 7)) hmac.update(frame);
  assert.is(list[2]!.toString(), hmac.digest("hex"));
});

test("a wrong key, a changed frame and a short signature are refused", () => {
  const good = frames(createCodec(secret).encode(message()));
  const other = frames(createCodec({ ...secret, key: "another" }).encode(message()));
  assert.throws(() => createCodec(secret).decode(other), /wrong signature/);
  for (const at of [3, 4, 5, 6]) {
    const changed = good.map((frame, index) => (index === at ? Buffer.from('{"msg_id":"x","msg_type":"y"}') : frame));
    assert.throws(() => createCodec(secret).decode(changed), /wrong signature/);
  }
  assert.throws(() => createCodec(secret).decode(good.with(2, Buffer.alloc(0))), /wrong signature/);
});

test("a message is accepted once, also among many others", () => {
  const codec = createCodec(secret);
  const first = frames(createCodec(secret).encode(message()));
  codec.decode(first);
  assert.throws(() => codec.decode(first), /replayed/);
  const from = createCodec(secret);
  for (let i = 0; i < 32_000; i++) codec.decode(frames(from.encode(message(from, {}))));
  assert.throws(() => codec.decode(first), /replayed/);
});

test("without a key nothing is signed and equal messages pass", () => {
  const codec = createCodec({ hash: "sha256", key: "" });
  const list = frames(codec.encode(message()));
  assert.is(list[2]!.length, 0);
  codec.decode(list);
  codec.decode(list);
});

test("frames that are no message are refused with a reason", () => {
  const codec = createCodec({ hash: "sha256", key: "" });
  const attempt =
    (...list: string[]) =>
    () =>
      codec.decode(frames(list));
  const header = '{"msg_id":"1","msg_type":"t"}';
  assert.throws(attempt(), /delimiter/);
  assert.throws(attempt("a", "b", "c"), /delimiter/);
  assert.throws(attempt("<IDS|MSG>", "", header), /frames/);
  assert.throws(attempt("<IDS|MSG>", "", "{", "{}", "{}", "{}"), SyntaxError);
  assert.throws(attempt("<IDS|MSG>", "", "null", "{}", "{}", "{}"), /header/);
  assert.throws(attempt("<IDS|MSG>", "", '{"msg_id":"1"}', "{}", "{}", "{}"), /msg_type/);
  assert.throws(attempt("<IDS|MSG>", "", '{"msg_id":1,"msg_type":"t"}', "{}", "{}", "{}"), /msg_id/);
  assert.throws(attempt("<IDS|MSG>", "", header, "{}", "{}", "[]"), /content/);
  codec.decode(frames(["<IDS|MSG>", "", header, "null", "null", "{}"]));
});

const fields = { ip: "127.0.0.1", shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5, key: "k" };

test("a connection file becomes addresses", () => {
  const tcp = parseConnection({ ...fields, transport: "tcp", signature_scheme: "hmac-sha512" });
  assert.is(tcp.address.iopub, "tcp://127.0.0.1:2");
  assert.is(tcp.hash, "sha512");
  assert.is(tcp.curve, undefined);
  assert.is(parseConnection({ ...fields, transport: "ipc", ip: "/tmp/x" }).address.hb, "ipc:///tmp/x-5");
  const keys = { curve_publickey: "p", curve_secretkey: "s" };
  assert.equal(parseConnection({ ...fields, ...keys }).curve, { publicKey: "p", secretKey: "s" });
});

test("a connection file that is wrong is told what is wrong", () => {
  assert.throws(() => parseConnection({ ...fields, hb_port: "5" }), /"hb_port" must be a whole number/);
  assert.throws(() => parseConnection({ ...fields, transport: "udp" }), /unknown transport "udp"/);
  assert.throws(() => parseConnection({ ...fields, signature_scheme: "md5" }), /unknown signature scheme "md5"/);
  assert.throws(() => parseConnection({ ...fields, curve_publickey: "p" }), /curve_secretkey/);
});

test.run();
