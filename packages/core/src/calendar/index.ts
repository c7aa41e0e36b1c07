import '../platform/demand-node.ts';

export * from './calendar.ts';
export {
  CalendarData,
  calendarJsonSchema,
  DayOff,
  dayOffKinds,
  MakeUpDay,
  PartDayOff,
  usualSessions,
  weekdayNames,
} from './calendar-data.ts';
export { type CalendarIssue, InvalidCalendar, parseCalendar } from './calendar-file.ts';
export * from './local-day.ts';
export { officialOf, projecting } from './projecting.ts';
export * from './versions.ts';
export * from './vietnam.ts';
export { lastProjectedYear, projectVietnam } from './vietnam-projection.ts';
export * from './working-calendar.ts';
export { inZone, isSameZone, UnknownZone } from './zone.ts';
