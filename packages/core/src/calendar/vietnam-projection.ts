import { CalendarNotCovered } from './calendar.ts';
import { type CalendarData, type DayOff, idOf, lastDayOf, weekdayNames } from './calendar-data.ts';
import lunar from './data/vn-lunar-days.json' with { type: 'json' };
import { dayNumberOf, dayOfNumber, type LocalDay, weekdayOf } from './local-day.ts';

const lunarDays: { readonly [year: string]: LunarDays } = lunar.years;

/** The last year whose lunar days are known here. */
export const lastProjectedYear = Math.max(...Object.keys(lunarDays).map(Number));

const labourCode = 'LC2019';
const cultureDay = '28/2026/QH16';

/**
 * The calendar with the years up to one projected: the statutory days off of the Labour Code 2019 art. 112, Culture Day,
 * and days in lieu. Swaps cannot be projected. Every day of these years is marked, and so is the version.
 *
 * Tet is five days from its eve: one on a Saturday is taken on the working day before, one on a Sunday on the working day
 * after. The second day of National Day is the 3rd when the 2nd is a Monday, Thursday or Sunday, else the 1st. So it was
 * officially in every year since 2019 and 2021.
 */
export const projectVietnam = (data: CalendarData, year: number): CalendarData => {
  const last = lastDayOf(data);
  const announced = Number(last.slice(0, 4));
  if (!Number.isInteger(year) || year > lastProjectedYear) {
    throw new CalendarNotCovered(idOf(data), `${year}-12-31`, {
      from: data.confirmedWindow.from,
      to: `${lastProjectedYear}-12-31`,
    });
  }
  if (year <= announced) return data;
  const years = Array.from({ length: year - announced }, (_, index) => announced + 1 + index);
  return {
    ...data,
    provisionalWindow: {
      from: data.provisionalWindow?.from ?? dayOfNumber(dayNumberOf(last) + 1),
      to: `${year}-12-31`,
    },
    daysOff: [
      ...data.daysOff,
      ...years.flatMap((each) => projectedDaysOff(each, lunarDays[each] ?? { tet: '', hungKings: '' })),
    ],
  };
};

/** The days off of a year as the law and the moon give them; undefined where the moon is not known. */
export const vietnamProjection = (year: number): readonly DayOff[] | undefined => {
  const known = lunarDays[year];
  return known && projectedDaysOff(year, known);
};

interface LunarDays {
  /** The first day of the lunar year. */
  readonly tet: LocalDay;
  /** The tenth of the third lunar month. */
  readonly hungKings: LocalDay;
}

interface Holiday {
  readonly date: LocalDay;
  readonly kind: DayOff['kind'];
  readonly name: string;
  readonly nameVi: string;
  readonly source?: string;
}

/** The days off of a year as the law in force gives them. */
export const projectedDaysOff = (year: number, { tet, hungKings }: LunarDays): readonly DayOff[] => {
  const holidays: Holiday[] = [
    { date: `${year}-01-01`, kind: 'statutory', name: 'New Year', nameVi: 'Tết Dương lịch' },
    ...tetDays(tet),
    {
      date: hungKings,
      kind: 'statutory',
      name: 'Hung Kings (10/3 lunar)',
      nameVi: 'Giỗ Tổ Hùng Vương (10/3 âm lịch)',
    },
    { date: `${year}-04-30`, kind: 'statutory', name: 'Victory Day', nameVi: 'Ngày Chiến thắng 30/4' },
    { date: `${year}-05-01`, kind: 'statutory', name: 'Labour Day', nameVi: 'Ngày Quốc tế Lao động 1/5' },
    { date: `${year}-09-02`, kind: 'statutory', name: 'National Day', nameVi: 'Quốc khánh 2/9' },
    {
      date: `${year}-09-0${['Mon', 'Thu', 'Sun'].includes(nameOf(`${year}-09-02`)) ? 3 : 1}`,
      kind: 'national-day-second',
      name: 'National Day, second day',
      nameVi: 'Quốc khánh, ngày thứ hai',
    },
    {
      date: `${year}-11-24`,
      kind: 'statutory',
      name: 'Vietnam Culture Day',
      nameVi: 'Ngày Văn hóa Việt Nam',
      source: cultureDay,
    },
  ];
  const taken = new Set(holidays.map(({ date }) => date));
  const inLieu = holidays.flatMap((holiday): readonly Holiday[] => {
    // Culture Day stands outside art. 112(1): no day in lieu is named for it.
    if (!isWeekend(holiday.date) || holiday.source === cultureDay) return [];
    const step = holiday.kind === 'tet' && nameOf(holiday.date) === 'Sat' ? -1 : 1;
    let date = holiday.date;
    while (taken.has(date) || isWeekend(date)) date = dayOfNumber(dayNumberOf(date) + step);
    taken.add(date);
    return [
      {
        date,
        kind: holiday.kind === 'tet' ? 'tet-compensatory' : 'compensatory',
        name: `for ${holiday.name} on ${nameOf(holiday.date)}`,
        nameVi: `nghỉ bù ${holiday.nameVi} trùng ngày nghỉ hằng tuần`,
      },
    ];
  });
  return [...holidays, ...inLieu]
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .map(({ source = labourCode, ...day }) => ({
      ...day,
      source: [source],
      status: 'projected',
      knownSince: null,
    }));
};

const tetDays = (tet: LocalDay): readonly Holiday[] =>
  [-1, 0, 1, 2, 3].map((offset) => ({
    date: dayOfNumber(dayNumberOf(tet) + offset),
    kind: 'tet',
    name: offset < 0 ? 'Tet eve' : `Tet, mung ${offset + 1}`,
    nameVi: offset < 0 ? 'Tết Nguyên đán, giao thừa' : `Tết Nguyên đán, mùng ${offset + 1}`,
  }));

const nameOf = (day: LocalDay): string => weekdayNames[weekdayOf(dayNumberOf(day))];
const isWeekend = (day: LocalDay): boolean => ['Sat', 'Sun'].includes(nameOf(day));
