import { dashes } from './digit-groups.ts';
import type { Place } from './numbers.ts';
import { isSaidBefore, money } from './words-beside.ts';

/**
 * Number plates, Circular 79/2024/TT-BCA and those before it, folded: province (two digits from 11 on), series (one or two letters, or a
 * letter and a digit), and four or five digits: 75A-123.45, 75-B1 123.45, 29AA-123.45, 29-MĐ1 123.45, 80-NG-123-45. A digit behind the
 * letters is of the series only where five others do not follow: 75A12345 is series A.
 */
const plate = new RegExp(
  '(?<![\\p{N}_.,-])(?<province>1[1-9]|[2-9]\\d)' +
    `(?<first>[. ${dashes}]?)(?<series>[a-hk-npr-vx-z]{1,2}\\d??)(?<second>[. ${dashes}]{0,3})` +
    `(?<number>\\d{3}[. ${dashes}]?\\d{2}|\\d{4})(?<word>\\p{L}{0,12})(?![\\p{L}\\p{N}_]|[.,-]\\d)`,
  'gu',
);

const plateWords =
  /(?:bien(?: kiem soat| so| xe)*|bks|bsx?|bs|xe(?: may| tai| con| o to| khach| mo to)?|o ?to|mo ?to)(?: ?(?:so|la|mang|:))*\W{0,8}$/;

/** What else has a number with a letter in it: 12A-12345. */
const otherWords =
  /(?<![a-z])(?:lo|thua|to|can(?: ho)?|phong|nha|ngo|hem|kiet|toa|tu|tru|cot|tram|ma)(?: (?:so|dat|dien|den))*\W{0,4}$/;

/** 29MD1-12345 may also be the code by which a report is followed. */
const trackingCode = /^[^-]{5}-[^-]{5}$/;

export const platesIn = (text: string): readonly Place[] =>
  [...text.matchAll(plate)].flatMap(({ index, groups = {}, 0: whole }) => {
    const { word = '', number = '' } = groups;
    const end = index + whole.length - word.length;
    if (money.test(text.slice(end))) return [];
    if (isSaidBefore(text, index, plateWords)) return [{ start: index, end }];
    // Written to another word, it is part of a code.
    if (word !== '' || /\p{L}/u.test(text[index - 1] ?? '')) return [];
    if (trackingCode.test(whole)) return [];
    if (/^\d{5}$/.test(number) && isSaidBefore(text, index, otherWords)) return [];
    return isUnmistakable(groups) ? [{ start: index, end }] : [];
  });

/** Without a word before it: not what can be a flat (12A-1203), an hour (15h 12345) or a length (12 m 12345). */
const isUnmistakable = ({
  first = '',
  second = '',
  number = '',
}: {
  readonly [name: string]: string | undefined;
}): boolean => {
  if (/^\d{4}$/.test(number) || / /.test(number)) return false;
  if (/^\d{3}\.\d{2}$/.test(number)) return !/ /.test(first) || second !== '';
  return !/[ .]/.test(first) && !/[ .]/.test(second);
};
