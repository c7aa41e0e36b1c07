import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, system } from '@phananh/core';
import { until } from '@phananh/test-support/api';
import { temporaryFiles } from '@phananh/test-support/temporary';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { canary, phonePhoto, pngBomb, turnedPhoto, videoOf } from '../support/media.ts';
import {
  centre,
  coded,
  hour,
  hue,
  inParts,
  lighting,
  other,
  parks,
  start,
} from '../support/start-evidence.ts';

const folders = temporaryFiles();

describe('a photo', () => {
  it('is stored as nothing that it says, and published without where it was taken and by what', async () => {
    const { upload, settled, bytes, submit, reports, written, failures } = await start();
    const photo = await phonePhoto(300, 200);
    expect(photo.includes(canary)).toBe(true);
    const id = await upload(photo);
    const { reportId } = await submit([id]);
    expect(await settled(id)).toBe('ready');
    expect((await written()).includes(canary)).toBe(false);
    expect((await bytes(id, 'original', hue)).equals(photo)).toBe(true);
    const [copy, thumbnail] = [await bytes(id, 'copy', hue), await bytes(id, 'thumbnail', hue)];
    for (const made of [copy, thumbnail]) {
      expect(made.includes(canary)).toBe(false);
      const { exif, width = 0, height = 0 } = await sharp(made).metadata();
      // It lay on its side.
      expect({ exif, upright: height > width }).toEqual({ exif: undefined, upright: true });
    }
    await expect(bytes(id, 'copy')).rejects.toMatchObject(coded('not-found'));
    await reports.verify(reportId, { category: 'lighting' }, { actor: centre });
    await reports.assign(reportId, { agencyId: 'agency-hue-lighting' }, { actor: centre });
    await reports.resolve(reportId, { result: 'xong' }, { actor: lighting });
    await reports.publish(reportId, { publicText: 'xong', attachments: [id] }, { actor: centre });
    expect((await bytes(id, 'copy')).equals(copy)).toBe(true);
    await expect(bytes(id, 'original')).rejects.toMatchObject(coded('not-found'));
    await expect(bytes(id, 'original', other)).rejects.toMatchObject(coded('not-found'));
    await expect(bytes(id, 'original', parks)).rejects.toMatchObject(coded('not-found'));
    for (const actor of [lighting, centre, hue])
      expect((await bytes(id, 'original', actor)).equals(photo)).toBe(true);
    await reports.redact(reportId, { field: 'attachments', reason: 'ảnh có người' }, { actor: centre });
    for (const actor of [undefined, hue, centre, lighting])
      await expect(bytes(id, 'copy', actor)).rejects.toMatchObject(coded('not-found'));
    expect(failures).toEqual([]);
  });

  it.each([
    ['jpeg', 3, { left: false, top: false }],
    ['webp', 5, { left: true, top: true }],
    ['png', 8, { left: true, top: false }],
  ] as const)(
    'of a %s of orientation %i is published as it was seen, and without any metadata',
    async (format, orientation, corner) => {
      const { upload, settled, bytes } = await start();
      const id = await upload(await turnedPhoto(format, orientation));
      expect(await settled(id)).toBe('ready');
      for (const form of ['copy', 'thumbnail'] as const) {
        const made = await bytes(id, form, hue);
        expect(made.includes(canary)).toBe(false);
        const { exif, xmp, iptc, orientation: left, ...size } = await sharp(made).metadata();
        expect({ exif, xmp, iptc, left }).toEqual({});
        const { width, height } = size;
        expect(height > width).toBe(orientation >= 5);
        const at = { left: corner.left ? 2 : width - 6, top: corner.top ? 2 : height - 6 };
        const [red = 0, , blue = 255] = await sharp(made)
          .extract({ ...at, width: 4, height: 4 })
          .raw()
          .toBuffer();
        expect([red > 180, blue < 80]).toEqual([true, true]);
      }
    },
  );

  it('is hidden alone among others, with its copies, when it is redacted by itself', async () => {
    const { upload, settled, bytes, submit, reports, folder } = await start();
    const [one, two] = [await upload(await phonePhoto()), await upload(await phonePhoto())];
    const { reportId } = await submit([one, two]);
    for (const id of [one, two]) expect(await settled(id)).toBe('ready');
    await reports.verify(reportId, { category: 'lighting' }, { actor: centre });
    await reports.assign(reportId, { agencyId: 'agency-hue-lighting' }, { actor: centre });
    await reports.resolve(reportId, { result: 'xong' }, { actor: lighting });
    await reports.publish(reportId, { publicText: 'xong', attachments: [one, two] }, { actor: centre });
    const stored = async () =>
      (await readdir(join(folder, 'stored'), { recursive: true })).filter((name) => name.length > 60);
    expect(await stored()).toHaveLength(6);
    const hidden = { field: 'attachments', attachment: one, reason: 'có biển số xe' };
    await reports.redact(reportId, hidden, { actor: centre });
    await expect(bytes(one, 'copy')).rejects.toMatchObject(coded('not-found'));
    expect((await bytes(two, 'copy')).length).toBeGreaterThan(100);
    const shown = await reports.get(reportId, { actor: undefined });
    expect(shown.publication).toMatchObject({ attachments: [two] });
    const told = await reports.history(reportId, { actor: hue });
    expect(JSON.stringify(told)).not.toContain(one);
    await until(stored, (names) => names.length === 4);
    await expect(reports.redact(reportId, hidden, { actor: centre })).rejects.toMatchObject(
      coded('nothing-changes'),
    );
  });

  it('that one report hides is hidden in every report that names it', async () => {
    const { upload, settled, bytes, submit, reports, evidence } = await start();
    const id = await upload(await phonePhoto());
    const { reportId } = await submit([id]);
    const { reportId: another } = await submit([id]);
    await settled(id);
    expect((await bytes(id, 'original', centre)).length).toBeGreaterThan(100);
    const hidden = { field: 'attachments', attachment: id, reason: 'có biển số xe' };
    await reports.redact(reportId, hidden, { actor: centre });
    const codeOf = () =>
      evidence.find(id, 'original', centre).then(
        () => '',
        ({ code }) => code,
      );
    await until(codeOf, (code) => code === 'not-found');
    for (const form of ['original', 'copy', 'thumbnail'] as const)
      for (const actor of [centre, hue])
        await expect(bytes(id, form, actor)).rejects.toMatchObject(coded('not-found'));
    // The other report tells still that it was given something: an id, which is of nothing that anybody can get or be told of.
    expect((await reports.get(reportId, { actor: hue })).attachments).toEqual([]);
    expect((await reports.get(another, { actor: hue })).attachments).toEqual([id]);
    for (const actor of [centre, hue])
      await expect(evidence.status(id, actor)).rejects.toMatchObject(coded('not-found'));
    await reports.verify(another, { category: 'lighting' }, { actor: centre });
    await reports.assign(another, { agencyId: 'agency-hue-lighting' }, { actor: centre });
    await reports.resolve(another, { result: 'xong' }, { actor: lighting });
    await expect(
      reports.publish(another, { publicText: 'xong', attachments: [id] }, { actor: centre }),
    ).rejects.toMatchObject({ ...coded('attachment-not-publishable'), details: { reason: 'withdrawn' } });
  });

  it('that was replaced has no copy any more, and its original as before, until it is hidden', async () => {
    const { upload, settled, bytes, submit, reports, evidence } = await start();
    const plate = await upload(await phonePhoto());
    const blurred = await upload(await phonePhoto(), centre);
    expect(await settled(plate)).toBe('ready');
    await until(
      () => evidence.status(blurred, centre),
      ({ publicCopy }) => publicCopy === 'ready',
    );
    const publishedWith = async (id: string) => {
      const { reportId } = await submit([id]);
      await reports.verify(reportId, { category: 'lighting' }, { actor: centre });
      await reports.assign(reportId, { agencyId: 'agency-hue-lighting' }, { actor: centre });
      await reports.resolve(reportId, { result: 'xong' }, { actor: lighting });
      await reports.publish(reportId, { publicText: 'xong', attachments: [id] }, { actor: centre });
      return reportId;
    };
    const [reportId, another] = [await publishedWith(plate), await publishedWith(plate)];
    const replaced = { attachment: plate, replacement: blurred, reason: 'có biển số xe' };
    await reports.replaceAttachment(reportId, replaced, { actor: centre });
    const copyOf = (actor?: Actor) =>
      evidence.find(plate, 'copy', actor).then(
        () => '',
        ({ code }) => code,
      );
    // The other report shows it to everybody still, who are told why there is no copy.
    await until(copyOf, (code) => code === 'attachment-not-publishable');
    for (const actor of [hue, centre, lighting]) {
      expect((await bytes(plate, 'original', actor)).length).toBeGreaterThan(100);
      expect(await evidence.status(plate, actor)).toMatchObject({ publicCopy: 'replaced' });
    }
    for (const actor of [undefined, other, parks])
      await expect(bytes(plate, 'original', actor)).rejects.toMatchObject(coded('not-found'));
    await reports.replaceAttachment(another, replaced, { actor: centre });
    expect(await copyOf()).toBe('not-found');
    expect((await bytes(blurred, 'copy')).length).toBeGreaterThan(100);
    // One that took the place of another may make way too.
    const darker = await upload(await phonePhoto(), centre);
    await until(
      () => evidence.status(darker, centre),
      ({ publicCopy }) => publicCopy === 'ready',
    );
    const again = { attachment: blurred, replacement: darker, reason: 'còn nhận ra được' };
    for (const one of [reportId, another]) await reports.replaceAttachment(one, again, { actor: centre });
    for (const actor of [centre, lighting])
      expect((await bytes(blurred, 'original', actor)).length).toBeGreaterThan(100);
    for (const actor of [undefined, hue, other, parks])
      await expect(bytes(blurred, 'original', actor)).rejects.toMatchObject(coded('not-found'));
    await reports.redact(
      another,
      { field: 'attachments', attachment: plate, reason: 'có biển số xe' },
      { actor: centre },
    );
    await until(
      () => copyOf(centre),
      (code) => code === 'not-found',
    );
    for (const actor of [hue, centre, lighting])
      await expect(bytes(plate, 'original', actor)).rejects.toMatchObject(coded('not-found'));
  });

  it('of an officer is for one report, and may be published by the same way', async () => {
    const { upload, settled, submit, reports, bytes } = await start();
    const { reportId } = await submit([]);
    const { reportId: another } = await submit([]);
    for (const id of [reportId, another]) {
      await reports.verify(id, { category: 'lighting' }, { actor: centre });
      await reports.assign(id, { agencyId: 'agency-hue-lighting' }, { actor: centre });
    }
    await expect(upload(await phonePhoto(), parks, { reportId })).rejects.toMatchObject(coded('not-found'));
    const id = await upload(await phonePhoto(), lighting, { reportId });
    expect((await reports.attachments.handler.load(id))?.state.subject).toBe(`report:${reportId}`);
    const named = { result: 'xong', attachments: [id] };
    await expect(reports.resolve(another, named, { actor: lighting })).rejects.toMatchObject(
      coded('unknown-attachment'),
    );
    await reports.resolve(reportId, named, { actor: lighting });
    await settled(id, lighting);
    await expect(bytes(id, 'copy', hue)).rejects.toMatchObject(coded('not-found'));
    await reports.publish(reportId, { publicText: 'xong', attachments: [id] }, { actor: centre });
    expect((await bytes(id, 'copy', hue)).length).toBeGreaterThan(100);
    await expect(bytes(id, 'original', hue)).rejects.toMatchObject(coded('not-found'));
  });

  it('is named by who uploaded it alone, and not after a day', async () => {
    const { upload, submit, clock, reports } = await start();
    const id = await upload(await phonePhoto());
    await expect(submit([id], other)).rejects.toMatchObject(coded('unknown-attachment'));
    await expect(submit(['a'.repeat(64)])).rejects.toMatchObject(coded('unknown-attachment'));
    clock.advance(24 * hour);
    await reports.attachments.expire(id, {}, { actor: system('timer') });
    await expect(submit([id])).rejects.toMatchObject(coded('attachment-expired'));
  });

  it('that expires while its report is recorded is not lost', async () => {
    const { upload, submit, clock, reports, bytes } = await start();
    const id = await upload(await phonePhoto());
    clock.advance(24 * hour);
    const { reportId } = await submit([id]);
    // As another host would have it, whose timer was as quick.
    const { state } = (await reports.attachments.handler.load(id)) ?? {};
    expect(state?.phase).toBe('attached');
    const late = await upload(await phonePhoto());
    clock.advance(24 * hour);
    await reports.attachments.expire(late, {}, { actor: system('timer') });
    await reports.attachments.attach(late, { reportId }, { actor: system('process-manager') });
    clock.advance(2 * hour);
    await expect(reports.attachments.remove(late, {}, { actor: system('timer') })).rejects.toMatchObject(
      coded('wrong-phase'),
    );
    expect((await bytes(id, 'original', hue)).length).toBeGreaterThan(100);
  });

  it('that no report named is gone, bytes and copies, an hour after it expired', async () => {
    const { upload, settled, clock, reports, folder } = await start();
    const id = await upload(await phonePhoto());
    await settled(id);
    const stored = async () =>
      (await readdir(join(folder, 'stored'), { recursive: true })).filter((name) => name.length > 60);
    expect(await stored()).toHaveLength(3);
    clock.advance(24 * hour);
    await reports.attachments.expire(id, {}, { actor: system('timer') });
    clock.advance(hour);
    await reports.attachments.remove(id, {}, { actor: system('timer') });
    await until(stored, (names) => names.length === 0);
  });

  it('is nothing any more when the key of its citizen is destroyed', async () => {
    const { upload, bytes, submit, keys } = await start();
    const id = await upload(await phonePhoto());
    await submit([id]);
    await keys.destroy('citizen:c-17');
    await expect(bytes(id, 'original', centre)).rejects.toMatchObject(coded('not-found'));
    await expect(upload(await phonePhoto())).rejects.toMatchObject(coded('key-destroyed'));
  });
});

describe('bad input', () => {
  /** A PNG that says it is huge. */
  const bomb = async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    return png;
  };

  it.each([
    ['nothing', 'attachment-empty', async () => Buffer.alloc(0)],
    [
      'an SVG',
      'attachment-type-refused',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['a page that is named lamp.jpg', 'attachment-type-refused', async () => Buffer.from('<!doctype html>')],
    ['a photo with too many pixels', 'attachment-too-large', bomb],
    [
      'a photo with too many bytes',
      'attachment-too-large',
      async () => Buffer.concat([await phonePhoto(), Buffer.alloc(300_000)]),
    ],
    [
      'a video that is too long',
      'attachment-too-large',
      async () => videoOf({ seconds: 181, picturesFirst: true, isLong: false }),
    ],
    [
      'a video without an end',
      'attachment-unreadable',
      async () => videoOf({ seconds: 1, picturesFirst: true, isLong: false }).subarray(0, 120),
    ],
  ])('%s is %s, and nothing of it is left', async (_, code, make) => {
    const { upload, folder, reports } = await start({ limits: { photoBytes: 200_000 } });
    await expect(upload(await make())).rejects.toMatchObject({ code });
    expect(await readdir(join(folder, 'incoming')).catch(() => [])).toEqual([]);
    expect(await readdir(join(folder, 'stored')).catch(() => [])).toEqual([]);
    expect(await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).toEqual([]);
  });

  it('an upload that is cut at any tenth is refused, and nothing of it is left', async () => {
    const { evidence, folder, reports } = await start();
    const photo = Buffer.concat([await phonePhoto(), Buffer.alloc(200_000, 1)]);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const cut = (async function* () {
        yield photo.subarray(0, Math.floor((photo.length * tenth) / 10));
        throw new Error('the connection broke');
      })();
      await expect(evidence.upload(cut, { actor: hue })).rejects.toThrow('the connection broke');
      const incomplete = (async function* () {
        yield* inParts(photo);
        throw new Error('the form did not end');
      })();
      await expect(evidence.upload(incomplete, { actor: hue })).rejects.toThrow('the form did not end');
    }
    expect(await readdir(join(folder, 'incoming')).catch(() => [])).toEqual([]);
    expect(await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).toEqual([]);
  });

  it('a disk that takes nothing is told as such', async () => {
    const { upload } = await start({ spoolIsFile: true });
    await expect(upload(await phonePhoto())).rejects.toMatchObject(coded('evidence-unavailable'));
  });

  it('a photo that ends in the middle costs that photo its copy, and the next one nothing', async () => {
    const { upload, settled } = await start();
    const photo = await sharp({
      create: {
        width: 400,
        height: 300,
        channels: 3,
        background: '#369',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();
    const cut = await upload(photo.subarray(0, photo.length / 2));
    const whole = await upload(photo);
    expect(await settled(cut)).toBe('unreadable');
    expect(await settled(whole)).toBe('ready');
  });

  // Only Linux limits the memory of a process by what it takes.
  it.runIf(process.platform === 'linux')(
    'a photo that is more than a gigabyte when it is decoded costs that photo its copy, and the host nothing',
    async () => {
      const { upload, settled } = await start({ limits: { photoPixels: 1_000_000_000 } });
      const before = process.memoryUsage().rss;
      const bomb = await upload(pngBomb(20_000));
      const next = await upload(await phonePhoto());
      expect(await settled(bomb)).toBe('unreadable');
      expect(await settled(next)).toBe('ready');
      expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    },
  );

  it('what hangs on a photo is not in its copy', async () => {
    const { upload, settled, bytes } = await start();
    const id = await upload(Buffer.concat([await phonePhoto(), Buffer.from('<script>alert(1)</script>')]));
    expect(await settled(id)).toBe('ready');
    expect((await bytes(id, 'copy', hue)).includes('<script>')).toBe(false);
  });
});

describe('a HEIC photo', () => {
  const heic = Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1');

  it('has no public copy where there is no converter, and is not lost', async () => {
    const { upload, settled, bytes } = await start();
    const id = await upload(heic);
    expect(await settled(id)).toBe('no-converter');
    expect((await bytes(id, 'original', hue)).equals(heic)).toBe(true);
    await expect(bytes(id, 'copy', hue)).rejects.toMatchObject(coded('attachment-not-publishable'));
  });

  it('whose converter hangs costs that photo its copy, and the next one nothing', async () => {
    const converter = { command: '/bin/sh', args: ['-c', 'exec sleep 600'] };
    const { upload, settled } = await start({ converter, copyLimits: { copySeconds: 1 } });
    const [hanging, next] = [await upload(heic), await upload(await phonePhoto())];
    expect(await settled(hanging)).toBe('unreadable');
    expect(await settled(next)).toBe('ready');
  });

  const hasConverter = spawnSync('heif-enc', ['--help']).error === undefined;
  // On a developer's machine it may be missing; CI installs it.
  it.skipIf(!hasConverter && process.env.CI === undefined)(
    'of a real encoder is copied by heif-convert, without where it was taken',
    async () => {
      const folder = folders();
      await writeFile(`${folder}.jpg`, await phonePhoto());
      expect(spawnSync('heif-enc', [`${folder}.jpg`, '-o', `${folder}.heic`]).status).toBe(0);
      const photo = await readFile(`${folder}.heic`);
      const { upload, settled, bytes } = await start({ converter: { command: 'heif-convert' } });
      const id = await upload(photo);
      expect(await settled(id)).toBe('ready');
      const copy = await bytes(id, 'copy', hue);
      expect(copy.includes(canary)).toBe(false);
      expect((await sharp(copy).metadata()).exif).toBeUndefined();
    },
  );

  it('is copied from what the converter makes, which loses its metadata too', async () => {
    const made = join(folders(), '..', `made-${process.pid}.jpg`);
    await writeFile(made, await phonePhoto());
    const converter = { command: '/bin/sh', args: ['-c', `cp ${made} "$1"`, 'sh', '{out}'] };
    const { upload, settled, bytes } = await start({ converter });
    const id = await upload(heic);
    expect(await settled(id)).toBe('ready');
    expect((await bytes(id, 'copy', hue)).includes(canary)).toBe(false);
  });
});

it('a video goes to those who may have originals, and has no public copy', async () => {
  const { upload, settled, bytes, submit } = await start();
  const video = videoOf({ seconds: 5, picturesFirst: true, isLong: false });
  const id = await upload(video);
  await submit([id]);
  expect(await settled(id)).toBe('video');
  expect((await bytes(id, 'original', centre)).equals(video)).toBe(true);
  await expect(bytes(id, 'copy', hue)).rejects.toMatchObject(coded('attachment-not-publishable'));
});
