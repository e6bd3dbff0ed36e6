/** Bytes of a process that are in the machine's memory (Linux). */
export async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/**
 * Bytes of objects and buffers that a Deno process still needs: asked of its inspector after a
 * collection of garbage.
 *
 * @param port As in `--inspect=127.0.0.1:PORT`, with which the process was started.
 */
export async function liveBytes(port: number): Promise<number> {
  const [target] = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await next(socket, "open");
  await ask(socket, "HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await ask(socket, "Runtime.getHeapUsage");
  socket.close();
  return usedSize + backingStorageSize;
}

/** Runs a command of the Chrome DevTools Protocol. */
async function ask(socket: WebSocket, method: string) {
  const answer = next(socket, "message");
  socket.send(JSON.stringify({ id: 1, method }));
  return JSON.parse((await answer as MessageEvent<string>).data).result;
}

function next(socket: WebSocket, type: string): Promise<Event> {
  return new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
}
