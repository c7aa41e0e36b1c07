import { epochOf, type Instant, instantOf } from '../engine/index.ts';

/** A calendar day, `2026-11-23`, without a zone: days of one calendar compare as strings. */
export type LocalDay = string;

const millisecondsPerDay = 86_400_000;

/** Days since 1970-01-01. */
export const dayNumberOf = (day: LocalDay): number => Date.parse(`${day}T00:00:00Z`) / millisecondsPerDay;

export const dayOfNumber = (dayNumber: number): LocalDay =>
  new Date(dayNumber * millisecondsPerDay).toISOString().slice(0, 10);

/** The day on which an instant falls at an offset from UTC. */
export const dayAt = (instant: Instant, utcOffsetMinutes: number): LocalDay =>
  instantOf(epochOf(instant) + utcOffsetMinutes * 60_000).slice(0, 10);

/** The instant at which a day begins at an offset from UTC. */
export const startOfDay = (day: LocalDay, utcOffsetMinutes: number): Instant =>
  instantOf(Date.parse(`${day}T00:00:00Z`) - utcOffsetMinutes * 60_000);
