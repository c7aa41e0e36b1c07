import { z } from 'zod';
import { type Instant, instant } from '../engine/index.ts';

/** A moment, or a day, which stands for its first instant in a calendar. */
export const moment = (startOf: (day: string) => Instant) =>
  z.union([instant(), z.iso.date().transform(startOf)], {
    error: 'neither an ISO 8601 instant with an offset nor a day',
  });
