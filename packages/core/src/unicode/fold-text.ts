/**
 * A text as search and slugs compare it, by the tables of Unicode: letters and digits of other widths and forms as the usual
 * ones (NFKC), without diacritics, without letters that nobody sees (default-ignorable code points: soft hyphen, zero-width
 * space …), đ and what looks like it as d, in lower case. `Đường` and `duong` become the same, since officials and citizens
 * write both.
 */
export const foldText = (text: string): string => {
  let folded = '';
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    const known = unit < latinEnd ? latin[unit] : vietnamese[unit - firstVietnamese];
    if (known === undefined) return foldWhole(text);
    folded += known;
  }
  return folded;
};

const foldWhole = (text: string): string =>
  text
    // Decomposed, because the marks go anyway.
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]+/gu, '')
    .replace(likeDWithStroke, 'd')
    .toLowerCase();

/**
 * The look-alikes that Unicode does not decompose: Đ U+0110 and đ U+0111, the one Vietnamese letter that is not a letter with a
 * mark, and what is typed for it: Ð U+00D0 and ð U+00F0 (eth), Ɖ U+0189 and ɖ U+0256 (African d). U+00D0 and U+0189 look the same
 * as Đ in every font (Unicode Technical Standard #39, confusables); ð and ɖ are what they become in lower case.
 */
const likeDWithStroke = /[\u0110\u0111\u00d0\u00f0\u0189\u0256]/g;

/** The same letters as Đ and đ, where a name is to be found that looks the same: everything else stays. */
export const withVietnameseD = (text: string): string =>
  text.replace(/[\u00d0\u0189]/g, '\u0110').replace(/[\u00f0\u0256]/g, '\u0111');

/** Folded one by one: marks go, in whichever order they stand, and none of these letters depends on its neighbours. */
const unitsFrom = (first: number, end: number): readonly string[] =>
  Array.from({ length: end - first }, (_, place) => foldWhole(String.fromCharCode(first + place)));

// Looked up for hundreds of thousands of texts in one search: letters of Latin with their marks, those of Vietnamese, and the
// signs between words.
const latinEnd = 0x370;
const latin = unitsFrom(0, latinEnd);
const firstVietnamese = 0x1e00;
const vietnamese = unitsFrom(firstVietnamese, 0x2070);
