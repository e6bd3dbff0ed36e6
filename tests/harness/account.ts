import type { Account } from "./child.ts";

/**
 * The account as which servers run, since Postgres refuses to run as root and proxies would change to
 * an account of their own: undefined when this is not root, else `postgres`, else `flashboard-test`,
 * which is made where it does not exist yet.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (Deno.uid() !== 0) return undefined;
  const known = await lookUp("postgres") ?? await lookUp("flashboard-test");
  if (known !== undefined) return known;
  await run("useradd", ["--system", "--shell", "/usr/sbin/nologin", "flashboard-test"]);
  const made = await lookUp("flashboard-test");
  if (made === undefined) throw new Error("useradd could not make the account flashboard-test");
  return made;
}

async function lookUp(name: string): Promise<Account | undefined> {
  const uid = await run("id", ["-u", name]);
  const gid = await run("id", ["-g", name]);
  if (uid === undefined || gid === undefined) return undefined;
  return { uid: Number(uid), gid: Number(gid) };
}

async function run(program: string, args: string[]): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return success ? new TextDecoder().decode(stdout).trim() : undefined;
}
