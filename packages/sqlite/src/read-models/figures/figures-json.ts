/**
 * Figures as JSON, made once for as long as they stay the same objects: a year of a province by agency and month is 3 MB, and to
 * write it for every answer takes longer than to sum it up.
 *
 * @param room where a list is put; the answers with the same list share it
 */
export const figuresJson = <Room extends ArrayBufferLike>(
  room: (bytes: number) => Room,
): ((figures: readonly object[]) => Uint8Array<Room>) => {
  const texts = new WeakMap<object, string>();
  /** By the first of them, which is of one question only. */
  const lists = new WeakMap<
    object,
    { readonly figures: readonly object[]; readonly bytes: Uint8Array<Room> }
  >();
  const textOf = (figures: object): string => {
    const text = texts.get(figures) ?? JSON.stringify(figures);
    texts.set(figures, text);
    return text;
  };
  return (figures) => {
    const [first = figures] = figures;
    const known = lists.get(first);
    const isSame =
      known?.figures.length === figures.length && known.figures.every((one, n) => one === figures[n]);
    if (known !== undefined && isSame) return known.bytes;
    // Joined at once: to put megabytes into a longer text is to copy them again.
    const text = Buffer.from(`[${figures.map(textOf).join(',')}]`);
    const bytes = new Uint8Array(room(text.length));
    bytes.set(text);
    lists.set(first, { figures, bytes });
    return bytes;
  };
};
