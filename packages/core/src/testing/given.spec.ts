import { describe, expect, it } from 'vitest';
import { agencyWorkflow, citizen, huePolicy, operator, reportWorkflow } from '../report/index.ts';
import { decisionsOf, simulatedClock } from './index.ts';

const lighting = { agencyId: 'agency-hue-lighting', name: 'Chiếu sáng', kind: 'enterprise' } as const;

const givenAgency = decisionsOf(agencyWorkflow, { policy: huePolicy, id: lighting.agencyId });
const registered = { type: 'registered', data: lighting } as const;
const suspended = { type: 'suspended', data: { reason: 'Sáp nhập' } } as const;

const agency = (events: Parameters<typeof givenAgency>[0]) => ({
  [lighting.agencyId]: givenAgency(events).state,
});

const citizens = { citizen: citizen('c-17'), operator: operator('o-3') };
const given = decisionsOf(reportWorkflow, {
  policy: huePolicy,
  actors: citizens,
  related: { agency: agency([registered]) },
});
const submitted = {
  type: 'submitted',
  data: {
    trackingCode: '7QK2M-9XR4T',
    text: 'Đèn hỏng',
    location: { lat: 16.46, lng: 107.59 },
    channel: 'app',
    category: 'lighting',
  },
} as const;
const verified = {
  type: 'verified',
  data: { category: 'lighting', priority: 'normal', procedure: 'ordinary' },
} as const;

const messageOf = (fails: () => unknown): string => {
  try {
    fails();
  } catch (error) {
    return String((error as Error).message);
  }
  throw new TypeError('it did not fail');
};

describe('given events, when a command is given', () => {
  it('says what is emitted, with its data or by its type, and the state after it', () => {
    const renamed = { type: 'renamed', data: { name: 'Điện lực' } } as const;
    const state = givenAgency([registered]).when('rename', { name: 'Điện lực' }).emits(renamed);
    expect(state).toMatchObject({ name: 'Điện lực', phase: 'active' });
    expect(givenAgency([registered]).when('suspend').emits('suspended')).toMatchObject({
      phase: 'suspended',
    });
    expect(given().when('submit').emits(['submitted'])).toMatchObject({
      phase: 'submitted',
      submittedBy: citizens.citizen,
    });
  });

  it('says why it is refused: by the workflow, by phase, by role, by an input that is none', () => {
    givenAgency([registered]).when('rename', { name: lighting.name }).isRefused('same-name');
    const error = givenAgency([registered]).when('reinstate').isRefused('wrong-phase');
    expect(error.details).toMatchObject({ phase: 'active' });
    givenAgency([registered]).when('suspend', undefined, { actor: citizens.citizen }).isRefused('forbidden');
    givenAgency([registered]).when('rename', { name: '' }).isRefused('invalid-command');
    givenAgency().when('rename').isRefused('not-found');
    givenAgency([registered]).when('register').isRefused('already-exists');
  });

  it('finds the related subjects that it is given, and no other ones', () => {
    given([submitted, verified]).when('assign').emits('assigned');
    given([submitted, verified]).when('assign', { agencyId: 'nobody' }).isRefused('unknown-agency');
    const later = decisionsOf(reportWorkflow, {
      policy: huePolicy,
      related: { agency: agency([registered, suspended]) },
    });
    later([submitted, verified]).when('assign').isRefused('agency-suspended');
  });

  it('takes the time from its clock, and another one for single events and commands', () => {
    const clock = simulatedClock('2026-03-02T02:00:00.000Z');
    const timed = decisionsOf(reportWorkflow, { policy: huePolicy, clock, actors: citizens });
    const asked = timed([submitted]).when('request-information').emits('information-requested');
    expect(asked).toMatchObject({ awaiting: { askedAt: '2026-03-02T02:00:00.000Z' } });
    const at = '2026-03-01T02:00:00.000Z';
    expect(timed([{ ...submitted, at }]).state).toMatchObject({ submittedAt: at });
    const old = timed([{ ...submitted, at }]).when('withdraw', {}, { at: '2026-02-01T00:00:00.000Z' });
    expect(old.emits('withdrawn')).toMatchObject({ phase: 'withdrawn' });
  });

  it('gives no state of what has not begun, and takes no event that cannot have happened', () => {
    expect(() => givenAgency().state).toThrow('nothing has happened to the agency yet');
    const nameless = { type: 'renamed', data: { name: '' } } as const;
    expect(() => givenAgency([registered, nameless])).toThrow(
      'the event 1, renamed, cannot have happened: /name is empty',
    );
    const lost = { type: 'lost', data: {} } as never;
    expect(() => givenAgency([registered, lost])).toThrow('an event lost of version 1, which is not known');
  });

  it('throws what is a fault of the rules as it is', () => {
    const broken = {
      ...agencyWorkflow,
      evolve: () => {
        throw new RangeError('broken');
      },
    };
    const givenBroken = decisionsOf(broken as typeof agencyWorkflow, { policy: huePolicy });
    expect(() => givenBroken().when('register')).toThrow(RangeError);
  });
});

describe('an expectation that fails says what came instead', () => {
  it('where it was refused', () => {
    expect(
      messageOf(() => givenAgency([registered]).when('rename', { name: lighting.name }).emits('renamed')),
    ).toBe(`agency: rename by operator operator-1 was expected to emit
  renamed
and was refused with same-name: the agency is called Chiếu sáng already
after
  registered {"agencyId":"agency-hue-lighting","name":"Chiếu sáng","kind":"enterprise"}`);
  });

  it('where it was refused otherwise, with the details', () => {
    expect(messageOf(() => givenAgency([registered]).when('reinstate').isRefused('forbidden'))).toContain(
      `expected to be refused with forbidden
and was refused with wrong-phase: reinstate cannot be given in the phase active
  {"command":"reinstate","phase":"active","allowedCommands":[`,
    );
  });

  it('where something was emitted', () => {
    expect(
      messageOf(() => givenAgency().when('register', lighting).isRefused('calendar-unknown')),
    ).toBe(`agency: register by operator operator-1 was expected to be refused with calendar-unknown
and emitted
  registered {"agencyId":"agency-hue-lighting","name":"Chiếu sáng","kind":"enterprise"}
after nothing`);
  });

  it('where something else was emitted, by the place that differs', () => {
    const other = { type: 'renamed', data: { name: 'Khác' } } as const;
    const when = () => givenAgency([registered]).when('rename', { name: 'Điện lực' });
    expect(messageOf(() => when().emits(other))).toContain(
      'which differs\n  0: renamed /name is "Điện lực", not "Khác"\nafter\n',
    );
    expect(messageOf(() => when().emits([other, 'renamed']))).toContain('\n  1: no renamed came\n');
    expect(messageOf(() => when().emits([]))).toContain('which differs\n  0: renamed came too\n');
  });
});
