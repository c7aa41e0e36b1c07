import type { Visit } from '../frame/screen.ts';

/** What a report is about and where, in one line; empty where nobody said either. */
export const kindAndPlace = (
  { called }: Visit,
  { category, areaCode }: { readonly category: string | null; readonly areaCode: string | null },
): string =>
  [
    ...(category === null ? [] : [called('category', category)]),
    ...(areaCode === null ? [] : [called('area', areaCode)]),
  ].join(' · ');
