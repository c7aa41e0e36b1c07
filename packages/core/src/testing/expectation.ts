import type { PhananhError } from '../engine/base/errors.ts';
import type { NewEvent } from '../engine/log/envelope.ts';

/** What a command decided, and the state after it; or why it was refused. */
export type WhatCame =
  | {
      readonly events: readonly Pick<NewEvent, 'type' | 'data'>[];
      readonly state: object | undefined;
      readonly error?: undefined;
    }
  | { readonly error: PhananhError; readonly events?: undefined; readonly state?: undefined };

/** What a test said, for the message that it fails with. */
export interface Said {
  readonly what: string;
  readonly before: readonly Pick<NewEvent, 'type' | 'data'>[];
  readonly came: WhatCame;
}

/** Named as those of test frameworks are, which show `expected` and `actual` side by side. */
class ExpectationFailed extends Error {
  override readonly name = 'AssertionError';
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, expected: unknown, actual: unknown) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }
}

/** Throws unless these events came: each with its data, or by its type. */
export const demandEvents = (
  said: Said,
  expected: readonly (string | { readonly type: string; readonly data: object })[],
): void => {
  const { events } = said.came;
  const differences =
    events === undefined
      ? []
      : [
          ...expected.flatMap((one, index) => differencesOf(index, one, events[index])),
          ...events
            .slice(expected.length)
            .map(({ type }, index) => `${expected.length + index}: ${type} came too`),
        ];
  if (events !== undefined && differences.length === 0) return;
  throw failed(
    said,
    ['emit', ...expected.map((one) => (typeof one === 'string' ? `  ${one}` : lineOf(one)))],
    differences,
    expected,
  );
};

/** Throws unless it was refused for this reason. */
export const demandRefusal = (said: Said, code: string): PhananhError => {
  if (said.came.error?.code === code) return said.came.error;
  throw failed(said, [`be refused with ${code}`], [], code);
};

const failed = (
  { what, before, came }: Said,
  [first = '', ...more]: readonly string[],
  differences: readonly string[],
  expected: unknown,
): ExpectationFailed =>
  new ExpectationFailed(
    [
      `${what} was expected to ${first}`,
      ...more,
      ...(came.error === undefined
        ? ['and emitted', ...came.events.map(lineOf)]
        : [`and was refused with ${came.error.code}: ${came.error.message}`, ...detailsOf(came.error)]),
      ...(differences.length === 0 ? [] : ['which differs', ...differences.map((one) => `  ${one}`)]),
      before.length === 0 ? 'after nothing' : 'after',
      ...before.map(lineOf),
    ].join('\n'),
    expected,
    came.error?.code ?? came.events,
  );

const detailsOf = ({ details }: PhananhError): readonly string[] =>
  Object.keys(details).length === 0 ? [] : [`  ${JSON.stringify(details)}`];

const lineOf = ({ type, data }: { readonly type: string; readonly data: object }): string => {
  const text = JSON.stringify(data);
  return `  ${type} ${text.length > 300 ? `${text.slice(0, 300)} …` : text}`;
};

const differencesOf = (
  index: number,
  expected: string | { readonly type: string; readonly data: object },
  came: Pick<NewEvent, 'type' | 'data'> | undefined,
): readonly string[] => {
  const type = typeof expected === 'string' ? expected : expected.type;
  if (came === undefined) return [`${index}: no ${type} came`];
  if (came.type !== type) return [`${index}: ${came.type} came, not ${type}`];
  return typeof expected === 'string'
    ? []
    : valueDifferences(expected.data, came.data).map((difference) => `${index}: ${type} ${difference}`);
};

/** Where two values are not alike, by path. A field that is undefined is one that is not there. */
const valueDifferences = (expected: unknown, came: unknown, path = ''): readonly string[] => {
  if (isObject(expected) && isObject(came) && Array.isArray(expected) === Array.isArray(came)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(came)])].flatMap((field) =>
      valueDifferences(expected[field], came[field], `${path}/${field}`),
    );
  }
  return Object.is(expected, came) ? [] : [`${path || '/'} is ${inWords(came)}, not ${inWords(expected)}`];
};

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

const inWords = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
