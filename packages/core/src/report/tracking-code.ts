import { foldText } from '../unicode/index.ts';

/**
 * The code that somebody meant: with or without the hyphen or another dash, in either case, in letters of any width, without
 * letters that nobody sees, and with the letters that Crockford's base32 leaves out read as the digits that they look like.
 *
 * @returns its ten characters, as events and read models have them; undefined for what cannot be a tracking code
 */
export const trackingCodeOf = (written: string): string | undefined => {
  const code = foldText(written)
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? code : undefined;
};

/** Ten characters in two groups, as people write them: the form in which a code is shown, in code and over HTTP. */
export const shownTrackingCode = (code: string): string => {
  const characters = code.replace('-', '');
  return `${characters.slice(0, 5)}-${characters.slice(5)}`;
};
