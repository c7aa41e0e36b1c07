import type { Actor } from '@phananh/core';
import type { ReportCommandName, ReportState, reportWorkflow } from '@phananh/core/reports';
import type { z } from 'zod';
import type { Agency } from '../province/agencies.ts';
import type { Case } from './cases.ts';
import type { Dice } from './dice.ts';
import type { Plan } from './plans.ts';
import type { WorkingTime } from './working-time.ts';

type Commands = (typeof reportWorkflow)['commands'];

/** A command with the input that its schema takes, and who gives it. */
export type Act = {
  [Name in ReportCommandName]: {
    readonly command: Name;
    readonly input: z.input<Commands[Name]['input']>;
    readonly actor: Actor;
  };
}[ReportCommandName];

/** What somebody in the simulation wants next. */
export type Wish =
  | { readonly until: number }
  /** Commands to the own report, all or none. The first one of a life is `submit`. */
  | { readonly give: readonly Act[] }
  /** The centre invites a body with its first case. */
  | { readonly invite: Agency };

/** What people do about one case, one thing after another. It goes on when its wish has come true. */
export type Life = Generator<Wish, void, undefined>;

/** What a life knows of the world. */
export interface Surroundings {
  readonly item: Case;
  readonly plan: Plan;
  readonly dice: Dice;
  readonly work: WorkingTime;
  /** When the simulation ends, in milliseconds since the Unix epoch. */
  readonly end: number;
  now(): number;
  /** The report as its last command left it. */
  report(): ReportState;
  /** The report of another case, when there is one. */
  reportIdOf(caseIndex: number): string | undefined;
  isInvited(agency: Agency): boolean;
  /** Begins another life of the same report beside this one. */
  beside(life: Life): void;
}

/** Waits until an instant; none that is past. */
export function* until(epoch: number): Life {
  yield { until: epoch };
}

/** Waits some office minutes. */
export function* afterWork({ work, now }: Surroundings, minutes: number): Life {
  yield { until: work.instantAt(work.placeOf(now()) + minutes) };
}

export function* give(...acts: readonly Act[]): Life {
  yield { give: acts };
}
