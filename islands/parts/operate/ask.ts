/** Longer than a server waits for its database, in ms. */
const PATIENCE_MS = 40_000;

/** The server did not do what it was asked; the message is for the reader. */
export class Refusal extends Error {
  /** JSON Pointer to what is wrong; empty when it is nothing in particular. */
  readonly pointer: string;

  constructor(message: string, pointer = "") {
    super(message);
    this.pointer = pointer;
  }
}

/**
 * Asks the server.
 *
 * @param body Sent as JSON; without one nothing is.
 * @returns What it answers; undefined for an answer without a body.
 * @throws Refusal
 */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    },
  }).catch(() => null);
  if (!response) throw new Refusal("The server does not answer. Try again.");
  if (!response.ok) throw await refusalOf(response);
  return response.status === 204 ? undefined as T : await response.json();
}

async function refusalOf(response: Response): Promise<Refusal> {
  if (response.status === 401) {
    return new Refusal("You are logged out. Log in in another tab, then try again here.");
  }
  const problem = await response.json().catch(() => null);
  const pointer = typeof problem?.pointer === "string" ? problem.pointer : "";
  const detail = problem?.detail ?? `The server answered ${response.status}`;
  return new Refusal(sentence(detail, pointer), pointer);
}

/** Without the name of the field, beside which it stands. */
function sentence(detail: string, pointer: string): string {
  const path = pointer.slice(1).replaceAll("/", ".");
  const bare = path !== "" && detail.startsWith(`${path}: `)
    ? detail.slice(path.length + 2)
    : detail;
  const text = bare.charAt(0).toUpperCase() + bare.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The sentence for whatever went wrong. */
export function wordsOf(error: unknown): string {
  return error instanceof Refusal ? error.message : "Something on this page broke. Load it again.";
}
