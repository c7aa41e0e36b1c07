import {
  type Instant,
  instantOf,
  type Outcome,
  operator,
  type Position,
  pendingTimers,
  type ReportState,
  type Reports,
  timers,
} from '@phananh/core';
import type { Agency } from '../province/agencies.ts';
import { agenda } from './agenda.ts';
import type { Case } from './cases.ts';
import { type Dice, seededRandom } from './dice.ts';
import type { Act, Life, Surroundings } from './life.ts';
import { pendingTimersInMemory } from './pending-timers.ts';
import type { Plan } from './plans.ts';
import type { Progress } from './simulate.ts';
import { momentOf } from './ticks.ts';
import type { WorkingTime } from './working-time.ts';

/** A life that has not begun, with the chance that is its own: what one draws moves no other. */
export interface Beginning {
  readonly item: Case;
  readonly plan: Plan;
  readonly dice: Dice;
  readonly begin: (world: Surroundings) => Life;
}

export interface Stage {
  readonly reports: Reports;
  /** Sets the clock that the engine and the store read. */
  readonly setClock: (instant: Instant) => void;
  readonly work: WorkingTime;
  readonly from: number;
  readonly end: number;
  readonly seed: string;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A case as it is played: its report once there is one, and who goes on with it. */
interface Played {
  readonly life: Life;
  readonly report: { id?: string; state?: ReportState };
}

/**
 * Plays lives until the end, moment by moment. What happens at one moment is given to the engine at once, in the order in
 * which it was wished; the next moment begins when all of it is in the log. So the order in the log is the same however
 * long a machine takes.
 */
export const playLives = async (
  beginnings: readonly Beginning[],
  stage: Stage,
): Promise<{ readonly events: number; readonly position: Position }> => {
  const { reports, setClock, work, end, seed, onProgress, signal } = stage;
  const index = pendingTimersInMemory();
  const waiting = agenda<Played>();
  const byCase: Played['report'][] = [];
  const byReport = new Map<string, Played['report']>();
  const invited = new Set<Agency>();
  let now = stage.from;
  let submitted = 0;
  let events = 0;
  let position = 0;

  /** What comes of a command, whoever gave it. */
  const note = (outcome: Outcome<ReportState>): Outcome<ReportState> => {
    const { id, stream, revision, state } = outcome;
    const [timer] = pendingTimers(reports.handler, state, id);
    index.note({ stream, revision, timer });
    const report = byReport.get(id);
    if (report !== undefined) report.state = state;
    events += outcome.events.length;
    position = Math.max(position, outcome.position);
    return outcome;
  };
  const handler: Reports['handler'] = {
    ...reports.handler,
    create: async (...given) => note(await reports.handler.create(...given)),
    execute: async (...given) => note(await reports.handler.execute(...given)),
    executeAll: async (...given) => note(await reports.handler.executeAll(...given)),
  };
  const firing = timers({
    index,
    handlers: [handler],
    clock: reports.handler.clock,
    random: seededRandom(`${seed}:timers`),
    concurrency: 512,
    onError: ({ error }) => {
      throw error;
    },
  });

  const stateOf = ({ state }: Played['report']): ReportState => {
    if (state === undefined) throw new TypeError('the report was not submitted yet');
    return state;
  };

  const begin = ({ item, plan, dice, begin: beginLife }: Beginning): void => {
    const report: Played['report'] = {};
    byCase[item.index] = report;
    const world: Surroundings = {
      item,
      plan,
      dice,
      work,
      end,
      now: () => now,
      report: () => stateOf(report),
      reportIdOf: (caseIndex) => byCase[caseIndex]?.id,
      isInvited: (agency) => invited.has(agency),
      beside: (life) => waiting.add(now, { life, report }),
    };
    waiting.add(momentOf(item.submittedAt), { life: beginLife(world), report });
  };

  const give = async ({ report }: Played, acts: readonly Act[]): Promise<void> => {
    const [first, ...more] = acts;
    if (first === undefined) return;
    const { actor, command, input } = first;
    if (report.id === undefined) {
      const { id, state } = await handler.create(command, input, { actor });
      report.id = id;
      report.state = state;
      byReport.set(id, report);
      submitted += 1;
    } else if (more.length === 0) await handler.execute(report.id, command, input, { actor });
    else await handler.executeAll(report.id, acts);
  };

  const invite = async ({ agencyId, name, kind }: Agency): Promise<void> => {
    const { events: registered } = await reports.agencies.register(
      { agencyId, name, kind },
      { actor: operator('o-1') },
    );
    events += registered.length;
  };

  /** Lets each go on up to its next command; gives the commands, and those who gave them. */
  const hear = (ready: readonly Played[]) => {
    const giving: { readonly played: Played; readonly acts: readonly Act[] }[] = [];
    const inviting: Agency[] = [];
    const busy = new Set<Played['report']>();
    for (const played of ready) {
      // Whoever comes second to a report looks at what the first has done to it.
      if (busy.has(played.report)) {
        waiting.add(now, played);
        continue;
      }
      for (;;) {
        const { done, value: wish } = played.life.next();
        if (done === true) break;
        if ('give' in wish) {
          giving.push({ played, acts: wish.give });
          busy.add(played.report);
          break;
        }
        if ('invite' in wish) {
          if (!invited.has(wish.invite)) inviting.push(wish.invite);
          invited.add(wish.invite);
          continue;
        }
        const moment = momentOf(wish.until);
        if (moment > now) {
          waiting.add(moment, played);
          break;
        }
      }
    }
    return { giving, inviting };
  };

  /** Everything of one moment. What follows at once from what was done comes in another turn of it. */
  const play = async (): Promise<void> => {
    for (let ready = waiting.take(now); ready.length > 0; ready = [...ready, ...waiting.take(now)]) {
      const { giving, inviting } = hear(ready);
      for (const agency of inviting) await invite(agency);
      await Promise.all(giving.map(({ played, acts }) => give(played, acts)));
      ready = giving.map(({ played }) => played);
    }
  };

  for (const beginning of beginnings) begin(beginning);
  for (let ticks = 0; ; ticks++) {
    const timer = index.next();
    const next = Math.min(
      waiting.next() ?? end,
      timer === undefined ? end : Math.max(now + 1, Date.parse(timer)),
    );
    if (next >= end || signal?.aborted === true) break;
    now = next;
    const instant: Instant = instantOf(now);
    setClock(instant);
    if (timer !== undefined && timer <= instant) await firing.tick(signal);
    await play();
    if (ticks % 64 === 0) onProgress?.({ submitted, events, now: instant });
  }
  onProgress?.({ submitted, events, now: instantOf(now) });
  return { events, position };
};
