import { expect, it } from 'vitest';
import { shownTrackingCode, trackingCodeOf } from './tracking-code.ts';

it.each([
  ['57HTD-XRKKD', '57HTDXRKKD'],
  ['57htdxrkkd', '57HTDXRKKD'],
  [' 57HTD XRKKD ', '57HTDXRKKD'],
  ['oOiIl-LABCD', '001111ABCD'],
  ['５７HTD–XRKKD', '57HTDXRKKD'],
  ['57HTD\u00ad\u200b-XRKKD', '57HTDXRKKD'],
])('%s is read as %s', (written, code) => {
  expect(trackingCodeOf(written)).toBe(code);
});

it.each(['', '57HTD-XRKK', '57HTD-XRKKDD', 'UUUUU-UUUUU', '57HTD_XRKKD'])(
  '%s cannot be a tracking code',
  (written) => {
    expect(trackingCodeOf(written)).toBeUndefined();
  },
);

it.each(['57HTDXRKKD', '57HTD-XRKKD'])('%s is shown in two groups', (code) => {
  expect(shownTrackingCode(code)).toBe('57HTD-XRKKD');
});
