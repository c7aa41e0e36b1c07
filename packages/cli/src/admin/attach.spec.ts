import { expect, it } from 'vitest';
import { attachTo } from './attach.ts';
import type { AskedCommand } from './giver.ts';

const source = async function* () {
  yield Buffer.from('photo');
};

it('whoever holds the log may end at any moment: what was done is not done again, and the command is the same', async () => {
  for (let ends = 0; ends <= 3; ends += 1) {
    const [uploads, given]: [number[], AskedCommand[]] = [[], []];
    let left = ends;
    const doneBy = (isSure: boolean) => {
      const isGone = (): boolean => !isSure && left-- === 0;
      return {
        upload: async () => {
          if (isGone()) return undefined;
          uploads.push(uploads.length);
          return { attachmentId: `photo-${uploads.length}` };
        },
        give: async (asked: AskedCommand) => {
          given.push(asked);
          // It was done, and nobody hears of it.
          return isGone() ? undefined : { id: 'r', revision: 1, position: 1 };
        },
      };
    };
    const asked = { reportId: 'r', sources: [source, source] };
    const progress = { attachments: [], commandId: () => 'one-command' };
    const first = await attachTo<undefined>(doneBy(false), asked, progress);
    expect(first === undefined).toBe(ends < 3);
    const last = first ?? (await attachTo<undefined>(doneBy(true), asked, progress));
    expect(last).toEqual({ attachments: ['photo-1', 'photo-2'], revision: 1 });
    expect(uploads).toHaveLength(2);
    expect(new Set(given.map((one) => JSON.stringify(one))).size).toBe(1);
  }
});
