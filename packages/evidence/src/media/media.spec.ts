import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type SaidLengths, saidVideo, videoOf } from '../../test/support/media.ts';
import { durationOf } from './duration.ts';
import { mediaTypeOf } from './media-type.ts';
import { paced } from './paced.ts';
import { pixelsOf } from './pixels.ts';

const photo = sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } });

describe('the head of a photo', () => {
  it.each([
    ['image/jpeg', () => photo.clone().jpeg().toBuffer()],
    [
      'image/jpeg',
      () =>
        photo
          .clone()
          .jpeg({ progressive: true })
          .withExif({ IFD0: { Make: 'x'.repeat(9_000) } })
          .toBuffer(),
    ],
    ['image/png', () => photo.clone().png().toBuffer()],
    ['image/webp', () => photo.clone().webp().toBuffer()],
    ['image/webp', () => photo.clone().webp({ lossless: true }).toBuffer()],
    ['image/webp', () => photo.clone().ensureAlpha(0.5).webp().toBuffer()],
  ] as const)('tells what it is and how large: %s', async (type, make) => {
    const bytes = await make();
    expect(await mediaTypeOf(bytes)).toBe(type);
    expect(pixelsOf(type, bytes)).toEqual({ width: 60, height: 40 });
  });

  it('tells nothing where it is cut, and nothing is thrown', async () => {
    for (const [type, bytes] of [
      ['image/jpeg', await photo.clone().jpeg().toBuffer()],
      ['image/png', await photo.clone().png().toBuffer()],
      ['image/webp', await photo.clone().webp().toBuffer()],
    ] as const)
      for (let length = 0; length < 160; length += 1) {
        const found = pixelsOf(type, bytes.subarray(0, length));
        expect([undefined, 60]).toContain(found?.width);
      }
  });

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a\u0001\u0000\u0001\u0000'],
    ['a PDF', '%PDF-1.7\n'],
    ['words', 'lamp.jpg'],
  ])('of %s is refused', async (_, text) => {
    await expect(mediaTypeOf(Buffer.from(text))).rejects.toMatchObject({ code: 'attachment-type-refused' });
  });
});

describe('the length of a video', () => {
  const lengthOf = (video: Buffer) =>
    durationOf(async (start, length) => video.subarray(start, start + length), video.length);

  it.each([
    ['before its pictures', { seconds: 12.5, picturesFirst: false, isLong: false }],
    ['behind its pictures', { seconds: 12.5, picturesFirst: true, isLong: false }],
    ['in 64 bits', { seconds: 12.5, picturesFirst: true, isLong: true }],
  ])('is found %s', async (_, how) => {
    expect(await lengthOf(videoOf(how))).toBe(12.5);
  });

  it('of a video that is cut anywhere is refused, and never waited for', async () => {
    const video = videoOf({ seconds: 1, picturesFirst: true, isLong: false });
    for (let length = 0; length < video.length; length += 7)
      await expect(lengthOf(video.subarray(0, length))).rejects.toMatchObject({
        code: 'attachment-unreadable',
      });
  });

  it.each<readonly [string, SaidLengths, number]>([
    ['head', { head: 5 }, 5],
    ['track', { head: 5, track: 9 }, 9],
    ['pictures', { head: 5, track: 5, pictures: 9 }, 9],
    ['edit list, which shows parts again', { head: 5, edited: 9 }, 9],
    ['head of the fragments', { extended: 9, fragments: [1] }, 9],
    ['fragments', { fragments: [4, 5] }, 9],
    ['fragments, each with its own length', { fragments: [4, 5], lengthIn: 'tfhd' }, 9],
    ['fragments, each picture with its own length', { fragments: [4, 5], lengthIn: 'trun' }, 9],
    ['fragment that goes on later', { fragments: [1], from: 8 }, 9],
    ['fragments, whatever its head says', { head: 2, extended: 3, fragments: [4, 5] }, 9],
  ])('is what its %s say, where that is longest', async (_, said, seconds) => {
    expect(await lengthOf(saidVideo(said))).toBe(seconds);
  });

  it.each<readonly [string, SaidLengths]>([
    ['says nothing', {}],
    ['has fragments whose length nothing says', { head: 5, fragments: [4], lengthIn: 'nowhere' }],
    ['has a second head', { head: 5, heads: 2 }],
  ])('of a video that %s is refused', async (_, said) => {
    await expect(lengthOf(saidVideo(said))).rejects.toMatchObject({ code: 'attachment-unreadable' });
  });

  it('of thousands of boxes costs few reads, and of more is refused', async () => {
    const one = videoOf({ seconds: 1, picturesFirst: false, isLong: false });
    const boxes = (count: number) => Buffer.concat([one, Buffer.alloc(8 * count, '\0\0\0\u0008free')]);
    let reads = 0;
    const many = boxes(9_000);
    const length = await durationOf(async (start, size) => {
      reads += 1;
      return many.subarray(start, start + size);
    }, many.length);
    expect(length).toBe(1);
    expect(reads).toBeLessThan(6);
    await expect(lengthOf(boxes(10_000))).rejects.toMatchObject({ code: 'attachment-unreadable' });
  });

  it('of boxes that contain nothing, or more than there is, is refused', async () => {
    const video = videoOf({ seconds: 1, picturesFirst: false, isLong: false });
    for (const size of [2, 7, 8, 0xffff_ffff]) {
      const changed = Buffer.from(video);
      changed.writeUInt32BE(size, changed.indexOf('moov') - 4);
      await expect(lengthOf(changed)).rejects.toMatchObject({ code: 'attachment-unreadable' });
    }
  });
});

describe('what comes', () => {
  const limits = { bytesPerSecond: 4_096, uploadSeconds: 900 };

  it('is passed on as it is', async () => {
    const parts = [Buffer.from('a'), Buffer.from('b')];
    const source = (async function* () {
      yield* parts;
    })();
    expect(await Array.fromAsync(paced(source, limits))).toEqual(parts);
  });

  it('is cut off when it takes longer than it may', async () => {
    const endless = (async function* () {
      for (;;) yield Buffer.alloc(10);
    })();
    await expect(Array.fromAsync(paced(endless, { ...limits, uploadSeconds: 0 }))).rejects.toMatchObject({
      code: 'attachment-too-slow',
    });
  });
});
