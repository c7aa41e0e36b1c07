import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../engine/index.ts';
import { huePolicy, type ReportCommandName, reportWorkflow, system } from '../../report/index.ts';
import { lifecycleFixture } from './../../testing/index.ts';
import { liveThrough, randomHistory } from './../../testing/properties.ts';
import type { CaseFacts } from './case-facts.ts';
import { foldCase } from './fold-case.ts';
import {
  type GamingSignal,
  type GamingThresholds,
  gamingSignals,
  gamingSignalsOf,
} from './gaming-signals.ts';

/** What the events of a report signal, one after the other. */
const signalsIn = (
  events: readonly RecordedEvent[],
  thresholds?: GamingThresholds,
): readonly GamingSignal[] => {
  let facts: CaseFacts | undefined;
  return events.flatMap((event) => {
    const rules = { policy: huePolicy, ...(thresholds && { thresholds }) };
    const signals = gamingSignalsOf(facts, event, rules);
    facts = foldCase(facts, event);
    return signals;
  });
};

/** A command, or several, at a local time of March 2026; with an input, or with its example. */
type Step = readonly [at: string, command: ReportCommandName, input?: object];

/**
 * What a report signals that was submitted on Monday 2 March 2026 and assigned the same morning: overall due on Wednesday 11
 * March, the agency's part of it on Tuesday 10 March. Work ends at half past five.
 */
const signalsAfter = async (
  steps: readonly Step[],
  { assigned = true, thresholds }: { assigned?: boolean; thresholds?: GamingThresholds } = {},
): Promise<readonly GamingSignal[]> => {
  const { reports, clock, submit, give, giveAll } = await lifecycleFixture('2026-03-02T02:00:00.000Z');
  const reportId = await submit();
  await giveAll(reportId, 'verify', ...(assigned ? (['assign'] as const) : []));
  for (const [at, command, input] of steps) {
    clock.set(new Date(`2026-03-${at}+07:00`).toISOString());
    const example = reportWorkflow.commands[command].example;
    await give(reportId, command, { ...example, ...input });
  }
  return signalsIn(await Array.fromAsync(reports.handler.history(reportId)), thresholds);
};

const brief = (signals: readonly GamingSignal[]) =>
  signals.map(({ signal, detail }) => [signal, detail.clock, detail.dueDay, detail.late]);

const agencyId = 'agency-hue-lighting';

describe('closed minutes before due', () => {
  it.each([
    ['10T16:59', false],
    ['10T17:00', true],
    ['10T17:29', true],
    ['10T23:59', true],
    ['11T00:00', false],
    ['09T17:29', false],
  ])('a result of the agency at %s: %j', async (at, signalled) => {
    const signals = await signalsAfter([[at, 'resolve']]);
    expect(signals.map(({ signal, detail }) => [signal, detail.clock])).toEqual(
      signalled ? [['closed-minutes-before-due', 'resolution']] : [],
    );
  });

  it('tells who, whose, and how many minutes were left', async () => {
    const [signal] = await signalsAfter([['10T17:15', 'resolve']]);
    expect(signal).toEqual({
      signal: 'closed-minutes-before-due',
      revision: 3,
      at: '2026-03-10T10:15:00.000Z',
      agencyId,
      detail: {
        by: 'agency',
        clock: 'resolution',
        round: 1,
        dueDay: '2026-03-10',
        dueAt: '2026-03-10T17:00:00.000Z',
        minutesLeft: 405,
      },
    });
  });

  it('also sees the centre, that ends the whole in its last minutes', async () => {
    const published = await signalsAfter([
      ['10T09:00', 'resolve'],
      ['11T17:20', 'publish'],
    ]);
    expect(published).toMatchObject([{ detail: { by: 'operator', clock: 'overall', dueDay: '2026-03-11' } }]);
    const rejected = await signalsAfter([['11T17:20', 'reject']], { assigned: false });
    expect(rejected).toMatchObject([{ agencyId: null, detail: { by: 'operator', clock: 'overall' } }]);
  });

  it('is not about a citizen who withdraws, nor about a due day that an extension or a wait has moved', async () => {
    expect(await signalsAfter([['11T17:20', 'withdraw']], { assigned: false })).toEqual([]);
    const extended = await signalsAfter([
      ['05T09:00', 'request-extension'],
      ['05T09:00', 'grant-extension'],
      ['10T17:20', 'resolve'],
    ]);
    expect(extended).toEqual([]);
    const waited = await signalsAfter([
      ['05T09:00', 'request-information'],
      ['10T17:20', 'resolve'],
    ]);
    expect(waited).toEqual([]);
  });

  /** What a case of another system signals that is closed before it was due there. */
  const closedElsewhere = async (at: string, dueAt: string) => {
    const { reports } = await lifecycleFixture('2026-04-01T02:00:00.000Z');
    const legacy = { system: 'other', caseId: '1', dueAt };
    const input = { ...reportWorkflow.commands.submit.example, channel: 'import', legacy };
    const occurredAt = '2010-05-03T03:00:00.000Z';
    const actor = system('import');
    const { id } = await reports.handler.create('submit', input, { actor, occurredAt });
    const reject = reportWorkflow.commands.reject.example;
    await reports.handler.execute(id, 'reject', reject, { actor, occurredAt: at });
    return signalsIn(await Array.fromAsync(reports.handler.history(id)));
  };

  it('takes the due instant of another system where it comes before the end of the day, whatever the year', async () => {
    const closedAt = (at: string) => closedElsewhere(at, '2010-05-10T03:00:00.000Z');
    expect(await closedAt('2010-05-10T02:29:00.000Z')).toEqual([]);
    expect(await closedAt('2010-05-10T02:30:00.000Z')).toMatchObject([{ detail: { minutesLeft: 30 } }]);
    expect(await closedAt('2010-05-10T03:00:00.000Z')).toEqual([]);
  });

  it.each([
    [
      'on its due day, which is known to the day too',
      '2026-03-10T16:59:59.000Z',
      '2026-03-10T16:59:59.999Z',
      0,
    ],
    ['on its due day, which has an hour', '2026-03-10T16:59:59.000Z', '2026-03-10T17:00:00.000Z', 0],
    ['of a city whose days end at another hour', '2026-03-11T03:59:59.000Z', '2026-03-11T03:59:59.999Z', 0],
    ['a second earlier', '2026-03-10T16:59:58.000Z', '2026-03-10T16:59:59.999Z', 1],
    ['a millisecond later', '2026-03-10T16:59:59.001Z', '2026-03-10T16:59:59.999Z', 1],
  ])('takes no day without hours for its last minute: closed %s', async (_, at, dueAt, signals) => {
    expect(await closedElsewhere(at, dueAt)).toHaveLength(signals);
  });

  it('is what officers here do in the last second of a day: they do it then', async () => {
    expect(await signalsAfter([['10T23:59:59', 'resolve']])).toHaveLength(1);
  });
});

describe('recategorised before expiry', () => {
  const penalty = { procedure: 'penalty', reason: 'x' };
  it.each([
    ['10T09:00', []],
    ['11T09:00', [['recategorised-before-expiry', 'overall', '2026-03-11', false]]],
    ['12T09:00', [['recategorised-before-expiry', 'overall', '2026-03-11', true]]],
  ])('on %s: %j', async (at, expected) => {
    expect(brief(await signalsAfter([[at, 'reclassify', penalty]], { assigned: false }))).toEqual(expected);
  });

  it('tells what the report was and until when it has time now; sees the agency saved on its own last day', async () => {
    const signals = await signalsAfter([['10T09:00', 'reclassify', penalty]]);
    expect(signals).toMatchObject([
      {
        agencyId,
        detail: {
          by: 'operator',
          clock: 'resolution',
          dueDay: '2026-03-10',
          newDueDay: '2026-03-13',
          procedure: 'ordinary',
        },
      },
    ]);
  });

  it('is not about a term that becomes shorter, nor about one that stays', async () => {
    const shorter = await signalsAfter(
      [
        ['04T09:00', 'reclassify', penalty],
        ['16T09:00', 'reclassify', { procedure: 'ordinary', reason: 'x' }],
        ['16T09:00', 'reclassify', { procedure: 'ordinary', category: 'roads', reason: 'x' }],
      ],
      { assigned: false },
    );
    expect(shorter).toEqual([]);
  });
});

describe('returned before expiry', () => {
  it.each([
    ['09T23:59', []],
    ['10T08:00', [['returned-before-expiry', 'resolution', '2026-03-10', false]]],
    ['12T08:00', [['returned-before-expiry', 'resolution', '2026-03-10', true]]],
  ])('on %s: %j', async (at, expected) => {
    const signals = await signalsAfter([[at, 'return']]);
    expect(brief(signals)).toEqual(expected);
    for (const signal of signals) expect(signal).toMatchObject({ agencyId, detail: { by: 'agency' } });
  });

  it('counts working days: on the Friday before a Monday that is due, one is left', async () => {
    const { reports, clock, submit, give, giveAll } = await lifecycleFixture('2026-02-27T02:00:00.000Z');
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign');
    clock.set('2026-03-06T03:00:00.000Z');
    await give(reportId, 'return');
    const events = await Array.fromAsync(reports.handler.history(reportId));
    expect(signalsIn(events)).toEqual([]);
    const two = { closedMinutes: 30, lastWorkingDays: 2 };
    expect(brief(signalsIn(events, two))).toEqual([
      ['returned-before-expiry', 'resolution', '2026-03-09', false],
    ]);
  });
});

describe('a wait for the citizen', () => {
  it('keeps a clock from its last day: the agency that returns it meanwhile had days left', async () => {
    const returned = await signalsAfter([
      ['05T09:00', 'request-information', { termDays: 5 }],
      ['10T09:00', 'return'],
    ]);
    expect(returned).toEqual([]);
  });
});

describe('information asked on the last day', () => {
  it.each([
    ['09T23:59', []],
    ['10T08:00', [['information-asked-on-last-day', 'resolution', '2026-03-10', false]]],
    // The agency is late, and waiting cures nothing of that; the whole is not.
    ['11T08:00', [['information-asked-on-last-day', 'overall', '2026-03-11', false]]],
    ['12T08:00', []],
  ])('on %s: %j', async (at, expected) => {
    expect(brief(await signalsAfter([[at, 'request-information']]))).toEqual(expected);
  });
});

describe('extension on the last day', () => {
  it.each([
    ['09T23:59', []],
    ['10T08:00', [['extension-on-last-day', 'resolution', '2026-03-10', false]]],
    ['12T08:00', [['extension-on-last-day', 'resolution', '2026-03-10', true]]],
  ])('on %s: %j', async (at, expected) => {
    expect(brief(await signalsAfter([[at, 'request-extension']]))).toEqual(expected);
  });

  it('is about the request, not about the grant', async () => {
    const granted = await signalsAfter([
      ['09T09:00', 'request-extension'],
      ['10T09:00', 'grant-extension'],
    ]);
    expect(granted).toEqual([]);
  });
});

describe('closed and reopened', () => {
  const result: readonly Step[] = [['04T09:00', 'resolve']];

  it('sees a result that is sent back, and one that is disputed with success', async () => {
    const sentBack = await signalsAfter([...result, ['05T09:00', 'send-back']]);
    expect(sentBack).toMatchObject([
      {
        signal: 'closed-and-reopened',
        agencyId,
        detail: { how: 'sent-back', round: 1, resolvedAt: '2026-03-04T02:00:00.000Z' },
      },
    ]);
    const upheld = await signalsAfter([
      ...result,
      ['05T09:00', 'publish'],
      ['06T09:00', 'dispute'],
      ['09T09:00', 'uphold-dispute'],
    ]);
    expect(upheld).toMatchObject([
      {
        signal: 'closed-and-reopened',
        agencyId,
        detail: { how: 'dispute-upheld', round: 1, outcome: 'fixed' },
      },
    ]);
  });

  it('is not about a dispute that is dismissed', async () => {
    const dismissed = await signalsAfter([
      ...result,
      ['05T09:00', 'publish'],
      ['06T09:00', 'dispute'],
      ['09T09:00', 'dismiss-dispute'],
    ]);
    expect(dismissed).toEqual([]);
  });
});

describe('whatever is done to a report', () => {
  it('each signal is of the event that gives it, and of a name that is known', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(randomHistory(), fc.boolean(), async (steps, asImport) => {
        const events = await liveThrough(await lifecycleFixture(), steps, { asImport });
        for (const { signal, revision, at } of signalsIn(events)) {
          expect(Object.keys(gamingSignals)).toContain(signal);
          expect(at).toBe(events[revision]?.metadata.occurredAt);
          seen.add(signal);
        }
      }),
      { numRuns: 100 },
    );
    expect(seen.size).toBeGreaterThan(3);
  });
});
