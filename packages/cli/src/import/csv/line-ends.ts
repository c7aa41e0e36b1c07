/** Where a line of a text ends. */
export interface LineEnd {
  /** Behind the last character of the line. */
  readonly at: number;
  /** Where the next line starts; the same place where the text ends without a line end. */
  readonly next: number;
}

/** Finds the line ends of one text, from the front to the back. */
export interface LineEnds {
  /**
   * The end of the line that a place is in. Undefined while more text may come and the end has not: a CR at the very end may be
   * the first half of a CRLF.
   */
  after(place: number): LineEnd | undefined;
  /** How many line ends stand between two places. */
  count(from: number, to: number): number;
}

/**
 * A line ends with LF, CRLF or CR, one as well as another in the same file: files are put together from files.
 *
 * Both signs are sought once for each that is there, and not again for every line.
 */
export const lineEndsOf = (text: string, final: boolean): LineEnds => {
  const returns = cursor(text, '\r');
  const feeds = cursor(text, '\n');
  return {
    after: (place) => {
      const [cr, lf] = [returns(place), feeds(place)];
      if (lf < cr) return { at: lf, next: lf + 1 };
      if (cr === text.length) return final ? { at: cr, next: cr } : undefined;
      if (cr + 1 === text.length && !final) return undefined;
      return { at: cr, next: lf === cr + 1 && lf < text.length ? cr + 2 : cr + 1 };
    },
    count: (from, to) => countEnds(text.slice(from, to)),
  };
};

/** Where a sign stands next; the length of the text where it stands no more. */
const cursor = (text: string, sign: string): ((from: number) => number) => {
  let found = -1;
  return (from) => {
    if (found < from) {
      const next = text.indexOf(sign, from);
      found = next === -1 ? text.length : next;
    }
    return found;
  };
};

const countEnds = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

/** How many physical lines a text has with what follows it, none of which is kept. */
export const countLines = async (first: string, pieces?: AsyncIterator<string>): Promise<number> => {
  let lines = 0;
  let last = '';
  const add = (piece: string): void => {
    lines += countEnds(piece) - (last === '\r' && piece.startsWith('\n') ? 1 : 0);
    last = piece.at(-1) ?? last;
  };
  add(first);
  for (let next = await pieces?.next(); next !== undefined && next.done !== true; next = await pieces?.next())
    add(next.value);
  return lines + (/[^\r\n]/.test(last) ? 1 : 0);
};
