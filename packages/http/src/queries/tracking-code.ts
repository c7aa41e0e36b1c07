/**
 * The code that somebody meant: with or without the hyphen, in either case, and with the letters that Crockford's base32
 * leaves out read as the digits that they look like.
 *
 * @returns undefined for what cannot be a tracking code
 */
export const trackingCodeOf = (written: string): string | undefined => {
  const code = written.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code) ? code : undefined;
};
