import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventStore, type JsonObject, PhananhError, type RecordedEvent } from '../engine/index.ts';
import {
  createReports,
  huePolicy,
  isFinal,
  operator,
  type ReportState,
  type Reports,
  reportWorkflow,
  system,
} from '../report/index.ts';
import { people } from './lifecycle.ts';

/** The stores of some hosts over one log, and how to be rid of them. */
export interface HostsOfOneLog {
  readonly stores: readonly EventStore[];
  close(): Promise<void>;
}

/** Something that somebody does to reports and agencies, by their numbers. */
interface Action {
  readonly host: number;
  readonly kind: (typeof kinds)[number];
  readonly on: number;
  readonly other: number;
}

const kinds = [
  'merge',
  'merge',
  'merge',
  'withdraw',
  'reject',
  'redact',
  'verify',
  'assign',
  'assign',
  'return',
  'suspend',
  'reinstate',
  'unmerge',
] as const;
const agencies = ['agency-0', 'agency-1', 'agency-2'] as const;
const agencyAt = (number: number): string => agencies[number % agencies.length] ?? agencies[0];

const rounds = fc.record({
  reports: fc.integer({ min: 2, max: 5 }),
  rounds: fc.array(
    fc.array(
      fc.record<Action>({
        host: fc.nat({ max: 1 }),
        kind: fc.constantFrom(...kinds),
        on: fc.nat({ max: 4 }),
        other: fc.nat({ max: 4 }),
      }),
      { minLength: 2, maxLength: 6 },
    ),
    { minLength: 1, maxLength: 6 },
  ),
});

/**
 * What rules that look at several reports and agencies promise, as vitest tests: whatever is given at once, on two hosts, in the end
 * nobody's report is left without a handler.
 *
 * @param open stores of two hosts over a new log
 */
export const relatedReports = (
  open: () => Promise<HostsOfOneLog>,
  { name, runs }: { readonly name: string; readonly runs: number },
): void => {
  describe(`reports that are related, on ${name}`, { timeout: 120_000 }, () => {
    it('are in no ring, lead to one that is handled or has ended well, and with an agency that gets reports', async () => {
      const property = fc.asyncProperty(rounds, async (planned) => {
        const log = await open();
        try {
          const hosts = log.stores.map((store) => createReports({ store, policy: huePolicy }));
          const ids = await begin(hosts, planned.reports);
          for (const actions of planned.rounds) {
            await Promise.all(actions.map((action) => doIt(hosts, ids, action)));
          }
          const events = await settled(hosts);
          await demandKept(hosts, ids, events);
        } finally {
          await log.close();
        }
      });
      await fc.assert(property, { numRuns: runs, endOnFailure: true });
    });

    it('that are merged into each other at once end with one that is open', async () => {
      const log = await open();
      try {
        const hosts = log.stores.map((store) => createReports({ store, policy: huePolicy }));
        for (const size of [2, 2, 2, 3, 4]) {
          const ids = await submitAll(hosts, size);
          await Promise.allSettled(
            ids.map((id, place) =>
              hostAt(hosts, place).merge(
                id,
                { into: ids[(place + 1) % size] ?? '' },
                { actor: people.operator },
              ),
            ),
          );
          await demandKept(hosts, ids, await settled(hosts));
          const phases = await Promise.all(ids.map(async (id) => (await stateOf(hosts, id)).phase));
          expect(phases.filter((phase) => phase !== 'merged')).toEqual(['submitted']);
        }
      } finally {
        await log.close();
      }
    });
  });
};

const hostAt = (hosts: readonly Reports[], number: number): Reports => {
  const host = hosts[number % hosts.length];
  if (host === undefined) throw new TypeError('no host');
  return host;
};

const submitAll = async (hosts: readonly Reports[], count: number): Promise<readonly string[]> => {
  const { example } = reportWorkflow.commands.submit;
  const outcomes = Array.from({ length: count }, (_, place) =>
    hostAt(hosts, place).submit(example, { actor: people.citizen }),
  );
  return (await Promise.all(outcomes)).map(({ reportId }) => reportId);
};

const begin = async (hosts: readonly Reports[], reports: number): Promise<readonly string[]> => {
  for (const agencyId of agencies) {
    const input = { agencyId, name: agencyId, kind: 'government' } as const;
    await hostAt(hosts, 0).agencies.register(input, { actor: people.operator });
  }
  return submitAll(hosts, reports);
};

/** What is refused changes nothing. What nobody promises is thrown. */
const doIt = async (
  hosts: readonly Reports[],
  ids: readonly string[],
  { host, kind, on, other }: Action,
): Promise<void> => {
  const { handler, agencies: ofAgencies } = hostAt(hosts, host);
  const id = ids[on % ids.length] ?? '';
  const otherId = ids[other % ids.length] ?? '';
  const give = (input: JsonObject, actor = operator('o-1')) => handler.execute(id, kind, input, { actor });
  const giveAgency = (input: JsonObject) =>
    ofAgencies.handler.execute(agencyAt(on), kind, input, { actor: people.operator });
  const given = {
    merge: () => give({ into: otherId }),
    withdraw: () => give({}, people.citizen),
    reject: () => give({ reason: 'unfounded', message: `không có căn cứ (${id})` }),
    redact: () => give({ field: 'message', reason: 'x' }),
    verify: () => give({ category: 'lighting' }),
    assign: () =>
      give({
        agencyId: agencyAt(other),
        note: 'x',
        ...(other > 2 && { supporting: [agencyAt(other + 1)] }),
      }),
    return: async () => {
      const agencyId = (await handler.load(id))?.state.assignment?.agencyId ?? agencyAt(other);
      return give({ reason: 'x' }, { kind: 'agency', id: 'officer', agencyId });
    },
    suspend: () => giveAgency({ reason: 'x' }),
    reinstate: () => giveAgency({}),
    unmerge: () => give({ into: otherId, reason: 'x' }, system('s-1')),
  }[kind];
  await given().catch((error: unknown) => {
    if (!(error instanceof PhananhError)) throw error;
  });
};

/** Lets the process managers of all hosts follow the log at once, until nothing comes of it any more. */
const settled = async (hosts: readonly Reports[]): Promise<readonly RecordedEvent[]> => {
  const { store } = hostAt(hosts, 0);
  for (let times = 0; times < 20; times += 1) {
    const before = await Array.fromAsync(store.readAll());
    await Promise.all(hosts.map(({ processManager }) => processManager.react(before)));
    const after = await Array.fromAsync(store.readAll());
    if (after.length === before.length) return after;
  }
  throw new Error('the process managers come to no end');
};

const stateOf = async (hosts: readonly Reports[], id: string): Promise<ReportState> => {
  const state = (await hostAt(hosts, 0).handler.load(id))?.state;
  if (state === undefined) throw new TypeError(`there is no report ${id}`);
  return state;
};

const demandKept = async (
  hosts: readonly Reports[],
  ids: readonly string[],
  events: readonly RecordedEvent[],
): Promise<void> => {
  const states = new Map<string, ReportState>();
  for (const id of ids) states.set(id, await stateOf(hosts, id));
  const of = (id: string): ReportState => {
    const state = states.get(id);
    if (state === undefined) throw new TypeError(`there is no report ${id}`);
    return state;
  };
  for (const id of ids) {
    demandHandled(id, of);
    demandNoted(id, of);
    demandAgencies(id, of(id), events);
  }
  if (hosts.every(({ store }) => store.checksRelated === true)) demandNothingCompensated(events);
};

/** A report that is merged leads to another one that is handled or has ended, and its citizen reads how; any other one has clocks that run. */
const demandHandled = (id: string, of: (id: string) => ReportState): void => {
  const report = of(id);
  const overall = report.clocks.findLast(({ clock }) => clock === 'overall');
  expect(overall?.stoppedAt === null, `${id} is ${report.phase}`).toBe(!isFinal(report.phase));
  if (report.phase !== 'merged') {
    expect(report.mergedInto).toBeNull();
    return;
  }
  const chain = [id];
  let end = report;
  while (end.mergedInto !== null) {
    expect(chain, 'a ring').not.toContain(end.mergedInto);
    chain.push(end.mergedInto);
    end = of(end.mergedInto);
  }
  expect(end.phase).not.toBe('withdrawn');
  expect(wordsOf(report.rejection)).toEqual(end.phase === 'rejected' ? wordsOf(end.rejection) : null);
  const hides = ({ redactions }: ReportState) => redactions.some(({ field }) => field === 'message');
  if (end.phase === 'rejected' && hides(end)) expect(hides(report)).toBe(true);
};

const wordsOf = (rejection: ReportState['rejection']) =>
  rejection && { reason: rejection.reason, message: rejection.message };

/** Each knows of the other. */
const demandNoted = (id: string, of: (id: string) => ReportState): void => {
  const { mergedInto, absorbed, phase } = of(id);
  if (mergedInto !== null) expect(of(mergedInto).absorbed).toContain(id);
  if (!isFinal(phase) || phase === 'merged') {
    for (const other of absorbed) expect(of(other).mergedInto).toBe(id);
  }
};

/** Whether an agency got reports right before a position of the log. */
const isActiveAt = (events: readonly RecordedEvent[], agencyId: string, position: number): boolean => {
  const last = events.findLast(
    (event) =>
      event.stream === `agency-${agencyId}` &&
      event.position < position &&
      ['registered', 'suspended', 'reinstated'].includes(event.type),
  );
  return last !== undefined && last.type !== 'suspended';
};

const demandAgencies = (
  id: string,
  { phase, assignment }: ReportState,
  events: readonly RecordedEvent[],
): void => {
  if (phase !== 'assigned') return;
  if (assignment === null) throw new TypeError('assigned to nobody');
  const { agencyId, supporting, revision } = assignment;
  const assigned = events.find((event) => event.stream === `report-${id}` && event.revision === revision);
  for (const each of [agencyId, ...supporting]) {
    expect(isActiveAt(events, each, assigned?.position ?? 0), `${each} has ${id}`).toBe(true);
  }
};

/** A store that checks inside the append has nothing that would have to be undone. */
const demandNothingCompensated = (events: readonly RecordedEvent[]): void => {
  for (const { type, data, position } of events) {
    if (type !== 'assigned') continue;
    const supporting = Array.isArray(data.supporting) ? data.supporting : [];
    for (const each of [data.agencyId, ...supporting]) {
      expect(isActiveAt(events, String(each), position)).toBe(true);
    }
  }
  const undone = events.filter(
    ({ type, data }) => type === 'unmerged' && String(data.reason).includes('recorded'),
  );
  expect(undone).toEqual([]);
};
