import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileCalendar, InvalidCalendar, parseCalendar, vietnamDays } from './index.ts';

const shipped = readFileSync(new URL('./data/vn-official-days.json', import.meta.url), 'utf8');

const issuesOf = (text: string): readonly string[] => {
  try {
    parseCalendar(text);
  } catch (error) {
    if (error instanceof InvalidCalendar)
      return error.issues.map(({ line, pointer, message }) => `${line} ${pointer} ${message}`);
    throw error;
  }
  return [];
};

/** A small calendar, a line for each thing that can be wrong. */
const small = (changes: { readonly [line: number]: string } = {}): string =>
  [
    '{ "schema": 1, "country": "XX", "timezone": "Asia/Ho_Chi_Minh", "compiledOn": "2026-01-01",',
    '  "confirmedWindow": { "from": "2026-01-01", "to": "2026-12-31" },',
    '  "weeklyRestDays": ["Sat", "Sun"],',
    '  "sessions": [["08:00", "12:00"], ["13:00", "17:00"]],',
    '  "daysOff": [',
    '    { "date": "2026-01-01", "weekday": "Thu", "kind": "statutory", "name": "New Year", "source": ["law"] },',
    '    { "date": "2026-01-02", "kind": "swapped-off", "name": "swap", "source": ["law"] } ],',
    '  "makeUpWorkingDays": [',
    '    { "date": "2026-01-10", "insteadOf": "2026-01-02", "source": ["law"] } ],',
    '  "sources": { "law": { "what": "the law" } } }',
  ]
    .map((line, index) => changes[index + 1] ?? line)
    .join('\n');

describe('a calendar file', () => {
  it('has a name once, composed or decomposed', () => {
    const [composed, decomposed] = ['luật'.normalize('NFC'), 'luật'.normalize('NFD')];
    const sources = `  "sources": { "law": { "what": "x" }, "${composed}": { "what": "x" }, "${decomposed}": { "what": "x" } } }`;
    expect(issuesOf(small({ 10: sources }))).toEqual([`10 /sources/${composed} stands twice in its object`]);
  });

  it('is taken as it ships, and means what the small one says', () => {
    expect(parseCalendar(shipped)).toEqual(vietnamDays);
    const calendar = compileCalendar(parseCalendar(small()));
    expect(['2026-01-01', '2026-01-02', '2026-01-10', '2026-01-11'].map(calendar.isWorkingDay)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  const off = (fields: string): string =>
    `    { ${fields}, "kind": "statutory", "name": "x", "source": ["law"] },`;
  it.each([
    ['no JSON', { 3: '  "weeklyRestDays": ["Sat", "Sun",' }, /^4 {2}is no JSON: /],
    [
      'a weekday that is another',
      { 6: off('"date": "2026-01-01", "weekday": "Fri"') },
      /^6 \/daysOff\/0\/weekday is Fri, but 2026-01-01 is a Thu/,
    ],
    ['a day that is none', { 6: off('"date": "2026-02-29"') }, /^6 \/daysOff\/0\/date is no day/],
    ['a day outside', { 6: off('"date": "2027-01-01"') }, /^6 \/daysOff\/0\/date 2027-01-01 is outside/],
    [
      'a day twice',
      { 6: off('"date": "2026-01-02"') },
      /^7 \/daysOff\/1\/date 2026-01-02 is at daysOff\/0 already/,
    ],
    [
      'a source that is not there',
      { 6: off('"date": "2026-01-01"').replace('law', 'press') },
      /^6 \/daysOff\/0\/source names press/,
    ],
    [
      'a kind that is none',
      { 6: off('"date": "2026-01-01"').replace('statutory', 'fun') },
      /^6 \/daysOff\/0\/kind/,
    ],
    [
      'a swap on a rest day',
      { 7: '    { "date": "2026-01-03", "kind": "swapped-off", "name": "swap", "source": ["law"] } ],' },
      /^7 \/daysOff\/1\/date 2026-01-03 is a weekly rest day/,
    ],
    [
      'a make-up day that is also a day off',
      { 6: off('"date": "2026-01-10"') },
      /^9 \/makeUpWorkingDays\/0\/date 2026-01-10 is a make-up working day and a day off/,
    ],
    [
      'a make-up day that is worked anyway',
      { 9: '    { "date": "2026-01-09", "insteadOf": "2026-01-02", "source": ["law"] } ],' },
      /^9 \/makeUpWorkingDays\/0\/date 2026-01-09 is worked anyway/,
    ],
    [
      'a make-up day for no day off',
      { 9: '    { "date": "2026-01-10", "insteadOf": "2026-01-05", "source": ["law"] } ],' },
      /^9 \/makeUpWorkingDays\/0\/insteadOf 2026-01-05 is no day off/,
    ],
    [
      'a window reversed',
      { 2: '  "confirmedWindow": { "from": "2026-12-31", "to": "2026-01-01" },' },
      /^2 \/confirmedWindow ends before it begins/,
    ],
    [
      'a gap between the windows',
      {
        2: '  "confirmedWindow": { "from": "2026-01-01", "to": "2026-12-31" }, "provisionalWindow": { "from": "2027-01-05", "to": "2027-12-31" },',
      },
      /^2 \/provisionalWindow\/from must be the day after/,
    ],
    [
      'a zone that is none',
      { 1: '{ "schema": 1, "country": "XX", "timezone": "Asia/Hue", "compiledOn": "2026-01-01",' },
      /^1 \/timezone Asia\/Hue is no time zone/,
    ],
    [
      'sessions that overlap',
      { 4: '  "sessions": [["08:00", "12:00"], ["11:00", "17:00"]],' },
      /^4 \/sessions\/1 begins before/,
    ],
    ['a session reversed', { 4: '  "sessions": [["12:00", "08:00"]],' }, /^4 \/sessions\/0 ends before/],
    [
      'an unknown field',
      { 3: '  "weeklyRestDays": ["Sat", "Sun"], "holydays": [],' },
      /^1 \/ has fields that are not known: holydays/,
    ],
    [
      'a zone that is an offset',
      { 1: '{ "schema": 1, "country": "XX", "timezone": "+07:00", "compiledOn": "2026-01-01",' },
      /^1 \/timezone \+07:00 is no time zone/,
    ],
    [
      'an offset that the zone does not have',
      { 3: '  "weeklyRestDays": ["Sat", "Sun"], "utcOffset": "+09:00",' },
      /^3 \/utcOffset Asia\/Ho_Chi_Minh is not at \+09:00/,
    ],
    [
      'a pattern after the windows',
      {
        3: '  "weeklyRestDays": ["Sat", "Sun"], "patterns": [{ "from": "2030-01-01", "weeklyRestDays": [] }],',
      },
      /^3 \/patterns\/0\/from 2030-01-01 is outside the windows/,
    ],
    [
      'a key that stands twice',
      { 3: '  "weeklyRestDays": ["Sat", "Sun"],\n  "weeklyRestDays": ["Sun"],' },
      /^4 \/weeklyRestDays stands twice/,
    ],
    [
      'a projected day among the confirmed',
      { 6: off('"date": "2026-01-01", "status": "projected"') },
      /^6 \/daysOff\/0\/status is projected/,
    ],
    [
      'a source named like a method of objects',
      { 6: off('"date": "2026-01-01"').replace('law', 'toString') },
      /^6 \/daysOff\/0\/source names toString/,
    ],
    [
      'an unknown field of what was rejected',
      {
        3: '  "weeklyRestDays": ["Sat", "Sun"], "consideredAndRejected": [{ "date": "2026", "why": "x", "foo": 1 }],',
      },
      /^3 \/consideredAndRejected\/0 has fields that are not known: foo/,
    ],
    [
      'another version of the format',
      { 1: '{ "schema": 2, "country": "XX", "timezone": "Asia/Ho_Chi_Minh", "compiledOn": "2026-01-01",' },
      /^1 \/schema/,
    ],
  ] satisfies [string, { readonly [line: number]: string }, RegExp][])(
    'with %s is refused, with its line',
    (_, changes, expected) => {
      const issues = issuesOf(small(changes));
      expect(
        issues.some((issue) => expected.test(issue)),
        issues.join('\n'),
      ).toBe(true);
    },
  );

  it('names every fault at once, in the order of the lines', () => {
    const text = small({
      6: off('"date": "2026-01-01", "weekday": "Fri"'),
      9: '    { "date": "2026-01-09", "insteadOf": "2026-01-05", "source": ["law"] } ],',
    });
    expect(issuesOf(text).map((issue) => issue.split(' ')[0])).toEqual(['6', '9', '9']);
    expect(issuesOf('')).toEqual(['1  is no JSON: ValueExpected']);
  });
});

const facts = [
  process.env.PHANANH_DATA,
  fileURLToPath(new URL('../../../../../shared/data', import.meta.url)),
]
  .map((folder) => `${folder}/vn-official-days.json`)
  .find((path) => existsSync(path));

describe('the shipped calendar of Viet Nam', () => {
  it.skipIf(facts === undefined)(
    'is the collected facts, with Vietnamese names and since when a day is known',
    () => {
      const collected = JSON.parse(readFileSync(facts ?? '', 'utf8'));
      const { id: _, ...ours } = JSON.parse(shipped);
      const plain = (days: readonly { nameVi?: string; knownSince?: string }[]) =>
        days.map(({ nameVi: __, knownSince: ___, ...day }) => day);
      expect({
        ...ours,
        daysOff: plain(ours.daysOff),
        makeUpWorkingDays: plain(ours.makeUpWorkingDays),
      }).toEqual(collected);
      expect(() => parseCalendar(readFileSync(facts ?? '', 'utf8'))).not.toThrow();
    },
  );

  it('has a Vietnamese name for every day off, and dates of sources alone as known-since', () => {
    for (const { date, nameVi, knownSince, source } of vietnamDays.daysOff) {
      expect(nameVi, date).toBeTruthy();
      if (knownSince == null) continue;
      // The resolution was passed on the day that its source tells; the others carry their date in their names.
      const isTold = source.some((name) => name.includes(knownSince)) || source.includes('28/2026/QH16');
      expect(isTold, date).toBe(true);
    }
  });
});
