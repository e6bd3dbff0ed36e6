import type { Alert } from "./alert.ts";
import { type ProductAtRisk, viewProduct } from "./at_risk.ts";
import { apply, type Board, type Section } from "./board.ts";
import { type Clock, every } from "./clock.ts";
import { type Dashboard, Dashboards } from "./dashboards.ts";
import type { Calendar } from "./day.ts";
import { Drift } from "./drift.ts";
import { formatPosition, type LogEvent, type Position } from "./event.ts";
import { Feed } from "./feed.ts";
import { type Frame, Frames } from "./frames.ts";
import { KeptBoard, type KeptBoardOptions } from "./kept_board.ts";
import { Lists } from "./lists.ts";
import { type Metrics, type ViewContext, viewMetrics } from "./metrics.ts";
import type { Presence } from "./presence.ts";
import { Sequencer } from "./sequencer.ts";
import { renderFrame, renderHeartbeat, renderWhole } from "./render.ts";
import { type Cause, currentCause, MOST_LINKS, traceMoment } from "./trace.ts";

export interface HubOptions extends KeptBoardOptions {
  clock: Clock;
  calendar: Calendar;
  presence: Presence;
  /** What the shop calls itself now. */
  storeName(): string;
  /** What it counts in (ISO 4217). */
  currency: string;
  /** Called also when the log could not be read, and with null when it can be read again. */
  onTrouble(error: unknown): void;
  /** Least time between two frames, in ms. Default 50. */
  frameMs?: number;
}

/**
 * Keeps one server's board: folds the log once for everybody and tells every open dashboard what
 * changed. Snapshots come from memory, so ten thousand dashboards that come back at once cost the
 * database nothing.
 */
export class Hub implements AsyncDisposable {
  readonly feed: Feed;
  readonly epoch: string;
  readonly #options: HubOptions;
  readonly #kept: KeptBoard;
  #board: Board;
  readonly #frames: Frames;
  readonly #sequencer: Sequencer;
  readonly #dashboards = new Dashboards();
  readonly #lists: Lists;
  readonly #drift: Drift;
  readonly #cancelTick: () => void;
  readonly #followers: ((events: readonly LogEvent[]) => void)[] = [];
  #framesSent = 0;
  /** The commits, while they are traced, that the next frame shows. */
  #causes: Cause[] = [];
  #activeUsers = 0;
  #second = 0;
  /** When the board was last known to be all there is, in ms since 1970 UTC. */
  #currentAt: number;
  #init: { key: string; bytes: Uint8Array<ArrayBuffer> } | null = null;

  private constructor(options: HubOptions, kept: KeptBoard, board: Board, epoch: string) {
    this.#options = options;
    this.#kept = kept;
    this.#board = board;
    this.epoch = epoch;
    options.watcher?.begin(board.alerts);
    this.#currentAt = options.clock.now();
    const { clock, log } = options;
    this.feed = new Feed({ log, after: board.seq });
    this.#lists = new Lists(clock);
    this.#frames = new Frames({
      clock,
      intervalMs: options.frameMs ?? 50,
      render: (changed) => this.#render(changed),
      // Without bytes: all that changed is owed, and comes with a later frame.
      onFrame: ({ bytes }) => bytes.length > 0 && this.#send(bytes),
    });
    this.#sequencer = new Sequencer({
      log,
      clock,
      after: board.seq,
      onEvents: (events) => this.#fold(events),
      onTrimmed: () => this.#beginAnew(),
      onTrouble: (error) => this.#noteContact(error),
    });
    this.#drift = new Drift(this.#context());
    this.#cancelTick = every(clock, 1_000, () => this.#tick());
  }

  /** Folds the log up to its head, from the newest checkpoint on. */
  static async open(options: HubOptions): Promise<Hub> {
    const { epoch } = await options.log.head();
    const kept = new KeptBoard(options);
    const hub = new Hub(options, kept, await kept.load(), epoch);
    await hub.#sequencer.catchUp();
    hub.#activeUsers = await options.presence.count() ?? 0;
    return hub;
  }

  /** Where the board stands. */
  get position(): Position {
    return { epoch: this.epoch, seq: this.#board.seq };
  }

  /** What the log adds up to here; only this hub changes it. */
  get board(): Board {
    return this.#board;
  }

  /** Open dashboards on this server. */
  get openDashboards(): number {
    return this.#dashboards.size;
  }

  /** Frames that went out since the server started, each to all dashboards. */
  get framesSent(): number {
    return this.#framesSent;
  }

  /** When the board was last known to be all there is, in ms since 1970 UTC. */
  get currentAt(): number {
    return this.#currentAt;
  }

  /** Calls back with events each time that some were folded. */
  follow(follower: (events: readonly LogEvent[]) => void): void {
    this.#followers.push(follower);
  }

  /** Takes events from a commit here or from another server, in any order. */
  deliver(epoch: string, events: readonly LogEvent[]): void {
    if (epoch !== this.epoch) return;
    const cause = currentCause();
    if (cause && this.#causes.length < MOST_LINKS) this.#causes.push(cause);
    if (events.length === 0) void this.#sequencer.catchUp();
    else this.#sequencer.offer(events);
  }

  /** Names what a dashboard shows now: equal as long as nothing but the time is different. */
  get version(): string {
    const drift = this.#drift.version(this.#board, this.#context());
    return `${formatPosition(this.position)}-${drift}-${this.#activeUsers}`;
  }

  /** What a dashboard shows now. */
  metrics(): Metrics {
    return viewMetrics(this.#board, this.#context());
  }

  /** An alert that is on the board; undefined for any other. */
  alert(id: string): Alert | undefined {
    return this.#board.alerts.find((alert) => alert.id === id);
  }

  /** How a product stands now; undefined when nobody told its level. */
  product(id: string): ProductAtRisk | undefined {
    return viewProduct(this.#board, id, this.#options.clock.now());
  }

  /**
   * Opens a dashboard's stream: gives it what it missed since `after`, or a whole board, and from
   * then on every frame. Both happen in this one step, so nothing falls between them.
   */
  join(dashboard: Dashboard, after: Position | null): () => void {
    for (const bytes of this.#missed(after) ?? [this.initFrame()]) dashboard.send(bytes);
    return this.#dashboards.add(dashboard);
  }

  /** The frames since a position; null where a whole board is the shorter or the only answer. */
  #missed(after: Position | null): Uint8Array<ArrayBuffer>[] | null {
    if (after?.epoch !== this.epoch) return null;
    const frames = this.#frames.since(after.seq)?.map(({ bytes }) => bytes) ?? null;
    const size = frames?.reduce((sum, { length }) => sum + length, 0) ?? 0;
    return size <= this.initFrame().length ? frames : null;
  }

  /** A whole board, encoded; the same bytes for all who ask while nothing changes. */
  initFrame(): Uint8Array<ArrayBuffer> {
    const key = `${this.#board.seq} ${this.#activeUsers} ${this.#second}`;
    if (this.#init?.key !== key) {
      this.#init = { key, bytes: renderWhole(this.metrics()) };
    }
    return this.#init.bytes;
  }

  /** Counts visitors again, and tells dashboards when there are more or fewer. */
  async countVisitors(): Promise<void> {
    const count = await this.#options.presence.count();
    if (count === null || count === this.#activeUsers) return;
    this.#activeUsers = count;
    this.#frames.mark(["visitors"]);
  }

  /** Stops, and keeps the board so that the next start is quick. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelTick();
    this.#frames.close();
    this.#dashboards.stop();
    this.feed.end();
    await this.#sequencer.close();
    this.#options.watcher?.close();
    await this.#kept.save(this.#board);
  }

  /** A server that was away for longer than the log reaches back goes on from what another one kept. */
  async #beginAnew(): Promise<number> {
    this.#board = await this.#kept.load();
    this.#options.watcher?.begin(this.#board.alerts);
    this.feed.restart(this.#board.seq);
    this.#showWhole();
    return this.#board.seq;
  }

  #fold(events: LogEvent[]): void {
    const changed = new Set<Section>();
    for (const event of events) {
      const sections = apply(this.#board, event);
      for (const section of sections) changed.add(section);
      this.#lists.note(event, sections);
      if (sections.includes("alerts")) this.#options.watcher?.note(this.#board.alerts, event);
    }
    this.#currentAt = this.#options.clock.now();
    this.feed.append(events);
    this.#frames.mark(changed);
    for (const follow of this.#followers) follow(events);
    this.#kept.note(this.#board);
  }

  #render(changed: ReadonlySet<Section>): Frame {
    const context = this.#context();
    this.#drift.show(this.#board, context.now);
    const sections = new Set([...changed, ...this.#lists.due()]);
    const lists = this.#lists.take(sections, this.#board);
    return { seq: this.#board.seq, bytes: renderFrame(sections, this.#board, context, lists) };
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#framesSent++;
    this.#dashboards.broadcast(bytes);
    if (this.#causes.length === 0) return;
    traceMoment("frame", this.#causes, { bytes: bytes.length, dashboards: this.openDashboards });
    this.#causes = [];
  }

  #context(): ViewContext {
    const { clock, calendar, currency } = this.#options;
    const storeName = this.#options.storeName();
    const now = clock.now();
    const { timeZone } = calendar;
    const activeUsers = this.#activeUsers;
    const day = calendar.dayOf(now);
    return { position: this.position, now, day, activeUsers, storeName, currency, timeZone };
  }

  /** Once a second: what changes by itself as time goes by. */
  #tick(): void {
    this.#second++;
    const context = this.#context();
    if (this.#drift.isAnother(context)) this.#showWhole();
    const moved = this.#drift.moved(this.#board, context.now, this.#second);
    this.#frames.mark([...this.#lists.due(), ...moved]);
    void this.countVisitors();
    const heartbeat = renderHeartbeat(this.position, context.now, this.#currentAt);
    this.#dashboards.tick(this.#second, heartbeat);
    this.feed.nudge();
  }

  #showWhole(): void {
    this.#frames.restart();
    this.#lists.settle(this.#board);
    this.#dashboards.broadcast(this.initFrame());
  }

  #noteContact(error: unknown): void {
    if (error === null) this.#currentAt = this.#options.clock.now();
    this.#options.onTrouble(error);
  }
}
