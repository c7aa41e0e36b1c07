/** A scheme of two letters or more: one letter is a drive. */
export const isAddress = (source: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(source);

/** As it may be told: what stands behind the question mark can be a key. */
export const shownSource = (source: string): string =>
  (isAddress(source) ? source.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//') : source).slice(0, 500);
