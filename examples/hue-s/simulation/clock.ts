import { type Clock, huePolicy, type Instant } from '@phananh/core';

const { calendar } = huePolicy;
const [firstDay, lastDay] = ['2023-11-20', '2026-11-20'] as const;

/** Three years of days of the province: from the first instant of the first day to the one after the last day. */
export const simulatedTime: { readonly from: Instant; readonly end: Instant } = {
  from: calendar.startOf(firstDay),
  end: calendar.startOf(calendar.addCalendarDays(lastDay, 1)),
};

/** The clock of the province, which engine and store read and only the simulation sets. */
export interface ProvinceClock extends Clock {
  set(instant: Instant): void;
}

export const provinceClock = (): ProvinceClock => {
  let now = simulatedTime.from;
  return {
    now: () => now,
    set: (instant) => {
      now = instant;
    },
  };
};
