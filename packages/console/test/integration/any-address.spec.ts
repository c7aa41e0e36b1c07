import { defaultRateLimits } from '@phananh/http/limits';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { browserOf } from '../support/open-console.ts';
import { everything, roles } from '../support/screens.ts';

/** What pages read of their address, and what somebody may have put there. */
const names = fc.oneof(
  fc.constantFrom(
    ...['accuracy', 'actorKind', 'agency', 'agencyId', 'area', 'at', 'bbox', 'category', 'code', 'command'],
    ...['coordinates', 'cursor', 'device', 'done', 'filter', 'from', 'fromRevision', 'groupBy', 'id', 'in'],
    ...[
      'into',
      'limit',
      'link',
      'phase',
      'phone',
      'procedure',
      'q',
      'reportId',
      'row',
      'sort',
      'submittedFrom',
    ],
    ...['stream', 'text', 'time', 'to', 'verdict', '_filter', '_ids', '_items', '_kept', '__proto__'],
  ),
  fc.string({ maxLength: 12 }),
);
const values = fc.oneof(
  fc.constantFrom('%', '%E0%A4%A', '%00', '%ff', '+', '', '-1', '1e309', '999999999', 'NaN', '0', '2'),
  fc.constantFrom('2026-13-45', '2026-02-30', '+275760-09-13', '-000001-01-01', '0000-01-01', '9999-12-31'),
  fc.constantFrom('2026-12-07T02:00:00.000Z', '9999-12-31T23:59:59.999Z', 'verify', 'assign', 'submitted'),
  fc.constantFrom(
    'phase=%',
    'phase=submitted',
    'constructor',
    '__proto__',
    '1,2',
    '91,181',
    '//elsewhere',
    'x:y',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);
/** As a browser would write it, once or twice, and as it stands. */
const written = fc.tuple(values, fc.constantFrom(0, 1, 2)).map(([value, times]) => {
  const sound = value.toWellFormed();
  return times === 0
    ? sound.replaceAll(/[^!-~]|[#?&]/g, '')
    : times === 1
      ? encodeURIComponent(sound)
      : encodeURIComponent(encodeURIComponent(sound));
});
const queries = fc
  .array(fc.tuple(names, written), { maxLength: 4 })
  .map((pairs) =>
    pairs.map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${value}`).join('&'),
  );

it('is never a fault of the host, whatever stands in the address of any page', async () => {
  const many = Object.fromEntries(Object.keys(defaultRateLimits).map((name) => [name, 1_000_000]));
  const all = await everything({ rateLimits: { ...defaultRateLimits, ...many } });
  const { urgent, fresh, run, published, pages } = all;
  const segments = fc.oneof(
    fc.constantFrom(
      'report',
      'bulkRun',
      urgent,
      fresh,
      run,
      published,
      'verify',
      'start',
      'constructor',
      '__proto__',
    ),
    written,
  );
  const places = fc
    .tuple(fc.constantFrom(...pages.keys()), fc.array(segments, { minLength: 4, maxLength: 4 }))
    .map(([pattern, found]) => {
      const left = found.values();
      return pattern.replaceAll(/:\w+/g, () => left.next().value ?? '');
    });
  const browsers = await Promise.all(
    roles.map(async (role) => {
      const browser = browserOf(all);
      if (role !== 'nobody' && role !== 'holder') {
        const { status } = await browser.signIn(`${role}:x-1`, { agency: 'lighting' });
        expect(status, role).toBe(200);
      }
      return browser;
    }),
  );
  let shown = 0;
  const whoever = fc.constantFrom(...browsers);
  try {
    await fc.assert(
      fc.asyncProperty(whoever, places, queries, async (browser, place, query) => {
        const { status, text } = await browser.get(`${place}?${query}`);
        if (status === 200) shown += 1;
        expect(status, `${place}?${query}: ${text.slice(-600)}`).toBeLessThan(500);
      }),
      {
        numRuns: 400,
        examples: [
          [browsers[2] ?? browserOf(all), '/console/bulk', 'filter=%25E0%25A4%25A'],
          [browserOf(all), '/console/held/cases/report/%00/link/made', ''],
        ],
      },
    );
    // Not refusals alone.
    expect(shown).toBeGreaterThan(40);
  } finally {
    await all.host.close();
  }
});
