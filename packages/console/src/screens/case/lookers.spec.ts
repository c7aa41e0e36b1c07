import { describe, expect, it } from 'vitest';
import { lookersInMemory } from './lookers.ts';

const opened = (most?: number) => {
  const clock = { now: 0 };
  const lookers = lookersInMemory(() => clock.now, most);
  return { clock, lookers };
};
const [an, binh] = [
  { kind: 'operator', id: 'an' },
  { kind: 'agency', id: 'binh', agencyId: 'parks' },
];
const minute = 60_000;

describe('who has a case open', () => {
  it('is told to others and not to oneself, until they have not looked for a while', () => {
    const { clock, lookers } = opened();
    lookers.open('1', an, 3);
    clock.now = minute;
    lookers.open('1', binh, 3);
    expect(lookers.others('1', binh)).toMatchObject([{ who: an, since: 0 }]);
    expect(lookers.others('1', an)).toMatchObject([{ who: binh, since: minute }]);
    expect(lookers.others('2', an)).toEqual([]);
    clock.now = 5 * minute;
    expect(lookers.others('1', binh)).toEqual([]);
    expect(lookers.others('1', an)).toHaveLength(1);
  });

  it('ends within a minute where a page had told that it is open, and does not any more', () => {
    const { clock, lookers } = opened();
    lookers.open('1', an, 3);
    clock.now = 10 * minute;
    lookers.stay('1', an);
    clock.now += 44_000;
    expect(lookers.others('1', binh)).toHaveLength(1);
    clock.now += 1_000;
    expect(lookers.others('1', binh)).toEqual([]);
  });

  it('is somebody else’s where the agency is another', () => {
    const { lookers } = opened();
    lookers.open('1', binh, 0);
    expect(lookers.others('1', { ...binh, agencyId: 'lighting' })).toHaveLength(1);
  });
});

describe('what somebody saw of a case before', () => {
  it('is what they saw when they last had it open, however often they load it now', () => {
    const { clock, lookers } = opened();
    expect(lookers.open('1', an, 3)).toBeUndefined();
    clock.now = 10 * minute;
    expect(lookers.open('1', an, 5)).toEqual({ at: 0, revision: 3 });
    clock.now = 11 * minute;
    expect(lookers.open('1', an, 6)).toEqual({ at: 0, revision: 3 });
    clock.now = 20 * minute;
    expect(lookers.open('1', an, 6)).toEqual({ at: 11 * minute, revision: 6 });
  });

  it('is forgotten of the cases that nobody looked at for longest, and of no others', () => {
    const { clock, lookers } = opened(2);
    for (const one of ['1', '2', '1', '3']) lookers.open(one, an, 0);
    clock.now = 10 * minute;
    expect(['1', '2', '3'].map((one) => lookers.open(one, an, 0) !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
