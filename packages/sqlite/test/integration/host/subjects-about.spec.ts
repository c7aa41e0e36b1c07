import { type Actor, createReports, huePolicy } from '@phananh/core';
import { sealedEventStore, streamsOfSubject } from '@phananh/core/privacy';
import { attachmentWorkflow, reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { subjectsAbout } from '../../../src/host/subjects-about.ts';
import { nodeCiphers } from '../../../src/index.ts';

const workflows = [reportWorkflow, attachmentWorkflow];
const operator: Actor = { kind: 'operator', id: 'o-1' };
const citizens = ['c-1', 'c-2', 'c-3'];
const lamp = { text: 'Đèn hỏng', location: { lat: 16.46379, lng: 107.59092 }, channel: 'app' };

const reporter = fc.constantFrom(...citizens);
const report = fc.nat({ max: 9 });
const step = fc.oneof(
  fc.record({ does: fc.constant('submit' as const), by: fc.option(reporter), withPhoto: fc.boolean() }),
  fc.record({ does: fc.constant('comment' as const), by: reporter, report }),
  fc.record({ does: fc.constant('link' as const), by: reporter, report }),
  fc.record({ does: fc.constant('unlink' as const), report }),
);

it('what a log says of persons is the same for some at once as for each alone, and in the streams that a copy for them is made of', async () => {
  let linked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const stored = memoryEventStore();
      const options = { log: 'log-1', keys: memoryKeyStore(), ciphers: nodeCiphers, workflows };
      const store = sealedEventStore(stored, { ...options, elapsed: () => 0 });
      const {
        handler,
        attachments: { handler: uploads },
      } = createReports({ store, policy: huePolicy });
      const ids: string[] = [];
      for (const one of steps) {
        const id = one.does === 'submit' ? undefined : ids[one.report % Math.max(ids.length, 1)];
        // What a report of this life does not take changes nothing.
        const give = async (name: string, input: object, actor = operator): Promise<boolean> =>
          id !== undefined &&
          (await handler.execute(id, name, input, { actor }).then(
            () => true,
            () => false,
          ));
        if (one.does === 'submit') {
          const actor = one.by === null ? operator : { kind: 'citizen', id: one.by };
          const channel = one.by === null ? 'hotline' : 'app';
          const photo = String(ids.length).padStart(64, '0');
          const attachments = one.withPhoto ? [photo] : [];
          const subject = one.by === null ? `upload:${ids.length}` : `citizen:${one.by}`;
          const given = { attachmentId: photo, mediaType: 'image/jpeg', size: 1_000, subject };
          if (one.withPhoto) await uploads.create('upload', given, { actor });
          ids.push((await handler.create('submit', { ...lamp, channel, attachments }, { actor })).id);
        }
        if (one.does === 'comment')
          await give('comment', { text: 'vẫn vậy' }, { kind: 'citizen', id: one.by });
        if (one.does === 'link' && (await give('link', { reporter: one.by }))) linked += 1;
        if (one.does === 'unlink') await give('unlink', { reason: 'nhầm' });
      }
      const persons = [...citizens.map((id) => `citizen:${id}`), ...ids.map((id) => `report:${id}`)];
      const together = await subjectsAbout(stored, workflows, persons);
      for (const person of persons) {
        const found = together.get(person);
        expect(found).toEqual((await subjectsAbout(stored, workflows, [person])).get(person));
        const streams = [...(found?.about ?? [])].flatMap(([name, own]) => own.map((id) => `${name}-${id}`));
        expect(streams.toSorted()).toEqual((await streamsOfSubject(store, workflows, person)).toSorted());
      }
    }),
  );
  expect(linked).toBeGreaterThan(0);
});
