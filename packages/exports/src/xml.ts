const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** A text as the value of an attribute, without what XML 1.0 has no way to say: citizens paste anything. */
export const xmlText = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\uFFFE\uFFFF&<>"]/gu, (character) => entities[character] ?? '');
