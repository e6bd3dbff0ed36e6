/** Linux's numbers, from its headers. */
const [AF_INET, SOCK_STREAM, EPOLL_CTL_ADD, EPOLLIN] = [2, 1, 1, 1];
const [MSG_TRUNC, MSG_DONTWAIT, MSG_NOSIGNAL] = [0x20, 0x40, 0x4000];
/** `struct epoll_event` is packed on x86 alone. */
const [EVENT_BYTES, EVENT_DATA] = Deno.build.arch === "x86_64" ? [12, 4] : [16, 8];
const MOST_EVENTS = 1_024;
const DISCARD_BYTES = 1n << 24n;

const LIBC = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
} as const;

/**
 * TCP connections to one port of 127.0.0.1, straight from the C library. Reading thousands of streams
 * through Deno's own sockets costs more than sending them does; this takes two system calls a read and
 * no promise.
 */
export class Sockets {
  readonly #libc = Deno.dlopen("libc.so.6", LIBC).symbols;
  readonly #epoll = this.#libc.epoll_create1(0);
  readonly #events = new Uint8Array(MOST_EVENTS * EVENT_BYTES);
  readonly #eventsView = new DataView(this.#events.buffer);
  readonly #address = new Uint8Array(16);

  constructor(port: number) {
    const view = new DataView(this.#address.buffer);
    view.setUint16(0, AF_INET, true);
    view.setUint16(2, port);
    view.setUint32(4, 0x7f000001);
  }

  /** Connects; returns the descriptor. */
  open(): number {
    const fd = this.#libc.socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) throw new Error("No more sockets: raise `ulimit -n`");
    if (this.#libc.connect(fd, this.#address, this.#address.length) < 0) {
      throw new Error("The server refused the connection");
    }
    const event = new Uint8Array(EVENT_BYTES);
    const view = new DataView(event.buffer);
    view.setUint32(0, EPOLLIN, true);
    view.setInt32(EVENT_DATA, fd, true);
    this.#libc.epoll_ctl(this.#epoll, EPOLL_CTL_ADD, fd, event);
    return fd;
  }

  close(fd: number): void {
    this.#libc.close(fd);
  }

  /** Sends it all; waits where it must. */
  send(fd: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#libc.send(fd, bytes, BigInt(bytes.length), MSG_NOSIGNAL) !== bytes.length) {
      throw new Error("The server closed the connection");
    }
  }

  /** Calls `onReady` with each connection that has something to read; waits for one at most `ms`. */
  wait(ms: number, onReady: (fd: number) => void): number {
    const count = this.#libc.epoll_wait(this.#epoll, this.#events, MOST_EVENTS, Math.ceil(ms));
    for (let n = 0; n < count; n++) {
      onReady(this.#eventsView.getInt32(n * EVENT_BYTES + EVENT_DATA, true));
    }
    return count;
  }

  /** Reads what came; returns the number of bytes, 0 or less when the connection ended. */
  read(fd: number, buffer: Uint8Array<ArrayBuffer>): number {
    return this.#libc.recv(fd, buffer, BigInt(buffer.length), MSG_DONTWAIT);
  }

  /** Throws away what came, which the kernel then need not copy; returns as `read` does. */
  discard(fd: number): number {
    return this.#libc.recv(fd, null, DISCARD_BYTES, MSG_DONTWAIT | MSG_TRUNC);
  }
}
