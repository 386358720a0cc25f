// The sockets themselves: welcome, heartbeat, junk, encryption.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { curveKeyPair, Dealer, Request, Subscriber } from "zeromq";
import { type Channels, openChannels } from "../../../kernel/wire/channels.ts";
import { type Connection, parseConnection } from "../../../kernel/wire/connection.ts";
import { createCodec, type Message } from "../../../kernel/wire/message.ts";
import { temporaryFolder } from "../../support/temp.ts";

const folder = temporaryFolder("wire");
let count = 0;
const connect = (extra: object = {}): Connection =>
  parseConnection({
    transport: "ipc",
    ip: join(folder, `s${++count}`),
    ...{ shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5, key: "k" },
    ...extra,
  });

const open = async (connection: Connection): Promise<{ channels: Channels; reports: string[] }> => {
  const reports: string[] = [];
  const channels = await openChannels(connection, createCodec(connection), (text) => reports.push(text));
  return { channels, reports };
};
const request = (codec = createCodec({ hash: "sha256", key: "k" })): Message => ({
  ...{ identities: [], header: codec.header("x_request"), parent: undefined },
  ...{ metadata: {}, content: {}, buffers: [] },
});

test("every subscriber is welcomed with its topic, then gets what is published", async () => {
  const connection = connect();
  const { channels } = await open(connection);
  const codec = createCodec(connection);
  for (const topic of ["", "", "str"]) {
    const client = new Subscriber({ linger: 0 });
    client.connect(connection.address.iopub);
    client.subscribe(topic);
    const welcome = codec.decode(await client.receive());
    assert.is(welcome.header.msg_type, "iopub_welcome");
    assert.equal(welcome.content, { subscription: topic });
    channels.publish("stream", { name: "stdout", text: "x" });
    assert.is(codec.decode(await client.receive()).header.msg_type, "stream");
    client.close();
  }
  await channels.close();
});

test("the heartbeat echoes", async () => {
  const connection = connect();
  const { channels } = await open(connection);
  const client = new Request({ linger: 0 });
  client.connect(connection.address.hb);
  for (const ping of ["ping", "", "\u0000\u0001"]) {
    await client.send(ping);
    assert.is((await client.receive())[0]!.toString(), ping);
  }
  client.close();
  await channels.close();
});

test("junk, a stranger's and a repeated message are reported and nothing else; a throwing listener too", async () => {
  const connection = connect();
  const { channels, reports } = await open(connection);
  const got: string[] = [];
  let fail = true;
  const arrived = new Promise<void>((resolve) =>
    channels.receive((channel, message) => {
      if (fail) {
        fail = false;
        throw new Error("listener");
      }
      got.push(`${channel} ${message.header.msg_type}`);
      if (got.length === 1) resolve();
    }),
  );
  const client = new Dealer({ linger: 0 });
  client.connect(connection.address.shell);
  const codec = createCodec(connection);
  const first = codec.encode(request(codec));
  await client.send(first);
  await client.send("junk");
  await client.send(["<IDS|MSG>", "", "", ""]);
  await client.send(["a", "<IDS|MSG>", "0".repeat(64), "{", "[", "\u0000", "x"]);
  await client.send(createCodec({ hash: "sha256", key: "other" }).encode(request()));
  await client.send(first);
  await client.send(codec.encode(request(codec)));
  await arrived;
  assert.equal(got, ["shell x_request"]);
  const expected = [/listener/, /delimiter/, /frames/, /wrong signature/, /wrong signature/, /replayed/];
  assert.is(reports.length, expected.length, reports.join("\n"));
  for (const [index, pattern] of expected.entries()) assert.match(reports[index]!, pattern);
  client.close();
  await channels.close();
});

test("with CURVE keys only who has them is heard", async () => {
  const keys = curveKeyPair();
  const connection = connect({ curve_publickey: keys.publicKey, curve_secretkey: keys.secretKey });
  const { channels } = await open(connection);
  channels.receive((channel, message) => channels.send(channel, message));
  const own = curveKeyPair();
  const secure = {
    ...{ linger: 0, curveServerKey: keys.publicKey },
    ...{ curvePublicKey: own.publicKey, curveSecretKey: own.secretKey },
  };
  const codec = createCodec(connection);
  const good = new Dealer({ ...secure });
  good.connect(connection.address.shell);
  await good.send(codec.encode(request(codec)));
  assert.is(codec.decode(await good.receive()).header.msg_type, "x_request");

  const subscriber = new Subscriber(secure);
  subscriber.connect(connection.address.iopub);
  subscriber.subscribe();
  assert.is(codec.decode(await subscriber.receive()).header.msg_type, "iopub_welcome");

  const plain = new Dealer({ linger: 0, receiveTimeout: 300 });
  plain.connect(connection.address.shell);
  await plain.send(codec.encode(request(codec)));
  const outcome = await plain.receive().then(
    () => "answered",
    () => "unheard",
  );
  assert.is(outcome, "unheard");
  for (const socket of [good, subscriber, plain]) socket.close();
  await channels.close();
});

test.run();
