export type Language = 'en' | 'vi';

const isLanguage = (name: string): name is Language => name === 'en' || name === 'vi';

/** The language that an `Accept-Language` header likes best of those that there are (RFC 9110, 12.5.4). Default English. */
export const preferredLanguage = (header: string | undefined): Language => {
  let best: { readonly language: Language; readonly weight: number } | undefined;
  for (const range of header?.split(',') ?? []) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const [primary = ''] = tag.trim().split('-');
    const quality = parameters.map((parameter) => parameter.trim()).find((one) => one.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (isLanguage(primary) && weight > (best?.weight ?? 0)) best = { language: primary, weight };
  }
  return best?.language ?? 'en';
};
