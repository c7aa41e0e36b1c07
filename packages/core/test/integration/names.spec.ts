import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCalendar, vietnamCalendar, vietnamDays } from '../../src/calendar/index.ts';
import { commandDigest as digestOf } from '../../src/engine/commands/command-digest.ts';
import { commandHandler, define, event, personalFields, uuidOfCommand } from '../../src/engine/index.ts';
import { citizen, createReports, reportWorkflow } from '../../src/report/index.ts';
import { huePolicyData, slaPolicy } from '../../src/report/policy.ts';
import { lifecycleFixture, memoryEventStore, people } from '../../src/testing/index.ts';
import { everyForm, formsOfName } from '../../src/testing/properties.ts';

const { clocks } = huePolicyData;
const { example, input } = reportWorkflow.commands.submit;

/** Hue's policy with a term of its own for a category. */
const policyFor = (category: string) => {
  const byCategory = { [category]: { count: 3, unit: 'working-day' } } as const;
  const term = { term: { count: 7, unit: 'working-day' }, byCategory } as const;
  return slaPolicy({ ...huePolicyData, clocks: { ...clocks, overall: { ...clocks.overall, term } } }, [
    vietnamCalendar(),
  ]);
};

const clerk = { kind: 'clerk', id: '1' };
const boxEvents = {
  made: event('It was made.', { name: z.string() }),
  filled: event('It was filled.', {}),
} as const;
const box = define<{
  state: { readonly name: string };
  events: typeof boxEvents;
  phase: 'there';
  actorKind: 'clerk';
  field: never;
}>();

/** A workflow whose ids are names that people gave. */
const boxes = box.workflow({
  name: 'box',
  summary: 'A box.',
  id: z.string(),
  phases: { there: { summary: 'stands there' } },
  actorKinds: { clerk: 'fills it' },
  events: boxEvents,
  commands: {
    make: box.creation({
      summary: 'Makes it.',
      input: z.strictObject({ name: z.string() }),
      example: { name: 'x' },
      by: ['clerk'],
      emits: ['made'],
      idFrom: ({ name }) => name,
      decide: (data) => box.made('made', data),
    }),
    fill: box.command({
      summary: 'Fills it.',
      input: z.strictObject({}),
      example: {},
      by: ['clerk'],
      from: ['there'],
      emits: ['filled'],
      decide: () => box.made('filled', {}),
    }),
  },
  evolve: (state, { type, data }) => (type === 'made' ? data : (state ?? { name: '' })),
  phaseOf: () => 'there',
  fields: {},
});

describe('a name is the same in every form of Unicode', () => {
  it('as a category, in a policy and in a report: the due day is that of its term', async () => {
    await everyForm(async (inPolicy, inReport) => {
      const { reports } = await lifecycleFixture(undefined, { policy: policyFor(inPolicy) });
      const { reportId } = await reports.submit(example, { actor: people.citizen });
      const { state } = await reports.verify(reportId, { category: inReport }, { actor: people.operator });
      const overall = state.clocks.find(({ clock }) => clock === 'overall');
      expect(overall?.due?.day).toBe('2026-03-05');
      return [state.category, overall];
    });
  });

  it('in the length that it may have', async () => {
    const { reports } = await lifecycleFixture();
    for (const category of formsOfName('ệ'.repeat(120))) {
      const { reportId } = await reports.submit(example, { actor: people.citizen });
      const { state } = await reports.verify(reportId, { category }, { actor: people.operator });
      expect(state.category).toBe('ệ'.repeat(120));
    }
  });

  it('as a citizen, who finds the own report again', async () => {
    await everyForm(async (submitting, withdrawing) => {
      const { reports } = await lifecycleFixture();
      const { reportId } = await reports.submit(example, { actor: citizen(submitting) });
      const explained = await reports.explain(reportId, {}, { actor: citizen(withdrawing) });
      const { state } = await reports.withdraw(reportId, {}, { actor: citizen(withdrawing) });
      return [explained.clock, state.phase, state.submittedBy];
    });
  });

  it('in a command that is repeated, fields that no schema normalises included', async () => {
    await everyForm(async (given, again) => {
      const { reports } = await lifecycleFixture();
      const legacy = { system: 'other', caseId: given, status: given };
      const options = { actor: people.system, commandId: 'a', occurredAt: '2026-01-05T02:00:00.000Z' };
      const submit = (caseId: string) =>
        reports.submit(
          { ...example, channel: 'import', legacy: { ...legacy, caseId, status: caseId } },
          options,
        );
      const first = await submit(given);
      const second = await submit(again);
      expect(second).toEqual({ ...first, replayed: true });
      return first.state.legacy;
    });
  });

  it('in the keys and values of a calendar file', async () => {
    await everyForm((key, source) => {
      const [first, ...others] = vietnamDays.daysOff;
      const data = {
        ...vietnamDays,
        daysOff: [{ ...first, name: source, source: [source] }, ...others],
        sources: { ...vietnamDays.sources, [key]: { what: key } },
      };
      return parseCalendar(JSON.stringify(data));
    });
  });

  it('as the id of a subject', async () => {
    await everyForm(async (created, asked) => {
      const handler = commandHandler({ workflow: boxes, store: memoryEventStore(), policy: undefined });
      const { id } = await handler.create('make', { name: created }, { actor: clerk });
      await handler.execute(asked, 'fill', {}, { actor: clerk });
      await expect(handler.create('make', { name: asked }, { actor: clerk })).rejects.toMatchObject({
        code: 'already-exists',
      });
      return [
        id,
        (await handler.load(asked))?.revision,
        (await Array.fromAsync(handler.history(asked))).length,
      ];
    });
  });
});

describe('what was stored before names were normalised', () => {
  it('is found under its id, in whichever form that is given', async () => {
    const forms = formsOfName('Thùng số ổ 1');
    for (const stored of forms) {
      const store = memoryEventStore();
      const handler = commandHandler({ workflow: boxes, store, policy: undefined });
      await handler.create('make', { name: 'x' }, { actor: clerk });
      const [made] = await Array.fromAsync(store.readStream('box-x'));
      if (made === undefined) throw new TypeError('nothing was made');
      const event = { ...made, id: crypto.randomUUID(), data: { name: stored } };
      await store.append(`box-${stored}`, [event], { expectedRevision: 'no-stream' });
      for (const form of forms) {
        expect((await handler.execute(form, 'fill', {}, { actor: clerk })).id).toBe(stored);
        expect((await handler.load(form))?.state.name).toBe(stored);
        await expect(handler.create('make', { name: form }, { actor: clerk })).rejects.toMatchObject({
          code: 'already-exists',
        });
      }
    }
  });

  it('is still its citizen’s own, and its commands are recognised when they come again', async () => {
    const [composed = '', decomposed = ''] = formsOfName('Mã công dân');
    const store = memoryEventStore();
    const policy = policyFor('x');
    const before = createReports({ store, policy });
    const given = { actor: citizen('c-1'), commandId: 'a' };
    const { reportId, stream } = await before.submit(example, given);
    const [submitted] = await Array.fromAsync(store.readStream(stream));
    if (submitted === undefined) throw new TypeError('nothing was submitted');
    const old = memoryEventStore();
    const actor = citizen(decomposed);
    const metadata = { ...submitted.metadata, actor };
    await old.append(stream, [{ ...submitted, metadata }], { expectedRevision: 'no-stream' });
    const reports = createReports({ store: old, policy });
    const { state } = await reports.comment(reportId, { text: 'Vẫn hỏng' }, { actor: citizen(composed) });
    expect(state.submittedBy.id).toBe(composed);
  });

  it('is known again when it is repeated in another form: actor, command id and key', async () => {
    const policy = policyFor('x');
    await everyForm(async (recorded, again) => {
      const before = { workflow: 'report', id: undefined, name: 'submit', actor: citizen(recorded) };
      const commandDigest = digestOf({ ...before, input: example, personalFields: personalFields(input) });
      const id = uuidOfCommand(recorded);
      const made = createReports({ store: memoryEventStore(), policy });
      const { stream } = await made.submit(example, { actor: citizen('c-1') });
      const [submitted] = await Array.fromAsync(made.store.readStream(stream));
      if (submitted === undefined) throw new TypeError('nothing was submitted');
      const store = memoryEventStore();
      const metadata = {
        ...submitted.metadata,
        actor: citizen(recorded),
        commandId: recorded,
        commandDigest,
      };
      await store.append(`report-${id}`, [{ ...submitted, metadata }], { expectedRevision: 'no-stream' });
      const reports = createReports({ store, policy });
      for (const named of [{ commandId: again }, { idempotencyKey: again }]) {
        const repeated = await reports.submit(example, { actor: citizen(again), ...named });
        expect(repeated).toMatchObject({ reportId: id, replayed: true });
      }
      return [];
    });
  });

  it('takes one command id in two forms for one', async () => {
    await everyForm(async (first, again) => {
      const { reports } = await lifecycleFixture();
      const { reportId } = await reports.submit(example, { actor: people.citizen, commandId: first });
      const second = await reports.submit(example, { actor: people.citizen, commandId: again });
      expect(second).toMatchObject({ reportId, replayed: true });
      const withdrawn = { actor: people.citizen, commandId: `${first} 2` };
      await reports.withdraw(reportId, {}, withdrawn);
      const twice = await reports.withdraw(reportId, {}, { ...withdrawn, commandId: `${again} 2` });
      expect(twice.replayed).toBe(true);
      return [];
    });
  });
});
