import { compileCalendar, overlaid, vietnamCalendar, vietnamDays } from '@phananh/core/calendar';
import { countryCalendar } from '@phananh/core/countries';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { dueOfTerm, dueOfWorkingHours } from '@phananh/core/sla';

// #region company
/** A company that works on Saturdays since July, and was closed for a storm. */
export const company = compileCalendar(
  overlaid(vietnamDays, {
    id: 'company',
    compiledOn: '2026-10-16',
    patterns: [{ from: '2026-07-01', weeklyRestDays: ['Sun'] }],
    sources: { 'board-12': { what: 'decision 12 of the board, 2026-10-15' } },
    daysOff: [
      {
        date: '2026-10-16',
        kind: 'closure',
        name: 'storm',
        nameVi: 'nghỉ bão',
        source: ['board-12'],
        status: 'confirmed',
        knownSince: '2026-10-15',
      },
    ],
  }),
);

/** Reports that go to an agency with the calendar `company` have its Saturdays counted. */
export const policy = slaPolicy(huePolicyData, [vietnamCalendar(), company]);
// #endregion company

// #region terms
export const dueDay = dueOfTerm(vietnamCalendar(), '2026-11-20T09:00:00+07:00', {
  count: 7,
  unit: 'working-day',
});

export const dueInstant = dueOfWorkingHours(vietnamCalendar(), '2026-11-23T16:30:00+07:00', {
  count: 4,
  unit: 'working-hour',
});
// #endregion terms

// #region country
/** Berlin's public holidays as date-holidays knows them, and a day that it does not know. */
export const berlin = compileCalendar(
  overlaid(
    countryCalendar({
      country: 'DE',
      state: 'BE',
      years: { from: 2026, to: 2027 },
      compiledOn: '2026-11-23',
    }),
    {
      compiledOn: '2026-11-23',
      sources: { house: { what: 'house rule' } },
      daysOff: [
        { date: '2026-12-24', kind: 'closure', name: 'Heiligabend', source: ['house'], status: 'confirmed' },
      ],
    },
  ),
);
// #endregion country
