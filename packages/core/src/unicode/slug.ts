import { foldText } from './fold-text.ts';

/** At most what an agency id takes. */
const maximumLength = 63;

/** A text as lower-case letters, digits and hyphens, at most 63: `Sở Xây dựng` becomes `so-xay-dung`. Empty when it has none. */
export const slug = (text: string): string =>
  foldText(text)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maximumLength)
    .replaceAll(/^-+|-+$/g, '');
