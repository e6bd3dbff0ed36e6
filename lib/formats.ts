/** A format of `Intl` by its language and options. */
type Formats<Options, Format> = (language: string, options: Options) => Format;

/** Dates and times. */
export const dateFormat = kept(
  (language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options),
);

/** Numbers and amounts. */
export const numberFormat = kept(
  (language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options),
);

/** Making a format costs a hundred times its use: each is made once. */
function kept<Options, Format>(make: Formats<Options, Format>): Formats<Options, Format> {
  const made = new Map<string, Format>();
  return (language, options) => {
    const key = language + JSON.stringify(options);
    const format = made.get(key) ?? make(language, options);
    made.set(key, format);
    return format;
  };
}
