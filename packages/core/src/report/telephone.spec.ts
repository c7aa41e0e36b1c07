import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalTelephone } from './telephone.ts';
import { Telephone } from './values.ts';

it('a number is the same however it is written', () => {
  const written = ['0905123456', '0905 123 456', '0905.123.456', '+84905123456', '+84 (0)905-123-456'];
  const more = ['84905123456', '0084 905 123 456', '+84 0905 123 456', '090-5123-456'];
  for (const one of [...written, ...more]) expect([one, normalTelephone(one)]).toEqual([one, '+84905123456']);
});

it('numbers of other countries, of land lines and without an area stay apart', () => {
  expect(normalTelephone('0234 3822 123')).toBe('+842343822123');
  expect(normalTelephone('842343822123')).toBe('+842343822123');
  expect(normalTelephone('+1 905 123 4567')).toBe('+19051234567');
  expect(normalTelephone('19001000')).toBe('19001000');
  expect(normalTelephone('8412345')).toBe('8412345');
});

it('what stands between the digits of a number says nothing', () => {
  const national = fc.stringMatching(/^[35789][0-9]{8}$/);
  const between = fc.array(fc.constantFrom('', ' ', '.', '-'), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(national, between, (digits, signs) => {
      const written = [...`0${digits}`].map((digit, place) => `${digit}${signs[place] ?? ''}`).join('');
      fc.pre(Telephone.safeParse(written).success);
      expect(normalTelephone(written)).toBe(`+84${digits}`);
    }),
  );
});
