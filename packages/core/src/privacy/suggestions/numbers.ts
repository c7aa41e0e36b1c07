import { beginsAt, type DigitGroups, digitsFrom, endsAt } from './digit-groups.ts';
import { isAmount, isSaidBefore } from './words-beside.ts';

/** Numbers of persons as they are written in Viet Nam: of telephones and of identity cards. All texts here are folded. */

export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Mobile numbers have ten digits since 2018 (03, 05, 07, 08, 09), and eleven before (012, 016, 018, 019); land lines have eleven (02).
 * Hotlines (1800, 1900) are nobody's own.
 */
const nationalLength = (digits: string): number | undefined => {
  if (/^0[35789]/.test(digits)) return 10;
  return /^0(?:2|1[2689])/.test(digits) ? 11 : undefined;
};

const telephoneWords =
  /(?<![a-z])(?:dien thoai|s?dt(?:dd)?|di dong|phone|mobile|tel|zalo|viber|lien he|lien lac|lh|goi|so may)(?: (?:so|la))?\W{0,12}$/;
const country = /^(?:\+|00)[ .-]?84\)?[ .-]{0,2}(?:\(0\)[ .-]?)?/;
const bareCountry = /^84[ .-]?/;
const nextTelephone = /^(?:0|\+84)/;
const noNext = /(?!)/;

export const telephoneAt = (text: string, at: number): Place | undefined => {
  const national = nationalLength(text.slice(at, at + 8).replace(/\D/g, ''));
  if (text[at] !== '0' || national === undefined) return internationalAt(text, at) ?? withoutZeroAt(text, at);
  const found = beginsAt(text, at, telephoneWords) ? digitsFrom(text, at, national) : undefined;
  if (found === undefined || !isGroupedAsTelephone(found) || !endsAt(found, text, nextTelephone))
    return undefined;
  // Somebody may be called Đông, which is folded as the money is.
  if (isAmount(text.slice(found.end)) && !isSaidBefore(text, at, telephoneWords)) return undefined;
  return { start: bracketed(text, at, found.end), end: found.end };
};

/** `905 123 456`: it may be any number, and an amount where it ends in thousands, unless somebody says what it is. */
const withoutZeroAt = (text: string, at: number): Place | undefined => {
  if (!/[235789]/.test(text[at] ?? '') || !isSaidBefore(text, at, telephoneWords)) return undefined;
  const found = digitsFrom(text, at, text[at] === '2' ? 10 : 9);
  if (found === undefined || /^[^2].*000$/.test(found.digits) || isAmount(text.slice(found.end)))
    return undefined;
  // The code by which a report is followed.
  if (found.separator === '-' && found.sizes.join() === '5,5') return undefined;
  const [first = 0, ...others] = found.sizes;
  const isGrouped = isGroupedAsTelephone({ ...found, sizes: [first + 1, ...others] });
  // Thousands go on behind it: 536 324 301 050.
  return isGrouped && endsAt(found, text, noNext) ? { start: at, end: found.end } : undefined;
};

/** With the bracket of its area code: `(0234) 3822 123`. */
const bracketed = (text: string, at: number, end: number): number =>
  text[at - 1] === '(' && text.slice(at, end).includes(')') ? at - 1 : at;

const internationalAt = (text: string, at: number): Place | undefined => {
  const rest = text.slice(at, at + 16);
  const [prefix] = country.exec(rest) ?? bareCountry.exec(rest) ?? [];
  if (prefix === undefined || !beginsAt(text, at, telephoneWords)) return undefined;
  // Without the plus it may be any number: somebody says what it is.
  if (prefix.startsWith('84') && !isSaidBefore(text, at, telephoneWords)) return undefined;
  const from = text[at + prefix.length] === '(' ? at + prefix.length + 1 : at + prefix.length;
  const length = nationalLength(`0${text.slice(from, from + 8).replace(/\D/g, '')}`);
  const found = length === undefined ? undefined : digitsFrom(text, from, length - 1);
  if (found === undefined || !endsAt(found, text, nextTelephone) || isAmount(text.slice(found.end)))
    return undefined;
  return { start: bracketed(text, at, found.end), end: found.end };
};

/** Not as a date is (09.05.2026 10), and not as the code by which a report is followed (09051-23456). */
const isGroupedAsTelephone = ({ sizes, separator }: DigitGroups): boolean => {
  const [first = 0, second = 0, ...others] = sizes;
  if (sizes.length === 1 || sizes.every((size) => size === 1)) return true;
  if (separator === 'mixed') return first >= 3 && second >= 3 && others.every((size) => size >= 3);
  if (sizes.every((size) => size === 2)) return true;
  if (separator === '-' && sizes.length === 2 && first === second) return false;
  return first >= 3 && second >= 1 && others.every((size) => size >= 2) && sizes.length <= 5;
};

/**
 * Codes of provinces in citizen identity numbers (CCCD), Circular 07/2016/TT-BCA: the numbers of today's cards carry them although the
 * provinces were merged since.
 */
const provinces: ReadonlySet<string> = new Set(
  (
    '001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 048 ' +
    '049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096'
  ).split(' '),
);

const identityWords =
  /(?:cccd|cmnd|cmt(?:nd)?|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|dinh danh(?: ca nhan)?)(?: ?(?:so|la|:))*\W{0,8}$/;
const nextIdentity = /^0\d\d/;

export const identityNumberAt = (text: string, at: number): Place | undefined => {
  if (!beginsAt(text, at, identityWords)) return undefined;
  const isSaid = isSaidBefore(text, at, identityWords);
  for (const length of isSaid ? [12, 9] : [12]) {
    const found = digitsFrom(text, at, length);
    if (found === undefined || !endsAt(found, text, nextIdentity) || isAmount(text.slice(found.end)))
      continue;
    if (isSaid || (provinces.has(found.digits.slice(0, 3)) && isGroupedAsIdentity(found)))
      return { start: at, end: found.end };
  }
  return undefined;
};

const isGroupedAsIdentity = ({ sizes, separator }: DigitGroups): boolean =>
  separator !== 'mixed' && ['12', '3,3,3,3', '4,4,4', '6,6', '3,1,2,6', '3,9'].includes(sizes.join());
