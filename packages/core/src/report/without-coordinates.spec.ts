import { describe, expect, it } from 'vitest';
import { lifecycleFixture, people } from '../testing/index.ts';
import { cutPlace } from './place.ts';

const text = 'Đèn đường hỏng';
const places = [
  { address: '12 Lê Lợi' },
  { areaCode: 'Vĩnh Ninh' },
  { address: '12 Lê Lợi', areaCode: 'Vĩnh Ninh' },
];

const submitted = async (input: object, actor: (typeof people)[keyof typeof people] = people.operator) => {
  const { reports } = await lifecycleFixture();
  const { state } = await reports.handler.create('submit', { text, ...input }, { actor });
  return state;
};

describe('a report without coordinates', () => {
  it.each(places)('is taken by the hotline and by pages with %o', async (location) => {
    for (const channel of ['hotline', 'web'])
      expect((await submitted({ channel, location })).location).toEqual(location);
  });

  it.each(places)(
    'is refused on every other channel with %o, and told where it would do',
    async (location) => {
      for (const channel of ['app', 'email', 'open311'])
        await expect(submitted({ channel, location }, people.citizen)).rejects.toMatchObject({
          code: 'information-missing',
          message: expect.stringContaining('import, hotline, web'),
          details: { field: 'location' },
        });
    },
  );

  it.each([{}, { lat: 16.46 }, { lng: 107.59 }, { lat: 16.46, address: '12 Lê Lợi' }])(
    'says some place, and not half of one: %o is invalid',
    async (location) => {
      await expect(submitted({ channel: 'hotline', location })).rejects.toMatchObject({
        code: 'invalid-command',
      });
    },
  );

  it('is shown with its area and without its address to those who may not have it exactly', () => {
    expect(cutPlace({ address: 'a', areaCode: 'b' })).toEqual({ areaCode: 'b' });
    expect(cutPlace({ address: 'a' })).toBeNull();
    expect(cutPlace({ lat: 16.4637, lng: 107.5909, address: 'a', areaCode: 'b' })).toEqual({
      lat: 16.463,
      lng: 107.59,
      areaCode: 'b',
    });
  });
});
