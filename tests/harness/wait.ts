/** Milliseconds after which a helper gives up. A guard against hanging; no test needs it to pass. */
export const GUARD_MS = 30_000;

/** Resolves after `ms` milliseconds. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks `check` again and again until it says true; false when `guardMs` have passed first. */
export async function poll(
  check: () => boolean | Promise<boolean>,
  guardMs = GUARD_MS,
): Promise<boolean> {
  const end = performance.now() + guardMs;
  while (!await check()) {
    if (performance.now() > end) return false;
    await delay(20);
  }
  return true;
}

/** What `promise` yields, or undefined when `ms` milliseconds have passed first. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
