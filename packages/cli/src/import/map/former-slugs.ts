/** At most what an agency id takes. */
const maximumLength = 63;

/** The slug of a text as versions before folded it: what looked like đ was no letter, nor one of another width. */
export const formerSlug = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/đ/gi, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maximumLength)
    .replaceAll(/^-+|-+$/g, '');

/** The slugs that versions before may have made of a name: as it is written, and as if each đ had been a look-alike. */
export const formerSlugs = (name: string): readonly string[] => [
  ...new Set([formerSlug(name), formerSlug(name.replaceAll(/đ/gi, ' '))]),
];
