import { systemRandom } from '@phananh/core/engine';
import { expect, it } from 'vitest';
import { isSecretOf, newApiKey, readKeyText } from './key-text.ts';

it('is recognised by its beginning, has 256 random bits or more, and is known again by its digest alone', () => {
  const key = newApiKey(systemRandom());
  expect(key.text).toMatch(/^phk_[0-9a-z]{16}_[0-9a-z]{52}$/);
  const read = readKeyText(key.text);
  expect(read?.apiKeyId).toBe(key.apiKeyId);
  expect(isSecretOf(key.digest, read?.secret ?? '')).toBe(true);
  expect(key.text).not.toContain(key.digest);
  const other = newApiKey(systemRandom());
  expect(isSecretOf(key.digest, readKeyText(other.text)?.secret ?? '')).toBe(false);
});

it.each(['', 'phk_', 'phk_0123456789abcdef', `phk_0123456789abcdef_${'0'.repeat(51)}`, ' phk_x'])(
  'takes %j for no key',
  (text) => {
    expect(readKeyText(text)).toBeUndefined();
  },
);

it('takes a key for none when a letter of it is another one', () => {
  const { text, digest } = newApiKey(systemRandom());
  const changed = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
  expect(isSecretOf(digest, readKeyText(changed)?.secret ?? '')).toBe(false);
  expect(readKeyText(text.toUpperCase())).toBeUndefined();
});
