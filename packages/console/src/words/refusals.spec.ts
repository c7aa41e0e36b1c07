import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWords } from '@phananh/core/engine';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { saidIn } from './refusals.ts';

const packages = new URL('../../../', import.meta.url).pathname;

/** What only hosts, timers and programs are told: nobody reads it on a page. */
const ofMachines: readonly RegExp[] = [
  /report\/attachment\//,
  /report\/erasure\//,
  /report\/adopted\//,
  /report\/decided-anew/,
  /keys\/api-key-auth/,
];

/** Commands that no form has, and what stands in the way of a program alone. */
const notOnPages: ReadonlySet<string> = new Set([
  'it was said before: by another host, or before a crash',
  'the policy has no rung x1 x1 of x1',
  'x1 of x1 comes at x1',
  'x1 does not come for this clock x1',
  'x1 has fired already',
]);

/** What is said of refusals in the code, with a word for what is put into it. */
const refusalsIn = (folder: string): readonly (readonly [where: string, told: string])[] =>
  readdirSync(join(packages, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name))
    .filter((name) => !ofMachines.some((one) => one.test(name)))
    .flatMap((name) =>
      [
        ...readFileSync(join(packages, name), 'utf8').matchAll(
          /refuse\(\s*'[a-z-]+',\s*('[^'\n]+'|`[^`]+`)/g,
        ),
      ].flatMap(([, quoted = '']) => {
        const told = quoted
          .slice(1, -1)
          .replaceAll(/\$\{[^{}]*(?:most|longest|returns|workingDays)[^{}]*\}/gi, '3')
          .replaceAll(/\$\{[^{}]*[dD]ay[^{}]*\}/g, '2026-12-07')
          .replaceAll(/\$\{[^{}]*\}/g, 'x1');
        // One that is made of another template is no text of its own.
        return told.includes('${') ? [] : [[name, told] as const];
      }),
    );

describe('what hosts say of a refusal, on a page in Vietnamese', () => {
  it('is in Vietnamese for every refusal that a form can meet', () => {
    const all = [...refusalsIn('core/src/report'), ...refusalsIn('identity/src')];
    expect(all.length).toBeGreaterThan(100);
    const inEnglish = all.filter(
      ([, told]) => !notOnPages.has(told) && saidIn('vi', told).lang !== undefined,
    );
    expect(inEnglish).toEqual([]);
  });

  it('is in Vietnamese for whatever is wrong with a field', () => {
    const schema = z.strictObject({
      missing: z.string(),
      empty: z.string().min(1),
      long: z.string().max(3),
      number: z.number(),
      whole: z.int(),
      least: z.int().min(2),
      most: z.int().max(4),
      choice: z.enum(['a', 'b']),
      yes: z.boolean(),
      several: z.array(z.string()).max(1),
      day: z.iso.date(),
      email: z.email(),
    });
    const { error } = schema.safeParse(
      {
        empty: '',
        long: 'four',
        number: 'x',
        whole: 1.5,
        least: 1,
        most: 5,
        choice: 'c',
        yes: 'x',
        several: ['a', 'b'],
        day: 'x',
        email: 'x',
      },
      { error: inWords },
    );
    const told = error?.issues.map(({ path, message }) => [path[0], message, saidIn('vi', message).lang]);
    expect(told?.filter(([, , lang]) => lang !== undefined)).toEqual([]);
    expect(told).toHaveLength(12);
  });

  it('stays as it is in English, and says where it is English', () => {
    expect(saidIn('en', 'is missing')).toEqual({ text: 'is missing' });
    expect(saidIn('vi', 'is missing')).toEqual({ text: 'Chưa điền.' });
    expect(saidIn('vi', 'nobody thought of this')).toEqual({ text: 'nobody thought of this', lang: 'en' });
  });
});
