// More room in a pipe. The 64 KB that it has by default are full in less time than a busy front takes to come back.

const F_SETPIPE_SZ = 1031; // linux/fcntl.h
/** What Linux grants everybody unless it was told otherwise. */
const ROOM = 2 ** 20; // bytes

/** Takes some milliseconds the first time. A pipe to which the system grants no more keeps what it has. */
export async function widen(descriptor: number): Promise<void> {
  if (process.platform !== "linux") return; // others widen a pipe that is used much by themselves, or never
  const { libc } = await import("../../specializers/runtime/native.ts");
  libc("int fcntl(int, int, ...)")?.(descriptor, F_SETPIPE_SZ, "int", ROOM);
}
