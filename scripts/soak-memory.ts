import fs from "node:fs";
import { WebSocket } from "undici";

const mebi = 1_048_576;

/** What the kernel counts as the process's, in MiB: all of it, and the part that is no file's. */
export function residentOf(pid: number): { readonly rssMiB: number; readonly anonymousMiB: number } {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
  return { rssMiB: mib("VmRSS"), anonymousMiB: mib("RssAnon") };
}

/** MiB of the heap that a full collection leaves, asked of the inspector of a process started with --inspect=127.0.0.1:port. */
export async function heapAfterCollection(port: number): Promise<number> {
  const inspector = await connect(port);
  try {
    await inspector.ask("HeapProfiler.collectGarbage");
    const { usedSize } = (await inspector.ask("Runtime.getHeapUsage")) as { usedSize: number };
    return usedSize / mebi;
  } finally {
    inspector.close();
  }
}

/** The heap as developer tools read it: two of them, compared, name what grows. */
export async function writeHeap(port: number, file: string): Promise<void> {
  const out = fs.openSync(file, "w");
  const inspector = await connect(port, (chunk) => fs.writeSync(out, chunk));
  try {
    await inspector.ask("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  } finally {
    inspector.close();
    fs.closeSync(out);
  }
}

async function connect(port: number, onChunk: (chunk: string) => void = () => {}) {
  const listed = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(listed[0]?.webSocketDebuggerUrl ?? "");
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result, method, params } = JSON.parse(String(data));
    if (method === "HeapProfiler.addHeapSnapshotChunk") onChunk(params.chunk);
    waiting.get(id)?.(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`No inspector answers at ${port}`)));
  });
  let last = 0;
  return {
    ask: (method: string, params: object = {}) =>
      new Promise<unknown>((resolve) => {
        waiting.set(++last, resolve);
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    close: () => socket.close(),
  };
}
