import { describe, expect, it } from 'vitest';
import {
  live,
  lives,
  redaction,
  shownTo,
  statesOf,
  submission,
  wordsOf,
} from '../../test/support/redacted-lives.ts';
import { eventFor, foldOf, type JsonObject, type Snapshot, subjectFor } from '../engine/index.ts';
import { asShownNow, type CaseFacts, foldCase } from '../projections/report/index.ts';
import { lifecycleFixture } from './../testing/index.ts';
import { operator, type ReportState, reportWorkflow } from './index.ts';
import { redactablePlaces } from './redactable.ts';

describe('a redaction', () => {
  it('of one event hides its field in the history and wherever the report has it from there, and nothing else', async () => {
    const seen = new Set<string>();
    for (const steps of lives) {
      const fixture = await lifecycleFixture();
      const events = await live(fixture, steps);
      const before = shownTo('system', fixture, events);
      const all = events.flatMap((event) =>
        [...redactablePlaces.keys()]
          .filter((field) => event.data[field] !== undefined)
          .map((field) => ({
            field,
            revision: event.revision,
            type: event.type,
            words: wordsOf(event, field),
          })),
      );
      for (const { field, revision, type, words } of all) {
        seen.add(`${type}.${field}`);
        const after = shownTo('system', fixture, [...events, redaction(events, { field, revision })]);
        // A photo may stand in the publication too, which is another event.
        const others = all.filter((other) => other.revision !== revision || other.field !== field);
        const elsewhere = new Set(others.flatMap((other) => other.words));
        const visible = (text: string) => words.filter((word) => text.includes(word) && !elsewhere.has(word));
        // The contact of the first life was redacted by one of its own steps.
        const isHiddenBefore =
          field === 'contact' && steps.some((step) => Array.isArray(step) && step[0] === 'redact');
        if (!isHiddenBefore && !words.every((word) => elsewhere.has(word)))
          expect({ type, field, visible: visible(before).length > 0 }).toEqual({
            type,
            field,
            visible: true,
          });
        expect({ type, field, visible: visible(after) }).toEqual({ type, field, visible: [] });
        for (const word of elsewhere)
          if (before.includes(word))
            expect({ type, field, word, shown: after.includes(word) }).toMatchObject({ shown: true });
      }
    }
    // Words of other events: corrections are of reports of other systems, and texts that were kept have a test with erasures.
    const known = [...redactablePlaces].flatMap(([field, where]) =>
      where
        .filter(({ event, ofRevision }) => event !== 'corrected' && ofRevision === undefined)
        .map(({ event }) => `${event}.${field}`),
    );
    // A re-dating needs another calendar, a link a report of a caller; their reasons are shown by their events only.
    expect([...seen, 're-dated.reason', 'unlinked.reason'].sort()).toEqual(known.sort());
  });

  it('of a field hides it in every event and everything that came from one', async () => {
    for (const steps of lives) {
      const fixture = await lifecycleFixture();
      const events = await live(fixture, steps);
      for (const field of redactablePlaces.keys()) {
        const words = events
          .filter(({ data }) => data[field] !== undefined)
          .flatMap((event) => wordsOf(event, field));
        const after = shownTo('system', fixture, [...events, redaction(events, { field })]);
        expect({ field, visible: words.filter((word) => after.includes(word)) }).toEqual({
          field,
          visible: [],
        });
      }
    }
  });

  it('knows every place where a field stands in the report', async () => {
    const fixture = await lifecycleFixture();
    const { reports, clock } = fixture;
    const context = { now: clock.now(), policy: reports.policy, hides: () => false };
    for (const [field, where] of redactablePlaces)
      for (const { event, shownAs } of where) {
        if (shownAs === undefined) continue;
        const found = await Promise.all(
          lives.map(async (steps) => {
            const events = await live(await lifecycleFixture(), steps);
            return statesOf(events).some((state, revision) => {
              const presented = JSON.stringify(reportWorkflow.present('x', state, context));
              const recorded = events.slice(0, revision + 1).filter(({ type }) => type === event);
              const words = recorded.flatMap((one) =>
                one.data[field] === undefined ? [] : wordsOf(one, field),
              );
              return words.some((word) => presented.includes(word));
            });
          }),
        );
        expect({ field, event, found: found.includes(true) }).toEqual({ field, event, found: true });
      }
  });

  it('can be of every field of an event in which somebody writes freely', () => {
    const names = ['procedure', 'labels', 'areaCode', 'calendar', 'legacy'];
    const codes = [
      'trackingCode',
      'privacyNotice',
      'agencyId',
      'proposedAgencyId',
      'previousAgencyId',
      'supporting',
      'reporter',
      'reportId',
      'attachment',
      'replaced',
      'into',
      'previousInto',
      'from',
    ];
    const choices = [
      'channel',
      'priority',
      'outcome',
      'visibility',
      'grade',
      'audience',
      'clock',
      'rung',
      'to',
      'field',
      'phase',
      'rule',
      'erases',
      'only',
    ];
    const others = [
      ...names,
      ...codes,
      ...choices,
      'clocks',
      'follows',
      'answerBy',
      'windowEnds',
      'oldDue',
      'newDue',
    ];
    const moments = ['dueAt', 'scheduledAt', 'since', 'term', 'due'];
    const numbers = [
      'workingDays',
      'amount',
      'round',
      'start',
      'revision',
      'revisions',
      'afterDue',
      'destroy',
      'fields',
      'binding',
      'extensionPending',
    ];
    for (const [type, { schema }] of Object.entries(reportWorkflow.events))
      for (const name of Object.keys(schema.shape)) {
        // Versions are hidden with the words that they stand for.
        if (name === 'kept' || [...others, ...moments, ...numbers].includes(name)) continue;
        const where = redactablePlaces.get(name) ?? [];
        expect({ type, field: name, events: where.map(({ event }) => event) }).toMatchObject({
          events: expect.arrayContaining([type]),
        });
      }
    const paths = [...redactablePlaces.values()].flatMap((where) =>
      where.flatMap(({ event, at = [] }) => (event === 'text-kept' ? at : [])),
    );
    const versions = Object.keys(reportWorkflow.events['text-kept'].schema.shape.kept.shape);
    expect(paths.toSorted()).toEqual(versions.map((name) => `kept.${name}`).toSorted());
  });

  it('of the place hides the area that was written with it, wherever it stands, and not one that the centre named', async () => {
    for (const verification of [{}, { areaCode: 'area of the centre' }]) {
      const fixture = await lifecycleFixture();
      const events = await live(fixture, [['verify', { category: 'lighting', ...verification }]]);
      for (const revision of [undefined, 0]) {
        const all = [
          ...events,
          redaction(events, { field: 'location', ...(revision !== undefined && { revision }) }),
        ];
        const shown = shownTo('system', fixture, all);
        expect(shown).not.toContain('alley of the citizen');
        const facts = all.map((_, last) =>
          all.slice(0, last + 1).reduce<CaseFacts | undefined>(foldCase, undefined),
        ) as CaseFacts[];
        const now = facts.at(-1) as CaseFacts;
        expect(facts.map((past) => asShownNow(past, now).areaCode)).toEqual([
          null,
          verification.areaCode ?? null,
          verification.areaCode ?? null,
        ]);
        expect(shown.includes('area of the centre')).toBe(verification.areaCode !== undefined);
      }
    }
  });

  it('of a category hides it in rows as in the report, now and then', async () => {
    const fixture = await lifecycleFixture();
    const events = await live(fixture, lives[0] ?? []);
    for (const revision of [undefined, 0, 5, 15]) {
      const all = [
        ...events,
        redaction(events, { field: 'category', ...(revision !== undefined && { revision }) }),
      ];
      const facts = all.map((_, last) =>
        all.slice(0, last + 1).reduce<CaseFacts | undefined>(foldCase, undefined),
      ) as CaseFacts[];
      const now = facts.at(-1) as CaseFacts;
      const [states] = JSON.parse(shownTo('system', fixture, all));
      expect(facts.map((past) => asShownNow(past, now).category)).toEqual(
        states.map(({ category = null }) => category),
      );
    }
  });

  it('of an officer hides it in rows as in the report, now and then', async () => {
    const fixture = await lifecycleFixture();
    const before = await live(fixture, lives[0] ?? []);
    const named = before.filter(({ data }) => data.officer !== undefined).map(({ revision }) => revision);
    expect(named).toHaveLength(2);
    for (const revision of [undefined, ...named]) {
      const all = [
        ...before,
        redaction(before, { field: 'officer', ...(revision !== undefined && { revision }) }),
      ];
      const facts = all.map((_, last) =>
        all.slice(0, last + 1).reduce<CaseFacts | undefined>(foldCase, undefined),
      ) as CaseFacts[];
      const now = facts.at(-1) as CaseFacts;
      const [states] = JSON.parse(shownTo('system', fixture, all));
      const officers = states.map(
        ({ assignment }: { assignment: { officer?: string } | null }) => assignment?.officer ?? null,
      );
      expect(facts.map((past) => asShownNow(past, now).officer?.id ?? null)).toEqual(officers);
      expect(now.officersHidden).not.toEqual([]);
    }
  });

  it('of a category is not undone by a verification that names none', async () => {
    const { give, submit } = await lifecycleFixture();
    const id = await submit(submission);
    await give(id, 'redact', { field: 'category', reason: 'y' }, operator('o-3'));
    await expect(give(id, 'verify', {}, operator('o-3'))).rejects.toMatchObject({
      code: 'information-missing',
    });
  });

  it('names an event that has the field', async () => {
    const { give, submit } = await lifecycleFixture();
    const id = await submit();
    await give(id, 'comment', { text: 'x' });
    for (const input of [
      { field: 'text', revision: 999_999 },
      { field: 'contact', revision: 0 },
      { field: 'reason', revision: 1 },
    ])
      await expect(give(id, 'redact', { ...input, reason: 'y' }, operator('o-3'))).rejects.toMatchObject({
        code: 'unknown-revision',
      });
    await give(id, 'redact', { field: 'text', revision: 1, reason: 'y' }, operator('o-3'));
    await expect(
      give(id, 'redact', { field: 'text', revision: 1, reason: 'y' }, operator('o-3')),
    ).rejects.toMatchObject({ code: 'nothing-changes' });
  });

  it('that named any revision before it was checked hides what it hid then', async () => {
    const fixture = await lifecycleFixture();
    const events = await live(fixture, lives[0] ?? []);
    const unknown = [...events, redaction(events, { field: 'text', revision: 999_999 })];
    expect(shownTo('system', fixture, unknown)).not.toContain(submission.text);
    const ofComment = [...events, redaction(events, { field: 'comment', revision: 1 })];
    const shown = shownTo('system', fixture, ofComment);
    expect(shown).not.toContain('a comment for all');
    expect(shown).toContain(submission.text);
  });

  it('that named an event without its field hides that everywhere, or the comment, in the report and its row', async () => {
    for (const steps of lives) {
      const fixture = await lifecycleFixture();
      const events = await live(fixture, steps);
      // The words of the redaction itself apart: which it named.
      const shownAfter = (data: JsonObject) => {
        const all = [...events, redaction(events, data)];
        const fold = foldOf(reportWorkflow);
        let facts: CaseFacts | undefined;
        for (const event of all) {
          fold.add(event);
          facts = foldCase(facts, event);
        }
        const current = (fold.snapshot as Snapshot<ReportState>).state;
        const { text, lat, lng, areaCode, category } = facts as CaseFacts;
        const context = { now: fixture.clock.now(), policy: fixture.reports.policy };
        return [
          subjectFor(reportWorkflow, 'system', { id: 'x', state: current }, context),
          events.map((event) => eventFor(reportWorkflow, 'system', current, event)),
          { text, lat, lng, areaCode, category },
        ];
      };
      for (const field of redactablePlaces.keys()) {
        // It can be hidden since revisions are checked.
        if (field === 'category') continue;
        for (const { revision, type, data } of events) {
          if (data[field] !== undefined) continue;
          const asThen = type === 'commented' ? { field: 'text', revision } : { field };
          expect({ field, type, shown: shownAfter({ field, revision }) }).toEqual({
            field,
            type,
            shown: shownAfter(asThen),
          });
        }
      }
    }
  });
});
