import type { Ratio } from '@phananh/core/read-models';
import type { BesideTheCity } from './beside-the-city.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const share = ({ numerator, denominator, value }: Ratio): string =>
  `${value === null ? '–' : (value * 100).toFixed(1)} % (${number(numerator)} / ${number(denominator)})`;

/** The comparison as a table in Markdown. */
export const shown = ({ asOf, cases, compared, byTheCity, ours }: BesideTheCity): string =>
  [
    `${number(cases)} cases as of ${asOf}`,
    '',
    '| the city | ours | cases | why they differ |',
    '| --- | --- | ---: | --- |',
    ...compared.map(
      ({ flag, verdict, cases: some, reason }) =>
        `| ${flag || '(none)'} | ${verdict} | ${number(some)} | ${reason ?? ''} |`,
    ),
    '',
    '| on time | |',
    '| --- | --- |',
    `| by the city's flag, of all that have one | ${share(byTheCity)} |`,
    `| onTimeOfDecided: of those that were closed and had a target | ${share(ours.onTimeOfDecided)} |`,
    `| onTimeOfDue: also of those that are overdue | ${share(ours.onTimeOfDue)} |`,
    `| onTimeOfAll: of all, with and without a target | ${share(ours.onTimeOfAll)} |`,
  ].join('\n');
