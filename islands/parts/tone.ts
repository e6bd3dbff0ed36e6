let context: AudioContext | null = null;

/** A tone that a browser held back for longer, in ms, is old news. */
const LATE_MS = 1_000;

/** Makes ready to play: browsers let a page do that only while the reader does something. */
export async function unlock(): Promise<AudioContext> {
  context ??= new AudioContext();
  await context.resume();
  return context;
}

/** Plays one gentle tone: a third, which swells and dies away within a second. */
export async function playTone(): Promise<void> {
  const asked = performance.now();
  const audio = await unlock();
  if (performance.now() - asked > LATE_MS) return;
  const start = audio.currentTime;
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
  gain.connect(audio.destination);
  const tone = audio.createOscillator();
  tone.frequency.setValueAtTime(660, start);
  tone.frequency.setValueAtTime(528, start + 0.25);
  tone.connect(gain);
  tone.start(start);
  tone.stop(start + 1);
}
