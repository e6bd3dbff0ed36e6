/**
 * Keeps the screen from going dark, where the browser can (Screen Wake Lock). Browsers take the lock
 * back whenever the page is hidden, so it is asked for again each time the page is seen.
 */
export function keepAwake(): void {
  const ask = () => {
    if (document.hidden) return;
    // Refused on a low battery, for instance; absent on plain HTTP.
    void navigator.wakeLock?.request("screen").catch(() => {});
  };
  ask();
  document.addEventListener("visibilitychange", ask);
}
