import type { ExplainedDay, Language } from '@phananh/core/sla';
import { monthLines, monthsBetween } from './grid.ts';

const legends = {
  en: '▸ day of the event   1 2 … counted   +1 +2 … extension   · weekly rest   × day off   ‖ waiting   ◆ due',
  vi: '▸ ngày sự kiện   1 2 … ngày tính   +1 +2 … gia hạn   · nghỉ hằng tuần   × nghỉ lễ   ‖ chờ bổ sung   ◆ đến hạn',
} as const;

/** The days of a term drawn as months, each with what it counts. */
export const drawDays = (days: readonly ExplainedDay[], due: string, language: Language): string => {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  const marks = new Map(days.map((day) => [day.day, `${markOf(day)}${day.day === due ? '◆' : ''}`]));
  const months = monthsBetween(first.day, last.day).map((month) =>
    monthLines(month, { language, cell: 7, markOf: (day) => marks.get(day) })
      .map((line) => line.trimEnd())
      .join('\n'),
  );
  return [...months, legends[language]].join('\n\n');
};

const markOf = ({ role, reason, counted, part }: ExplainedDay): string => {
  switch (role) {
    case 'start':
      return ' ▸';
    case 'counted':
      return part === 'extension' ? ` +${counted}` : ` ${counted}`;
    case 'paused':
      return ' ‖';
    case 'rolled':
      return ' ↷';
    case 'skipped':
      return reason === 'weekly-rest' ? ' ·' : ' ×';
  }
};
