import { InvalidArgumentError } from 'commander';
import { instantOption } from './common-options.ts';

/** Until when: a moment, or in how many days. */
export type Expiry = { readonly at: string } | { readonly days: number };

export const expiryOption = (text: string): Expiry => {
  const [, days] = /^([1-9]\d{0,3})d$/.exec(text) ?? [];
  if (days !== undefined) return { days: Number(days) };
  try {
    return { at: instantOption(text) };
  } catch {
    throw new InvalidArgumentError('an instant with its offset, or a number of days such as 90d');
  }
};

const dayMilliseconds = 86_400_000;

export const momentOf = (expiry: Expiry): string =>
  'at' in expiry ? expiry.at : new Date(Date.now() + expiry.days * dayMilliseconds).toISOString();
