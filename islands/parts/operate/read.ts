// What a form's fields hold, by their names.

/** A line of text. */
export function textIn(data: FormData, name: string): string {
  return String(data.get(name) ?? "");
}

/** A number; null when the field is empty or holds none. */
export function numberIn(data: FormData, name: string): number | null {
  const text = textIn(data, name).trim();
  const number = Number(text);
  return text === "" || !Number.isFinite(number) ? null : number;
}

export function isChecked(data: FormData, name: string): boolean {
  return data.get(name) !== null;
}

/** The values of a group that are chosen. */
export function chosenIn(data: FormData, name: string): string[] {
  return data.getAll(name).map(String);
}

/** The parts of a text between commas and line breaks. */
export function partsOf(text: string): string[] {
  return text.split(/[,\n]/).map((part) => part.trim()).filter(Boolean);
}
