// The connection file: where the sockets go, and the secrets that guard them.
import { readFileSync } from "node:fs";

export type Channel = "shell" | "control" | "iopub" | "stdin" | "hb";

export interface CurveKeys {
  /** Z85 text, 40 characters. */
  readonly publicKey: string;
  readonly secretKey: string;
}

export interface Connection {
  /** Address of each channel's socket, e.g. "tcp://127.0.0.1:5001". */
  readonly address: Readonly<Record<Channel, string>>;
  /** Empty: messages are not signed. */
  readonly key: string;
  /** Hash of the HMAC, as node:crypto names it ("sha256"). */
  readonly hash: string;
  readonly curve: CurveKeys | undefined;
}

const CHANNELS: readonly Channel[] = ["shell", "control", "iopub", "stdin", "hb"];

/** Reads and checks a connection file. @throws Error with the file's name and what is wrong with it. */
export function readConnection(file: string): Connection {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`The connection file ${file} can't be read: ${(error as Error).message}`);
  }
  return parseConnection(fields, file);
}

export function parseConnection(fields: Readonly<Record<string, unknown>>, file = "connection file"): Connection {
  const text = (name: string, otherwise?: string): string => {
    const value = fields[name] ?? otherwise;
    if (typeof value !== "string") throw new Error(`${file}: "${name}" must be a string`);
    return value;
  };
  const transport = text("transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc") throw new Error(`${file}: unknown transport "${transport}"`);
  const ip = text("ip");
  const address = {} as Record<Channel, string>;
  for (const channel of CHANNELS) {
    const port = fields[`${channel}_port`];
    if (!Number.isInteger(port)) throw new Error(`${file}: "${channel}_port" must be a whole number`);
    address[channel] = transport === "tcp" ? `tcp://${ip}:${port}` : `ipc://${ip}-${port}`;
  }
  const scheme = text("signature_scheme", "hmac-sha256");
  const hash = /^hmac-([a-z0-9-]+)$/.exec(scheme)?.[1];
  if (hash === undefined) throw new Error(`${file}: unknown signature scheme "${scheme}"`);
  const publicKey = fields.curve_publickey;
  const secretKey = fields.curve_secretkey;
  const encrypted = publicKey !== undefined && publicKey !== null;
  if (encrypted && (typeof publicKey !== "string" || typeof secretKey !== "string")) {
    throw new Error(`${file}: "curve_publickey" and "curve_secretkey" must both be strings`);
  }
  return {
    address,
    key: text("key", ""),
    hash,
    curve: encrypted ? { publicKey: publicKey as string, secretKey: secretKey as string } : undefined,
  };
}
