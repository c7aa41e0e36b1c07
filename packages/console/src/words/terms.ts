import type { Language } from '@phananh/core/sla';

const units: { readonly [unit: string]: { readonly en: readonly [string, string]; readonly vi: string } } = {
  'working-day': { en: ['working day', 'working days'], vi: 'ngày làm việc' },
  'calendar-day': { en: ['day', 'days'], vi: 'ngày' },
  month: { en: ['month', 'months'], vi: 'tháng' },
  year: { en: ['year', 'years'], vi: 'năm' },
};

/** A term, as `7 working days`. */
export const termText = (
  { count, unit }: { readonly count: number; readonly unit: string },
  language: Language,
): string => {
  const names = units[unit];
  if (names === undefined) return `${count} ${unit}`;
  return `${count} ${language === 'vi' ? names.vi : names.en[count === 1 ? 0 : 1]}`;
};
