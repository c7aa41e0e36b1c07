import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PersonalKind, personalInText } from './personal-in-text.ts';

const found = (text: string): readonly string[] =>
  personalInText(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

const digits = (count: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count });

const grouped = (text: string, sizes: readonly number[], separator: string): string => {
  let at = 0;
  return sizes
    .map((size) => {
      const group = text.slice(at, at + size);
      at += size;
      return group;
    })
    .join(separator);
};

const separators = fc.constantFrom(' ', '.', '-', '\u00a0', '–', '·', '  ', '\n', ' - ');
const written = (number: fc.Arbitrary<string>, sizes: readonly (readonly number[])[]): fc.Arbitrary<string> =>
  fc.oneof(
    number,
    fc
      .tuple(number, fc.constantFrom(...sizes), separators)
      .map(([text, groups, separator]) => grouped(text, groups, separator)),
  );

const mobile = fc
  .tuple(fc.constantFrom('03', '05', '07', '08', '09'), digits(8))
  .map((parts) => parts.join(''));
const telephone = fc.oneof(
  written(mobile, [
    [4, 3, 3],
    [3, 3, 4],
    [4, 6],
    [4, 2, 2, 2],
    [2, 2, 2, 2, 2],
    [3, 4, 3],
    Array(10).fill(1),
  ]),
  written(
    digits(7).map((rest) => `0234${rest}`),
    [
      [4, 4, 3],
      [4, 1, 3, 3],
      [4, 7],
      [4, 3, 4],
    ],
  ),
  mobile.map((number) => `+84 ${grouped(number.slice(1), [3, 3, 3], ' ')}`),
  mobile.map((number) => `+84${number.slice(1)}`),
  mobile.map((number) => `0084.${number.slice(1)}`),
  mobile.map((number) => `(+84) ${number.slice(1)}`),
);
const identity = written(
  fc.tuple(fc.constantFrom('001', '046', '079', '092'), digits(9)).map((parts) => parts.join('')),
  [
    [3, 3, 3, 3],
    [4, 4, 4],
    [3, 1, 2, 6],
  ],
);
const oldIdentity = fc
  .tuple(
    fc.constantFrom('CMND ', 'Chứng minh nhân dân số ', 'CMT: ', 'căn cước '),
    written(digits(9), [[3, 3, 3]]),
  )
  .map(([word, number]) => ({ before: word, number }));
const plate = fc
  .tuple(
    fc.constantFrom('29', '43', '75', '99', '30', '50', '60'),
    fc.constantFrom('A-', 'B1 ', '-B1 ', 'AA-', 'F1-', '-MĐ1 ', 'LD-', 'h1-'),
    digits(5),
  )
  .map(([province, series, number]) => `${province}${series}${number.slice(0, 3)}.${number.slice(3)}`);
const email = fc
  .tuple(
    fc.constantFrom('nguyen.van-a', 'lan_97', 'x+y', 'a'),
    fc.constantFrom('@', ' @ ', ' (at) ', '[a còng]'),
    fc.constantFrom('gmail.com', 'hue.gov.vn', 'mail.co.uk', 'gmail (dot) com', 'hue[chấm]gov[chấm]vn'),
  )
  .map((parts) => parts.join(''));

/** Words of reports, with the signs that stand round numbers. */
const around = fc.constantFrom(
  ['Đèn đường hỏng, gọi ', ' giúp ạ.'],
  ['LH: ', ''],
  ['', ' (chị Lan)'],
  ['ở ngã tư; ', ', cảm ơn'],
  ['«', '»'],
  ['số\n', '\n'],
  ['chị Lan (', ')'],
);

const kinds: readonly (readonly [PersonalKind, fc.Arbitrary<string>])[] = [
  ['telephone', telephone],
  ['identity-card', identity],
  ['plate', plate],
  ['e-mail', email],
];

describe('what is personal in a text', () => {
  it.each(kinds)(
    'finds each %s with its place, composed and decomposed, whatever stands round it',
    (kind, what) => {
      fc.assert(
        fc.property(
          what,
          around,
          fc.constantFrom('NFC', 'NFD'),
          (number, [before = '', behind = ''], form) => {
            const text = `${before}${number}${behind}`.normalize(form);
            expect(found(text)).toEqual([`${kind}: ${number.normalize(form)}`]);
          },
        ),
        { numRuns: 500 },
      );
    },
  );

  it('finds nine digits of an old identity card behind a word that says so', () => {
    fc.assert(
      fc.property(oldIdentity, fc.constantFrom('NFC', 'NFD'), ({ before, number }, form) => {
        expect(found(`${before}${number}`.normalize(form))).toEqual([`identity-card: ${number}`]);
        // Alone they may be anything.
        expect(found(number.startsWith('0') ? '' : number)).toEqual([]);
      }),
    );
  });

  it('finds digits of other widths, and what has signs in it that nobody sees', () => {
    expect(found('０９０５１２３４５６')).toEqual(['telephone: ０９０５１２３４５６']);
    expect(found('0905\u200b123\u00ad456')).toEqual(['telephone: 0905\u200b123\u00ad456']);
  });

  const writings: readonly (readonly [string, string | undefined])[] = [
    ...['20A', '30E', '40A', '50F', '60C', '70A', '80B', '90A'].flatMap(
      (plate): (readonly [string, string])[] => [
        [`Xe ${plate}-123.45 đỗ`, `plate: ${plate}-123.45`],
        [`biển số ${plate} 1234`, `plate: ${plate} 1234`],
      ],
    ),
    ['75A12345', 'plate: 75A12345'],
    ['xe75A-12345chạy ẩu', 'plate: 75A-12345'],
    ['biển số 75A 123 45', 'plate: 75A 123 45'],
    ['75A–123.45', 'plate: 75A–123.45'],
    ['gọi0905123456nhé', 'telephone: 0905123456'],
    ['ĐT0905123456', 'telephone: 0905123456'],
    ['chị Lan0905123456', 'telephone: 0905123456'],
    ['gọi+84905123456ạ', 'telephone: +84905123456'],
    ['0905–123–456', 'telephone: 0905–123–456'],
    ['0905·123·456', 'telephone: 0905·123·456'],
    ['0905  123  456', 'telephone: 0905  123  456'],
    ['0905\n123\r\n456', 'telephone: 0905\n123\r\n456'],
    ['sđt 905 123 456', 'telephone: 905 123 456'],
    ['Zalo: 905123456', 'telephone: 905123456'],
    ['điện thoại số 28 3829 5000', 'telephone: 28 3829 5000'],
    ['điện thoại số 283 829 5000', 'telephone: 283 829 5000'],
    ['028-3829 5000', 'telephone: 028-3829 5000'],
    ['(028)-3829.5000', 'telephone: (028)-3829.5000'],
    ['gọi 0905123456 Đông nhé', 'telephone: 0905123456'],
    ['cccd046095001234', 'identity-card: 046095001234'],
    ['CMND191234567', 'identity-card: 191234567'],
    ['a (at) gmail (dot) com', 'e-mail: a (at) gmail (dot) com'],
    ['0905123456 đồng', undefined],
    ['gói 905.123.000', undefined],
    ['905 123 456', undefined],
    ['lô 12A-12345', undefined],
    ['Trụ đèn 12A-12345', undefined],
    ['046095001234 kWh', undefined],
    ['Mã khách hàng KH0905123456', undefined],
    ['X12AB0905123456', undefined],
    ['09051234567', undefined],
  ];

  it.each(writings)('finds in "%s": %s', (text, only) => {
    expect(found(text)).toEqual(only === undefined ? [] : [only]);
  });

  it('finds several, in order, and none within another', () => {
    const text =
      'Anh A 0905.123.456 - 0914123456/(0234) 3822 123, CCCD 046099012345, xe 75A-123.45, a@hue.vn';
    expect(found(text)).toEqual([
      'telephone: 0905.123.456',
      'telephone: 0914123456',
      'telephone: (0234) 3822 123',
      'identity-card: 046099012345',
      'plate: 75A-123.45',
      'e-mail: a@hue.vn',
    ]);
  });

  const pad = (value: number, size = 2): string => String(value).padStart(size, '0');
  const nothing: readonly (readonly [string, fc.Arbitrary<string>])[] = [
    [
      'an amount',
      fc
        .tuple(
          fc.bigInt({ min: 1n, max: 999_999_999_999n }),
          fc.constantFrom('', '.', ' ', ','),
          fc.constantFrom(' đồng', 'đ', ' VNĐ', ' triệu', ' tỷ', ' ₫', ''),
        )
        .map(([amount, separator, unit]) => `${String(amount).replace(/\B(?=(\d{3})+$)/g, separator)}${unit}`)
        // Bare digits after the country's code or without their zero are a number that somebody may call, where a text says so.
        .filter((amount) => !/^(?:84\d{9,10}|[35789]\d{8}|2\d{9})$/.test(amount.replaceAll(/[., ]/g, ''))),
    ],
    [
      'a decimal',
      fc
        .tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom('.', ','), digits(12))
        .map(([whole, sign, rest]) => `${whole}${sign}${rest}`),
    ],
    [
      'a date and time',
      fc
        .tuple(
          fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
          fc.constantFrom(
            (d: Date) => d.toISOString(),
            (d: Date) => `${pad(d.getDate())}.${pad(d.getMonth() + 1)}.${d.getFullYear()}`,
            (d: Date) =>
              `${pad(d.getDate())}-${pad(d.getMonth() + 1)}-${d.getFullYear()} ${pad(d.getHours())}:${pad(d.getMinutes())}`,
            (d: Date) =>
              `${pad(d.getDate())}.${pad(d.getMonth() + 1)}.${d.getFullYear()} ${pad(d.getHours())}h${pad(d.getMinutes())}`,
            (d: Date) =>
              `${pad(d.getDate())}/${pad(d.getMonth() + 1)}/${d.getFullYear()} ${pad(d.getHours())}${pad(d.getMinutes())}`,
            (d: Date) =>
              `${pad(d.getHours())}:${pad(d.getMinutes())} ${pad(d.getDate())} ${pad(d.getMonth() + 1)} ${d.getFullYear()}`,
            (d: Date) => `${d.getDate()} tháng ${d.getMonth() + 1} năm ${d.getFullYear()}`,
            (d: Date) =>
              `${pad(d.getDate())}.${pad(d.getMonth() + 1)}.${d.getFullYear()}-${pad(d.getMonth() + 1)}.${pad(d.getDate())}.${d.getFullYear()}`,
          ),
        )
        .map(([date, write]) => write(date)),
    ],
    [
      'a place',
      fc
        .tuple(
          fc.double({ min: 8, max: 24, noNaN: true }),
          fc.double({ min: 102, max: 110, noNaN: true }),
          fc.constantFrom(', ', ',', ' '),
        )
        .map(([lat, lng, between]) => `${lat}${between}${lng}`),
    ],
    ['the id of a report', fc.uuid()],
    [
      'the id of a photo',
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
    ],
    [
      'a tracking code',
      fc
        .string({
          unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
          minLength: 10,
          maxLength: 10,
        })
        .map((code) => `${code.slice(0, 5)}-${code.slice(5)}`),
    ],
    ['a tracking code of digits', digits(10).map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)],
    [
      'an address',
      fc
        .tuple(
          fc.integer({ min: 1, max: 999 }),
          fc.constantFrom('', 'A', 'B'),
          fc.integer({ min: 1, max: 9999 }),
        )
        .map(
          ([number, letter, flat]) => `${number}${letter}/${flat} Lê Lợi, phòng ${number}${letter}-${flat}`,
        ),
    ],
    ['a hotline', digits(4).map((rest) => `1900 ${rest}, 1900${rest}`)],
    [
      'the number of a decision',
      digits(4).map((rest) => `Quyết định số ${rest}/QĐ-UBND ngày 01/02/2026, 45/2025/NĐ-CP`),
    ],
  ];

  it.each(nothing)('finds nothing in %s', (_, what) => {
    fc.assert(
      fc.property(what, around, (text, [before = '', behind = '']) => {
        expect(found(`${before}${text}${behind}`)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('looks at the longest text once, whatever it is made of', () => {
    for (const part of [
      '0',
      '0 ',
      'a.',
      'a@',
      '75A-',
      '+84',
      '09 05 ',
      'cccd ',
      'a(dot)',
      'a0905',
      '0\n9  ',
      'gọi90 ',
      '30a1 ',
    ])
      expect(personalInText(part.repeat(10_000 / part.length)).length).toBeLessThan(3_000);
  });
});
