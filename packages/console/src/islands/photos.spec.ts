import { describe, expect, it } from 'vitest';
import { bytesText, judge, kindOf } from './photos.ts';

const bytes = (...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((one) => one.charCodeAt(0)))),
  );
const jpeg = bytes(0xff, 0xd8, 0xff, 0xe0);

describe('what a file is, by how it begins', () => {
  it.each([
    ['image/jpeg', jpeg],
    ['image/png', bytes(0x89, 'PNG\r\n')],
    ['image/webp', bytes('RIFF', 1, 2, 3, 4, 'WEBP')],
    ['image/heic', bytes(0, 0, 0, 24, 'ftypheic')],
    ['image/heic', bytes(0, 0, 0, 24, 'ftypmif1')],
    ['video/quicktime', bytes(0, 0, 0, 24, 'ftypqt  ')],
    ['video/mp4', bytes(0, 0, 0, 24, 'ftypisom')],
    [undefined, bytes(0, 0, 0, 24, 'ftypavif')],
    [undefined, bytes('<svg>')],
    [undefined, bytes('GIF89a')],
    [undefined, bytes()],
  ])('%s', (expected, beginning) => {
    expect(kindOf(beginning)).toBe(expected);
  });
});

describe('what was chosen', () => {
  const limits = { photoBytes: 10, videoBytes: 100 };
  const file = (name: string, content: Uint8Array<ArrayBuffer>): File => new File([content], name);
  const verdicts = async (files: readonly File[], given: Partial<Parameters<typeof judge>[1]> = {}) =>
    (await judge(files, { room: 4, limits, there: [], ...given })).map(({ refused }) => refused);

  it('is refused before it is sent for what it is, its size, and that it is there already', async () => {
    expect(
      await verdicts([
        file('a.jpg', jpeg),
        file('page.jpg', bytes('<html>')),
        file('empty.jpg', bytes()),
        file('large.jpg', bytes(0xff, 0xd8, 0xff, 'xxxxxxxxxxx')),
        file('film.mp4', bytes(0, 0, 0, 24, 'ftypisom xxxxxxxx')),
        file('a.jpg', jpeg),
      ]),
    ).toEqual([null, 'refusedType', 'refusedEmpty', 'refusedLarge', null, 'refusedThere']);
  });

  it('is taken as long as there is room, whatever was refused between', async () => {
    const ten = Array.from({ length: 10 }, (_, at) => file(`${at}.jpg`, at === 1 ? bytes('x') : jpeg));
    expect(await verdicts(ten, { room: 3 })).toEqual([
      null,
      'refusedType',
      null,
      null,
      ...Array(6).fill('refusedMany'),
    ]);
    expect(await verdicts([file('0.jpg', jpeg)], { room: 0 })).toEqual(['refusedMany']);
  });

  it('that cannot be read any more is said to be gone', async () => {
    const gone = Object.assign(file('gone.jpg', jpeg), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) }),
    });
    expect(await verdicts([gone])).toEqual(['refusedGone']);
  });

  it('has a size that people read', () => {
    expect([
      bytesText(1_536, 'en-GB'),
      bytesText(26_214_400, 'en-GB'),
      bytesText(1_600_000, 'vi-VN'),
    ]).toEqual(['1.5 KB', '25 MB', '1,5 MB']);
  });
});
