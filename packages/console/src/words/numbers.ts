import { shownShare } from '@phananh/core/read-models';
import type { Language } from '@phananh/http/pages';

const formats = (locale: string) => ({
  count: new Intl.NumberFormat(locale),
  share: new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }),
  wholeShare: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
  money: new Intl.NumberFormat(locale, { style: 'currency', currency: 'VND' }),
});
const inLanguage = { vi: formats('vi-VN'), en: formats('en-GB') };

/** A number as its language writes it. */
export const countText = (count: number, language: Language): string =>
  inLanguage[language].count.format(count);

/** A share from 0 to 1 in per cent, with one decimal. */
export const shareText = (share: number, language: Language): string =>
  inLanguage[language].share.format(shownShare(share));

/** An amount in dong. */
export const moneyText = (amount: number, language: Language): string =>
  inLanguage[language].money.format(amount);

/** A share beside an axis: without decimals that say nothing. */
export const wholeShareText = (share: number, language: Language): string =>
  inLanguage[language].wholeShare.format(share);
