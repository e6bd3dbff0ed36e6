import { ConfigError } from "../config.ts";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** Longest path that a Unix socket can have on every system (104 on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 103;

/** A Postgres that lives in this process and keeps its files in a folder. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** The private Unix socket on which it speaks Postgres' protocol. */
  socket: string;
}

/** Another process has the folder open. */
export class FolderInUse extends ConfigError {}

/**
 * Starts PGlite on `folder`, which it makes when it is missing.
 *
 * @throws ConfigError, with a sentence for the user, when another server has the folder open
 * (`FolderInUse`) or its path is too long for a socket.
 */
export async function startEmbedded(folder: string): Promise<EmbeddedPostgres> {
  const socket = `${folder}/.s.PGSQL.5432`;
  if (socket.length > LONGEST_SOCKET_PATH) {
    throw new ConfigError([
      `DATA_DIR is too long a path for a Unix socket (${folder.length} characters): ` +
      `use at most ${LONGEST_SOCKET_PATH - 15}`,
    ]);
  }
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  // What a killed server left behind; with the lock held it cannot be a living one's.
  await Deno.remove(socket).catch(ignoreMissing);
  const db = await PGlite.create({ dataDir: `${folder}/pg` });
  const server = new PGLiteSocketServer({ db, path: socket, maxConnections: 1 });
  await server.start();
  await Deno.chmod(socket, 0o600);
  return {
    socket,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await db.close();
      lock.close();
    },
  };
}

/** The kernel lets go of the lock when its holder dies, however it dies. */
async function lockFolder(folder: string): Promise<Deno.FsFile> {
  const file = await Deno.open(`${folder}/lock`, { create: true, write: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new FolderInUse([
    `Another Flashboard server has DATA_DIR ${folder} open: stop it, or set another DATA_DIR`,
  ]);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
