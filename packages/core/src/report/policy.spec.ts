import { describe, expect, it } from 'vitest';
import { compileCalendar, vietnamCalendar, vietnamDays } from '../calendar/index.ts';
import { checkPolicyEvents, InvalidPolicy } from '../sla/index.ts';
import { huePolicy, huePolicyData, slaPolicy } from './policy.ts';

const vn = vietnamCalendar();
const issuesOf = (make: () => unknown): readonly string[] => {
  try {
    make();
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    return (error.details.issues as { pointer: string; message: string }[]).map(
      ({ pointer, message }) => `${pointer} ${message}`,
    );
  }
  return [];
};
const { clocks } = huePolicyData;
const fourDays = { count: 4, unit: 'working-day' } as const;

describe('a policy', () => {
  it('is refused when nothing starts or stops a clock, or nothing resumes one that is paused', () => {
    const broken = {
      ...huePolicyData,
      clocks: {
        ...clocks,
        dispute: { ...clocks.dispute, stops: [] },
        approval: { ...clocks.approval, starts: [], pauses: ['information-requested'] },
      },
    };
    expect(issuesOf(() => slaPolicy(broken, [vn]))).toEqual([
      '/clocks/approval has nothing that starts it',
      '/clocks/approval is paused and has nothing that resumes it',
      '/clocks/dispute has nothing that stops it',
    ]);
  });

  it('is refused when a clock has a rung twice: each fires once under its name', () => {
    const rung = { kind: 'remind', rung: 'soon', workingDays: -1 } as const;
    const broken = {
      ...huePolicyData,
      clocks: { ...clocks, dispute: { ...clocks.dispute, rungs: [rung, { ...rung, workingDays: -2 }] } },
    };
    expect(issuesOf(() => slaPolicy(broken, [vn]))).toEqual([
      '/clocks/dispute has the rung remind soon twice',
    ]);
  });

  it('is refused when its calendar is not there, or a clock takes the rest of one that has no term of its own', () => {
    const broken = {
      ...huePolicyData,
      calendar: 'la',
      clocks: {
        ...clocks,
        approval: { ...clocks.approval, term: { restOf: 'resolution', lessWorkingDays: 0 } as const },
      },
    };
    expect(issuesOf(() => slaPolicy(broken, [vn]))).toEqual([
      '/calendar names la, which is not there',
      '/clocks/approval takes the rest of resolution, which has no term of its own',
    ]);
  });

  it('is refused when it has a field or a term that is none, each fault with its place', () => {
    const broken = { ...huePolicyData, name: '', ratingWindow: { count: 0, unit: 'day' } };
    const issues = issuesOf(() => slaPolicy(broken as never, [vn]));
    expect(issues.map((issue) => issue.split(' ')[0])).toEqual([
      '/name',
      '/ratingWindow/count',
      '/ratingWindow/unit',
    ]);
  });

  it('is refused when it has one name twice, composed and decomposed', () => {
    const byCategory = { ['Mã'.normalize('NFC')]: fourDays, ['Mã'.normalize('NFD')]: fourDays };
    const overall = { ...clocks.overall, term: { term: fourDays, byCategory } };
    expect(issuesOf(() => slaPolicy({ ...huePolicyData, clocks: { ...clocks, overall } }, [vn]))).toEqual([
      '/clocks/overall/term/byCategory/Mã stands twice in its object, composed and decomposed',
    ]);
  });

  it('is refused when a clock waits for an event that never comes', () => {
    expect(issuesOf(() => checkPolicyEvents(huePolicy, ['submitted', 'verified'])).length).toBeGreaterThan(
      10,
    );
    const unknown = { ...huePolicy, clocks: { ...huePolicy.clocks } };
    unknown.clocks.dispute = { ...huePolicy.clocks.dispute, stops: ['dispute-settled'] };
    const known = Object.values(huePolicy.clocks).flatMap((clock) =>
      [
        clock.starts,
        clock.stops,
        clock.cancels,
        clock.reopens,
        clock.pauses,
        clock.resumes,
        clock.extends,
      ].flat(),
    );
    expect(issuesOf(() => checkPolicyEvents(unknown, known))).toEqual([
      '/clocks/dispute/stops names dispute-settled, which is no event that moves clocks',
    ]);
  });

  it('is plain JSON, and the same after a trip through a file', () => {
    expect(slaPolicy(JSON.parse(JSON.stringify(huePolicyData)), [vn]).clocks).toEqual(huePolicy.clocks);
    const company = compileCalendar({ ...vietnamDays, id: 'company' });
    expect(slaPolicy(huePolicyData, [company, vn]).calendars.map(({ id }) => id)).toEqual(['vn', 'company']);
  });
});
