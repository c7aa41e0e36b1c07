import type { JsonObject } from '@phananh/core';
import { z } from 'zod';

/** What a cookie keeps of whoever signed in. */
export interface Session {
  /** The way in which they did, and what it keeps of them: from it the way says on each request who they are. */
  readonly way: string;
  readonly told: JsonObject;
  /** What they are called on screen. */
  readonly name: string;
  /** Stands in every form of this session, and nowhere else. */
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seenAt: number;
}

/** How long sessions last. */
export interface SessionTerms {
  /** Minutes without a request. */
  readonly idleMinutes: number;
  /** Hours in all. */
  readonly totalHours: number;
}

export const defaultSessionTerms: SessionTerms = { idleMinutes: 60, totalHours: 10 };

const Text = z.string().min(1);
export const KeptSession = z.object({
  way: Text,
  told: z.record(z.string(), z.json()),
  name: z.string(),
  token: Text,
  startedAt: z.number(),
  seenAt: z.number(),
});

/** When a session ends, in milliseconds since 1970. */
export const endOf = (
  { startedAt, seenAt }: Pick<Session, 'startedAt' | 'seenAt'>,
  { idleMinutes, totalHours }: SessionTerms,
): number => Math.min(seenAt + idleMinutes * 60_000, startedAt + totalHours * 3_600_000);
