import { type Actor, huePolicy, PhananhError } from '@phananh/core';
import { replayOfSubject } from '@phananh/core/audit';
import { findSubject } from '@phananh/core/engine';
import { type Sealed, sealedLog } from '@phananh/core/privacy';
import { reportWorkflow } from '@phananh/core/reports';
import { lifecycleFixture, memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { liveTelling, randomHistory } from '@phananh/core/testing/properties';
import { nodeCiphers, readModels } from '@phananh/sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exportOf } from '../../src/index.ts';

type Store = Sealed<ReturnType<typeof memoryEventStore>>;

const setUp = async () => {
  const keys = memoryKeyStore();
  const opened: Store[] = [];
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => {
      const store = sealedLog(memoryEventStore(options), {
        keys,
        ciphers: nodeCiphers,
        workflows: [reportWorkflow],
        begin: true,
        elapsed: () => 0,
      });
      opened.push(store);
      return store;
    },
  });
  const [store] = opened;
  if (store === undefined) throw new TypeError('no store was made');
  const erase = async (subject: string): Promise<void> => {
    await keys.destroy(subject);
    store.forgetKey(subject);
  };
  return { ...fixture, store, erase };
};
type Lived = Awaited<ReturnType<typeof setUp>>;

const readers: readonly (Actor | undefined)[] = [
  { kind: 'citizen', id: 'c-17' },
  { kind: 'citizen', id: 'c-18' },
  { kind: 'operator', id: 'o-3' },
  { kind: 'agency', id: 'officer-9', agencyId: 'agency-hue-lighting' },
  { kind: 'auditor', id: 'a-1' },
  { kind: 'analyst', id: 'n-1' },
  undefined,
];

/** What may be for nobody's eyes, or nobody's clock, is refused with a word. */
const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof PhananhError) || error.code.startsWith('store-')) throw error;
  return undefined;
};

/** Everything that anybody reads of reports. */
const everythingOf = async ({ reports, clock }: Lived, ids: readonly string[]): Promise<string> => {
  const answers: unknown[] = [];
  for (const id of ids) {
    answers.push((await reports.handler.load(id))?.state);
    for (const actor of readers) {
      answers.push(await reports.get(id, { actor }).catch(unlessRefused));
      answers.push(await reports.history(id, { actor }).catch(unlessRefused));
      for (const of of ['overall', 'resolution'] as const)
        answers.push(await reports.explain(id, { clock: of }, { actor }).catch(unlessRefused));
    }
    const found = await findSubject(reports.handler, id, { actor: { kind: 'auditor', id: 'a-1' } });
    answers.push(await Array.fromAsync(replayOfSubject(reports.handler, found, {})));
  }
  answers.push(clock.now());
  return JSON.stringify(answers);
};

/** What read models that are computed from the log say: figures, and everything that is listed or written into a file. */
const readModelsOf = async ({ store, clock }: Lived) => {
  const models = readModels(':memory:', { policy: huePolicy });
  try {
    await models.catchUp(store);
    const now = clock.now();
    const figures = {
      agencies: models.agencies(),
      sla: await models.sla({ cohort: 'submitted', groupBy: ['month', 'category'], now }),
      durations: await models.durations({ cohort: 'submitted', now }),
      ranking: await models.ranking({ cohort: 'decided', now }),
      satisfaction: await models.satisfaction({ now }),
      penalties: await models.penalties({ now }),
      backlog: await models.backlog({ from: '2026-03-02', to: '2026-03-31', now }),
      parked: models.parked(),
    };
    const lists: unknown[] = [];
    for (const reader of readers)
      if (reader !== undefined) {
        const page = models.cases({ limit: 100, reader, now });
        const found = models.cases({ limit: 100, reader, now, q: 'wordtext' });
        lists.push(await page, await found);
      }
    const files: string[] = [];
    for (const audience of ['operator', 'analyst'] as const)
      for (const [what, format] of [
        ['cases', 'csv'],
        ['events', 'csv'],
        ['events', 'xes'],
        ['events', 'ocel'],
      ] as const) {
        const { chunks } = exportOf(models, { what, format, exportedAt: now, audience, bom: false });
        for await (const chunk of chunks) files.push(Buffer.from(chunk).toString('utf8'));
      }
    return { figures, said: JSON.stringify(lists) + files.join('') };
  } finally {
    await models.close();
  }
};

it('whoever is erased of any history: every reader answers, every figure is what it was, and the words are gone', async () => {
  const subjects = ['citizen:c-17', 'citizen:c-18', 'officer:officer-9'] as const;
  const lives = fc.tuple(randomHistory(), randomHistory());
  const seen = { words: 0 };
  // Of all sets of four runs a fifth erases no citizen at all, and the check at the end would have nothing to find.
  const [twoLives] = fc.sample(lives, { seed: 1, numRuns: 1 });
  await fc.assert(
    fc.asyncProperty(lives, fc.constantFrom(...subjects), fc.boolean(), async (steps, subject, isMore) => {
      const lived = await setUp();
      const ids: string[] = [];
      for (const one of steps)
        ids.push((await liveTelling(lived.reports, lived.clock, one.slice(0, 30))).reportId);
      const before = await readModelsOf(lived);
      const told = (await everythingOf(lived, ids)) + before.said;
      await lived.erase(subject);
      const after = await readModelsOf(lived);
      expect(after.figures).toEqual(before.figures);
      const answers = await everythingOf(lived, ids);
      if (subject === 'citizen:c-17') {
        // Some histories hide what was said before anybody is erased.
        if (told.includes('wordtext')) seen.words += 1;
        for (const word of ['wordtext', 'wordaddress', 'somebody@example.org', '16.46371'])
          expect(answers + after.said).not.toContain(word);
        expect(answers).toContain('{"erased":true}');
      }
      // The report goes on.
      if (isMore) await liveTelling(lived.reports, lived.clock, steps[0].slice(0, 9)).catch(unlessRefused);
      for (const id of ids) {
        const comment = { text: 'Đã xóa theo yêu cầu', audience: 'internal' } as const;
        await lived.reports.comment(id, comment, { actor: { kind: 'operator', id: 'o-3' } });
      }
      await readModelsOf(lived);
    }),
    { numRuns: 4, endOnFailure: true, examples: twoLives ? [[twoLives, 'citizen:c-17', true]] : [] },
  );
  expect(seen.words).toBeGreaterThan(0);
});
