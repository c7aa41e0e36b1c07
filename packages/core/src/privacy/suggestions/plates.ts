import type { Place } from './numbers.ts';
import { isSaidBefore, money } from './words-beside.ts';

/**
 * Number plates, Circular 79/2024/TT-BCA and those before it, folded: province (two digits from 11 on), series (one or two letters, or a
 * letter and a digit), and four or five digits: 75A-123.45, 75-B1 123.45, 29AA-123.45, 29-MĐ1 123.45, 80-NG-123-45.
 */
const plate =
  /(?<![\p{L}\p{N}_.,-])(?<province>[1-9][1-9])(?<first>[-. ]?)(?<series>[a-hk-npr-vx-z]{1,2}\d?)(?<second>[-. ]{0,3})(?<number>\d{3}(?:\.|-)?\d{2}|\d{4})(?![\p{L}\p{N}_]|[.,-]\d)/gu;

const plateWords =
  /(?:bien(?: kiem soat| so| xe)*|bks|bsx?|bs|xe(?: may| tai| con| o to| khach| mo to)?|o ?to|mo ?to)(?: ?(?:so|la|mang|:))*\W{0,8}$/;

export const platesIn = (text: string): readonly Place[] =>
  [...text.matchAll(plate)].flatMap(({ index, groups = {}, 0: whole }) => {
    const end = index + whole.length;
    if (money.test(text.slice(end))) return [];
    return isSaidBefore(text, index, plateWords) || isUnmistakable(groups) ? [{ start: index, end }] : [];
  });

/** Without a word before it: not what can be a flat (12A-1203), an hour (15h 12345) or a length (12 m 12345). */
const isUnmistakable = ({
  first = '',
  second = '',
  number = '',
}: {
  readonly [name: string]: string | undefined;
}): boolean => {
  if (/^\d{4}$/.test(number)) return false;
  if (/^\d{3}\.\d{2}$/.test(number)) return !/ /.test(first) || second !== '';
  return !/[ .]/.test(first) && !/[ .]/.test(second);
};
