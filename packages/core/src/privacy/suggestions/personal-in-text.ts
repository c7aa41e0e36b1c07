import { foldWithPlaces } from './folded-text.ts';
import { identityNumberAt, type Place, telephoneAt } from './numbers.ts';
import { platesIn } from './plates.ts';

export const personalKinds = ['telephone', 'identity-card', 'plate', 'e-mail'] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** Something in a text that says who somebody is. */
export interface PersonalInText {
  readonly kind: PersonalKind;
  /** Where it begins and ends, in UTF-16 code units of the text as it was given: `text.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
}

const [at, dot] = ['(?: ?(?:@|[([{] ?(?:at|a cong) ?[)\\]}]) ?)', '(?:\\.| ?[([{] ?(?:dot|cham) ?[)\\]}] ?)'];

/** A name, `@`, and a domain with at least one dot: people write spaces round the signs, or what programs do not read as one. */
const email = new RegExp(
  `(?<![\\w.%+-])[\\w%+-][\\w.%+-]{0,63}${at}[a-z0-9-]{1,63}(?:${dot}[a-z0-9-]{1,63}){0,5}${dot}[a-z]{2,24}(?![\\w-])`,
  'g',
);

/** Reports and events have such ids: digits in them are nobody's number. */
const uuid = /(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/g;

/**
 * What of a text somebody may want to hide before it is shown: telephone numbers, numbers of identity cards (twelve digits, or nine after a
 * word that says so), number plates and e-mail addresses, as they are written in Viet Nam. In order, and none within another. It is a
 * suggestion: a person decides.
 */
export const personalInText = (text: string): readonly PersonalInText[] => {
  const { folded: whole, placeOf, endOf } = foldWithPlaces(text);
  const folded = whole.replace(uuid, (id) => 'x'.repeat(id.length));
  const found: (Place & { readonly kind: PersonalKind })[] = [
    ...[...folded.matchAll(email)].map(({ index, 0: whole }) => ({
      kind: 'e-mail' as const,
      start: index,
      end: index + whole.length,
    })),
    ...platesIn(folded).map((place) => ({ kind: 'plate' as const, ...place })),
    ...numbersIn(folded),
  ];
  const covered = new Uint8Array(folded.length);
  return found
    .filter(({ start, end }) => {
      if (covered.subarray(start, end).includes(1)) return false;
      covered.fill(1, start, end);
      return true;
    })
    .toSorted((one, other) => one.start - other.start)
    .map(({ kind, start, end }) => ({ kind, start: placeOf(start), end: endOf(end) }));
};

const numbersIn = (text: string): readonly (Place & { readonly kind: PersonalKind })[] => {
  const numbers: (Place & { readonly kind: PersonalKind })[] = [];
  const start = /[+\d]/g;
  for (let next = start.exec(text); next !== null; next = start.exec(text)) {
    const identity = identityNumberAt(text, next.index);
    const place = identity ?? telephoneAt(text, next.index);
    if (place === undefined) continue;
    numbers.push({ kind: identity === undefined ? 'telephone' : 'identity-card', ...place });
    start.lastIndex = place.end;
  }
  return numbers;
};
