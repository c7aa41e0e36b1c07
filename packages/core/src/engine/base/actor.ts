import { inNormalForm, isNormalText } from '../../unicode/index.ts';

/** Who gives a command or reads: a kind that the workflow's roles name, an id, and the body that they speak for. */
export interface Actor<Kind extends string = string> {
  readonly kind: Kind;
  readonly id: string;
  readonly agencyId?: string;
}

export const sameActor = (a: Actor, b: Actor): boolean =>
  a.kind === b.kind && a.id === b.id && a.agencyId === b.agencyId;

/** An actor whose id and agency are in NFC: the very actor when they are, as nearly always. */
export const normalActor = <A extends Actor>(actor: A): A =>
  isNormalText(actor.id) && (actor.agencyId === undefined || isNormalText(actor.agencyId))
    ? actor
    : inNormalForm(actor);

/** Whom somebody works with: the officers of one agency, or everybody of one kind. What is shared with colleagues is shared with a circle. */
export const circleOf = ({ kind, agencyId }: Actor): string =>
  agencyId === undefined ? kind : `${kind}:${agencyId}`;

/** What is shared with everybody whom a list is for, and not with one circle. */
export const everyCircle = '*';
