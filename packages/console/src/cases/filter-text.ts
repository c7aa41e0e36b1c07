import { withMarksSeen } from '../frame/look.ts';
import type { Visit } from '../frame/screen.ts';
import { nameHere, nameOf } from '../words/naming.ts';
import { dayText } from '../words/time.ts';
import { caseTableWords } from './words.ts';

/** What says in which order rows stand, how many and how close, and not which. */
const notAsked: ReadonlySet<string> = new Set(['sort', 'limit', 'cursor', 'row', 'zoom']);

/**
 * A filter of a list as people say it: `Closed · Street lighting`. What another workflow's list asks for stands with the name of its field.
 *
 * @param query as the address has it
 */
export const filterText = (
  query: URLSearchParams,
  visit: Visit,
  agencyName: (agencyId: string) => string,
): string => {
  const asked = [...new Set(query.keys())].filter((name) => !notAsked.has(name));
  const said = asked.map((name) => conditionText(name, query.getAll(name), visit, agencyName));
  return said.length === 0 ? caseTableWords[visit.language].filterNone : said.join(' · ');
};

const conditionText = (
  name: string,
  given: readonly string[],
  visit: Visit,
  agencyName: (agencyId: string) => string,
): string => {
  const { language, called } = visit;
  const words = caseTableWords[language];
  const values = given.flatMap((one) => one.split(','));
  const each = (text: (value: string) => string): string =>
    values.map((value) => withMarksSeen(text(value))).join(', ');
  // As events and the access log keep what may name a person.
  const isLeftOut = (name === 'q' || name === 'reporterId') && given.every((one) => one === '');
  if (isLeftOut) return words.filterLeftOut[name];
  switch (name) {
    case 'q':
      return words.filterWords(withMarksSeen(given.join(' ')));
    case 'phase':
      return each((one) => nameHere({ workflow: phasesOf(visit), language }, 'phases', one));
    case 'verdict':
      return each((one) => nameOf('verdicts', one, language));
    case 'clock':
      return words.filterClock(each((one) => nameOf('clocks', one, language)));
    case 'category':
      return each((one) => called('category', one));
    case 'areaCode':
      return each((one) => called('area', one));
    case 'agencyId':
      return each(agencyName);
    case 'priority':
      return each((one) => nameOf('values', one, language));
    case 'taken':
      return words.filterTaken[given[0] === 'true' ? 'true' : 'false'];
    case 'awaiting':
      return words.filterAwaiting[given[0] === 'true' ? 'true' : 'false'];
    case 'role':
      return each((one) => (isRole(one) ? words.filterRoles[one] : one));
    case 'bbox':
      return words.filterBox;
    case 'officer':
      return words.filterOfficer(each((one) => (one === visit.actor?.id ? words.you : one)));
    default: {
      const day = isDay(name) ? words.filterDays[name] : undefined;
      return day === undefined
        ? `${nameHere(visit, 'fields', name)}: ${each((one) => nameHere(visit, 'values', one))}`
        : day(each((one) => (/^\d{4}-\d{2}-\d{2}$/.test(one) ? dayText(one, language) : one)));
    }
  }
};

/** What is kept or run on the desk is a filter of reports. */
const phasesOf = ({ workflow }: Visit): string | undefined =>
  workflow === 'savedFilter' || workflow === 'bulkRun' ? undefined : workflow;

const isDay = (name: string): name is keyof (typeof caseTableWords)['en']['filterDays'] =>
  Object.hasOwn(caseTableWords.en.filterDays, name);

const isRole = (value: string): value is keyof (typeof caseTableWords)['en']['filterRoles'] =>
  Object.hasOwn(caseTableWords.en.filterRoles, value);
