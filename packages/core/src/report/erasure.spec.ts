import { expect, it } from 'vitest';
import {
  eventFor,
  foldOf,
  type JsonObject,
  type RecordedEvent,
  subjectFor,
  withCorrections,
} from '../engine/index.ts';
import { type CaseFacts, caseProjection, foldCase } from '../projections/report/index.ts';
import { lifecycleFixture, people } from '../testing/index.ts';
import { huePolicy, type ReportState, reportWorkflow } from './index.ts';
import { keepableTexts } from './kept-texts.ts';
import { hiddenIn } from './redactable.ts';

/** A life with words of its citizen and of officers, and of the caller that an officer spoke with. */
const life = async () => {
  const { reports, submit, give } = await lifecycleFixture();
  const id = await submit({
    text: 'canary text',
    location: { lat: 16.46379, lng: 107.59092, address: 'canary address', areaCode: 'thuan-hoa' },
    contact: { name: 'canary name' },
    devicePosition: { lat: 16.4611, lng: 107.5922 },
    channel: 'app',
  });
  await give(id, 'request-information');
  await give(id, 'provide-information', { text: 'canary answer' }, people.operator);
  await give(id, 'verify');
  await give(id, 'comment', { text: 'canary comment', audience: 'public' }, people.citizen);
  await give(id, 'comment', { text: 'of the centre', audience: 'public' }, people.operator);
  await give(id, 'assign');
  await give(id, 'resolve');
  await give(id, 'publish');
  await give(id, 'rate', { grade: 'unsatisfied', comment: 'canary grade' }, people.citizen);
  await give(id, 'dispute', { reason: 'canary dispute' }, people.citizen);
  const erase = (person: string): Promise<unknown> =>
    give(id, 'erase-personal-data', { person }, people.system);
  const events = (): Promise<readonly RecordedEvent[]> => Array.fromAsync(reports.handler.history(id));
  const keep = (text: string, revision = 0): Promise<unknown> =>
    give(id, 'keep-text', { text, revision, reason: 'still to be mended' }, people.operator);
  return { reports, id, give, erase, keep, events };
};

const asShown = (events: readonly RecordedEvent[]) =>
  events.map((event) => ({ ...event, actor: { ...event.metadata.actor } }));

const stateOf = (events: readonly RecordedEvent[]): ReportState => {
  const fold = foldOf(reportWorkflow);
  fold.begin(withCorrections(reportWorkflow, events));
  return fold.snapshot?.state as ReportState;
};

const factsOf = (events: readonly RecordedEvent[]): CaseFacts => {
  let facts: CaseFacts | undefined;
  for (const event of withCorrections(reportWorkflow, events)) facts = foldCase(facts, event);
  return facts as CaseFacts;
};

/** Everything of a case that is counted: all but its words, its exact place and how far it was read. */
const counted = (facts: CaseFacts): JsonObject => {
  const {
    text: _text,
    erased: _erased,
    lat: _lat,
    lng: _lng,
    revision: _,
    position: _position,
    occurredAt: _at,
    recordedAt: _recorded,
    ...others
  } = facts;
  return JSON.parse(JSON.stringify(others));
};

it('what a citizen said is gone from state and cases by the event alone, whatever keys its reader has, and no figure changes', async () => {
  const { erase, events } = await life();
  const before = await events();
  expect(JSON.stringify(stateOf(before))).toContain('canary');
  await erase('citizen:c-17');
  const after = await events();
  const last = after.at(-1);
  expect(last?.type).toBe('personal-data-erased');
  const state = stateOf(after);
  expect(JSON.stringify(state)).not.toContain('canary');
  expect(state.location).toEqual({ lat: 16.463, lng: 107.59, areaCode: 'thuan-hoa', erased: true });
  expect(state.comments.map(({ text }) => text)).toEqual([{ erased: true }, 'of the centre']);
  const facts = factsOf(after);
  expect(JSON.stringify(facts)).not.toContain('canary');
  expect(facts.erased).toEqual(['text', 'location']);
  expect(counted(facts)).toEqual(counted(factsOf(before)));
  expect(caseProjection(huePolicy.calendar, huePolicy).corrections?.asks(last as RecordedEvent)).toBe(true);
});

it('what was erased is erased once, and of nobody else anything is', async () => {
  const { erase, events } = await life();
  await expect(erase('citizen:c-100')).rejects.toMatchObject({ code: 'nothing-changes' });
  expect(JSON.stringify(stateOf(await events()))).toContain('canary grade');
  await erase('citizen:c-17');
  await expect(erase('citizen:c-17')).rejects.toMatchObject({ code: 'nothing-changes' });
});

it('a version of the text that is kept takes its place once it is erased, whichever came first, and hides with it', async () => {
  for (const order of ['kept first', 'erased first']) {
    const { give, id, erase, keep, events } = await life();
    if (order === 'erased first') await erase('citizen:c-17');
    await keep('a lamp is broken');
    if (order === 'kept first') {
      expect(stateOf(await events()).text).toBe('canary text');
      await erase('citizen:c-17');
    }
    const after = await events();
    expect(JSON.stringify(stateOf(after))).not.toContain('canary');
    expect(stateOf(after).text).toBe('a lamp is broken');
    expect(factsOf(after).text).toBe('a lamp is broken');
    expect(factsOf(after).erased).toEqual(['location']);
    await expect(keep('a lamp is broken')).rejects.toMatchObject({ code: 'nothing-changes' });
    await keep('a lamp before the school is broken');
    expect(stateOf(await events()).text).toBe('a lamp before the school is broken');
    await give(id, 'redact', { field: 'text', reason: 'a name after all' }, people.operator);
    const hidden = await events();
    const kept = hidden.filter(({ type }) => type === 'text-kept');
    const redaction = { field: 'text', revision: 0 };
    const pointers = ['/kept/text', '/kept/answer', '/kept/comment'];
    expect(kept.map((event) => hiddenIn(event, redaction))).toEqual([pointers, pointers]);
  }
});

it('of whatever a citizen wrote a version can be kept, who saw the words sees it, and a redaction of them hides it', async () => {
  const texts = [
    { type: 'submitted', field: 'text', version: 'kept text' },
    { type: 'information-provided', field: 'text', version: 'kept answer' },
    { type: 'commented', field: 'text', version: 'kept comment' },
    { type: 'rated', field: 'comment', version: 'kept grade' },
    { type: 'disputed', field: 'reason', version: 'kept dispute' },
  ];
  const { reports, give, id, erase, keep, events } = await life();
  const before = await events();
  const found = keepableTexts(asShown(before));
  expect(found.map(({ type, field }) => ({ type, field }))).toEqual(
    texts.map(({ type, field }) => ({ type, field })),
  );
  for (const [at, { version }] of texts.entries()) await keep(version, found[at]?.revision);
  const shown = async (audience: 'public' | 'reporter' | 'agency' | 'analyst'): Promise<string> => {
    const all = await events();
    const state = stateOf(all);
    const context = { now: '2026-12-01T00:00:00.000Z', policy: reports.policy };
    return JSON.stringify([
      subjectFor(reportWorkflow, audience, { id, state }, context),
      withCorrections(reportWorkflow, all).map((event) => eventFor(reportWorkflow, audience, state, event)),
    ]);
  };
  const versionsIn = (words: string): readonly string[] =>
    texts.map(({ version }) => version).filter((version) => words.includes(version));
  const state = async (): Promise<string> => JSON.stringify(stateOf(await events()));
  expect(versionsIn(await state())).toEqual([]);
  await erase('citizen:c-17');
  expect(await state()).not.toContain('canary');
  // What was answered to a question is in the history only.
  expect(versionsIn(await state())).toEqual(['kept text', 'kept comment', 'kept grade', 'kept dispute']);
  expect(versionsIn(await shown('reporter'))).toEqual(texts.map(({ version }) => version));
  expect(versionsIn(await shown('agency'))).toEqual(texts.map(({ version }) => version));
  expect(versionsIn(await shown('public'))).toEqual(['kept text', 'kept comment']);
  expect(versionsIn(await shown('analyst'))).toEqual([]);
  for (const [at, { field, version }] of texts.entries()) {
    await give(id, 'redact', { field, revision: found[at]?.revision ?? -1, reason: '-' }, people.operator);
    const left = texts.slice(at + 1).map((one) => one.version);
    expect({ version, shown: versionsIn(await shown('agency')) }).toEqual({ version, shown: left });
  }
});

it('of what the office wrote, and where nobody wrote anything, no version is kept', async () => {
  const { keep, events } = await life();
  const ofCentre = (await events()).findLast(({ type }) => type === 'commented')?.revision ?? -1;
  for (const revision of [1, ofCentre, 999])
    await expect(keep('x', revision)).rejects.toMatchObject({
      code: 'unknown-revision',
      details: { revisions: keepableTexts(asShown(await events())).map((one) => one.revision) },
    });
});
