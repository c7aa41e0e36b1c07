import type { Position, Reports } from '@phananh/core';
import { instantOf, pendingTimers, timers } from '@phananh/core/engine';
import type { Agency } from '../province/agencies.ts';
import { agenda } from './agenda.ts';
import type { Case } from './cases.ts';
import type { ProvinceClock } from './clock.ts';
import type { Decisions } from './decisions.ts';
import { type Dice, seededRandom } from './dice.ts';
import { type Giving, givingTo } from './giving.ts';
import type { Life, Surroundings, Wish } from './life.ts';
import { afterBreak, momentOf, nextBreak } from './moments.ts';
import { pendingTimersInMemory } from './pending-timers.ts';
import type { Plan } from './plans.ts';
import type { PlayedReport } from './played-report.ts';
import type { WorkingTime } from './working-time.ts';

/** How far the simulation has come. */
export interface Progress {
  readonly submitted: number;
  readonly events: number;
  /** In simulated time. */
  readonly now: string;
}

/** A life that has not begun, with the chance that is its own: what one draws moves no other. */
export interface Beginning {
  readonly item: Case;
  readonly plan: Plan;
  readonly dice: Dice;
  readonly begin: (world: Surroundings) => Life;
}

export interface Stage {
  readonly reports: Reports;
  readonly decisions: Decisions;
  /** Lets what was decided come onto the disk: nothing else happens meanwhile. */
  readonly breathe: () => Promise<void>;
  readonly clock: ProvinceClock;
  readonly work: WorkingTime;
  readonly from: number;
  readonly end: number;
  readonly seed: string;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** Somebody who does something about a report, with what could not be given yet. */
interface Played {
  readonly life: Life;
  readonly report: PlayedReport;
  wish?: Exclude<Wish, { readonly until: number }>;
}

/**
 * Plays lives until the end, second by second, from one break of the day to the next.
 *
 * Between two breaks each command is decided at its own second, but none is waited for: they share commits, and whoever
 * gave one goes on after the break, ahead of the disk. Nothing hangs on how long a commit takes, so that the order in the
 * log is the same on every machine.
 */
export const playLives = async (
  beginnings: readonly Beginning[],
  stage: Stage,
): Promise<{ readonly events: number; readonly position: Position }> => {
  const { reports, decisions, breathe, clock, work, end, seed, onProgress } = stage;
  const index = pendingTimersInMemory();
  const waiting = agenda<Played>();
  const byCase: PlayedReport[] = [];
  const invited = new Set<Agency>();
  let now = stage.from;

  const giving: Giving = givingTo(reports, ({ id, stream, revision, state }) => {
    const [timer] = pendingTimers(reports.handler, state, id);
    index.note({ stream, revision, timer });
  });
  const firing = timers({
    index,
    handlers: [giving.handler],
    clock,
    random: seededRandom(`${seed}:timers`),
    concurrency: 512,
    onError: ({ error }) => {
      throw error;
    },
  });

  const begin = ({ item, plan, dice, begin: beginLife }: Beginning): void => {
    const report: PlayedReport = { index: item.index, now: item.submittedAt };
    byCase[item.index] = report;
    const world: Surroundings = {
      item,
      plan,
      dice,
      work,
      end,
      now: () => report.now,
      report: () => {
        if (report.state === undefined) throw new TypeError('the report was not submitted yet');
        return report.state;
      },
      reportIdOf: (caseIndex) => byCase[caseIndex]?.id,
      isInvited: (agency) => invited.has(agency),
      beside: (life) => waiting.add(now + 1, { life, report }),
    };
    waiting.add(momentOf(item.submittedAt, item.index), { life: beginLife(world), report });
  };

  /** Lets somebody go on at a moment of theirs, up to what they give; none before `earliest`. */
  const goOn = (played: Played, at: number, earliest: number): Played['wish'] => {
    const { life, report, wish: kept } = played;
    delete played.wish;
    if (kept !== undefined) return kept;
    report.now = at;
    for (;;) {
      const { done, value: wish } = life.next();
      if (done === true) return undefined;
      if (!('until' in wish)) return wish;
      if (wish.until <= at) continue;
      const moment = Math.max(at + 1, momentOf(wish.until, report.index));
      waiting.add(moment < earliest ? afterBreak(earliest, report.index) : moment, played);
      return undefined;
    }
  };

  /** Everything up to a break. */
  const playUntil = async (end: number): Promise<void> => {
    const acting: { readonly played: Played; readonly at: number }[] = [];
    const held: Played[] = [];
    const busy = new Set<PlayedReport | Agency>();
    const answers: Promise<unknown>[] = [];
    for (let next = waiting.next(); next !== undefined && next < end; next = waiting.next()) {
      now = next;
      clock.set(instantOf(now));
      const given: Promise<unknown>[] = [];
      for (const played of waiting.take(now)) {
        // Whoever comes to a report that somebody acts on looks at it when that is done.
        const wish = busy.has(played.report) ? undefined : goOn(played, now, now);
        if (busy.has(played.report)) held.push(played);
        if (wish === undefined) continue;
        acting.push({ played, at: now });
        busy.add(played.report);
        if ('give' in wish) given.push(giving.give(played.report, wish.give));
        else if (!busy.has(wish.invite)) given.push(giving.invite(wish.invite));
        if ('invite' in wish) busy.add(wish.invite);
      }
      if (given.length > 0) await decisions.until(given.length, given);
      answers.push(...given);
    }
    await Promise.all(answers);
    for (const one of busy) if ('agencyId' in one) invited.add(one);
    for (const played of held) waiting.add(afterBreak(end, played.report.index), played);
    for (const { played, at } of acting) {
      const wish = goOn(played, at, end);
      if (wish === undefined) continue;
      played.wish = wish;
      waiting.add(afterBreak(end, played.report.index), played);
    }
  };

  for (const beginning of beginnings) begin(beginning);
  for (;;) {
    const timer = Math.max(now + 1, Date.parse(index.next() ?? instantOf(end)));
    const next = Math.min(waiting.next() ?? end, timer);
    if (next >= end) break;
    if (next === timer) {
      now = timer;
      clock.set(instantOf(now));
      await firing.tick();
    } else await playUntil(Math.min(end, timer, nextBreak(next)));
    await breathe();
    onProgress?.({ ...giving.progress(), now: instantOf(now) });
  }
  const { events, position } = giving.progress();
  return { events, position };
};
