import type { z } from 'zod';

/** Says what is wrong with a value as what follows the name of its field: `/location is missing`. For `safeParse`. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? missing : `is not ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? missing : noneOf(issue.values.map(String));
    case 'invalid_format':
      return formats[issue.format];
    case 'too_big':
      return tooMuch(issue.origin, issue.inclusive === false ? 'not less than' : 'more than', issue.maximum);
    case 'too_small':
      if (issue.minimum === 1 && issue.origin in units) return 'is empty';
      return tooMuch(issue.origin, issue.inclusive === false ? 'not more than' : 'less than', issue.minimum);
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return issue.input === undefined ? missing : 'has none of the forms that it may have';
    default:
      return undefined;
  }
};

const missing = 'is missing';

const kinds: { readonly [expected: string]: string } = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formats: { readonly [format: string]: string } = {
  uuid: 'is not a UUID',
  url: 'is not a URL',
  email: 'is not an e-mail address',
  date: 'is not a day (YYYY-MM-DD)',
};

const noneOf = (values: readonly string[]): string =>
  values.length === 1 ? `is not ${values[0]}` : `is none of ${values.join(', ')}`;

const tooMuch = (origin: string, how: string, limit: number | bigint): string => {
  const unit = units[origin];
  return unit === undefined ? `is ${how} ${limit}` : `has ${how} ${limit} ${unit}`;
};

const units: { readonly [origin: string]: string } = {
  string: 'characters',
  array: 'entries',
  set: 'entries',
};
