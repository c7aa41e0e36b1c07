import { expect, it } from 'vitest';
import { actorIds } from './actor-ids.ts';

const idOf = actorIds(Buffer.alloc(32, 'a'));

it('is the same for the same subject of the same issuer under the same secret, and for no other', () => {
  const id = idOf({ issuer: 'https://id.example', subject: '046123456789' });
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(actorIds(Buffer.alloc(32, 'a'))({ issuer: 'https://id.example', subject: '046123456789' })).toBe(id);
  const others = [
    actorIds(Buffer.alloc(32, 'b'))({ issuer: 'https://id.example', subject: '046123456789' }),
    idOf({ issuer: 'https://id.example', subject: '046123456788' }),
    idOf({ issuer: 'https://id.example2', subject: '046123456789' }),
    // The same letters, divided elsewhere.
    idOf({ issuer: 'https://id.example0', subject: '46123456789' }),
  ];
  expect(new Set([id, ...others]).size).toBe(5);
});

it('does not hold the subject', () => {
  expect(idOf({ issuer: 'https://id.example', subject: '123' })).not.toContain('123456');
});
