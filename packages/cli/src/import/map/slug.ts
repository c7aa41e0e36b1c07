/** At most what an agency id takes. */
const maximumLength = 63;

/** A text as lower-case letters, digits and hyphens: `Sở Xây dựng` becomes `so-xay-dung`. */
export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    // The one Vietnamese letter that is not a letter with a mark.
    .replaceAll(/đ/gi, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maximumLength)
    .replaceAll(/^-+|-+$/g, '');
