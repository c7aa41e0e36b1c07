import { foldText } from '../../unicode/index.ts';

/** A text as patterns look at it, and where in the text that was given each of its characters came from. */
export interface FoldedText {
  /** Lower case, without diacritics and letters that nobody sees, digits of every width as the usual ones: see {@link foldText}. */
  readonly folded: string;
  /** The place in the text as it was given of what ends before a place of the folded one. */
  readonly placeOf: (foldedPlace: number) => number;
  readonly endOf: (foldedEnd: number) => number;
}

/** Folds one character after the other, so that a text is found the same composed and decomposed. */
export const foldWithPlaces = (text: string): FoldedText => {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const part = foldText(character);
    const end = at + character.length;
    folded += part;
    for (let unit = 0; unit < part.length; unit++) {
      starts.push(at);
      ends.push(end);
    }
    // A mark belongs to the letter before it.
    if (part === '' && ends.length > 0) ends[ends.length - 1] = end;
    at = end;
  }
  return {
    folded,
    placeOf: (place) => starts[place] ?? text.length,
    endOf: (end) => (end === 0 ? 0 : (ends[end - 1] ?? text.length)),
  };
};
