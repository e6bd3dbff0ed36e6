/**
 * Tells the board that somebody looks at this page, now and once a minute. Shops load it as
 * /beacon.js; docs/visitors.md says what it promises them.
 */
const BEAT_MS = 60_000;

/** The board has forgotten a visitor by then: another id is as good, and nobody is known again. */
const FORGET_MS = 5 * 60_000;

const script = document.currentScript as HTMLScriptElement;
let visitor = crypto.getRandomValues(new Uint32Array(4)).join("-");

/** Takes the id that this browser's pages share, and keeps it for those that follow. */
function share(): void {
  try {
    const [at, id] = (localStorage.getItem("flashboard") ?? "").split(" ");
    if (id && Date.now() - Number(at) < FORGET_MS) visitor = id;
    localStorage.setItem("flashboard", `${Date.now()} ${visitor}`);
  } catch {
    // No storage: this page is a visitor of its own.
  }
}

function beat(): void {
  if (document.visibilityState !== "visible") return;
  share();
  fetch(new URL(`api/publish/visits?key=${script.dataset.key}`, script.src), {
    method: "POST",
    // As text it needs no preflight.
    body: JSON.stringify({ visitor }),
    credentials: "omit",
    keepalive: true,
    referrerPolicy: "no-referrer",
  }).catch(() => {}); // The next beat is as good.
}

const { doNotTrack, webdriver } = navigator;
const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean };
if (!(webdriver || globalPrivacyControl || doNotTrack === "1")) {
  beat();
  setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", beat);
}
