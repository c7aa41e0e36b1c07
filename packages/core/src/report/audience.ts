import type { Actor } from '../engine/index.ts';
import { holderIdOf } from './holder.ts';
import type { ReportPhase } from './phases.ts';
import type { ReportState } from './state.ts';
import type { ReportAudience } from './types.ts';

/** What it takes of a report to know who reads it as whom: the report itself has it, and a row that was made of it. */
export interface Readable {
  readonly reportId: string;
  readonly phase: ReportPhase;
  /** The citizen who reported, or whom it was linked to; null when it is of nobody whom one knows. */
  readonly reporterId: string | null;
  readonly agencyId: string | null;
  readonly supporting: readonly string[];
  readonly visibility: 'public' | 'reporter-only' | null;
}

/** As whom somebody reads every report, whatever it is; undefined when that depends on the report. */
export const audienceOfKind = (kind: string): ReportAudience | undefined => {
  switch (kind) {
    case 'operator':
    case 'auditor':
    case 'analyst':
    case 'admin':
    case 'system':
      return kind;
    default:
      return undefined;
  }
};

/** As whom an actor reads a report now; undefined when they may not know of it. */
export const audienceOfReadable = (
  readable: Readable,
  actor: Actor | undefined,
): ReportAudience | undefined => {
  const { kind, id, agencyId } = actor ?? {};
  const always = kind === undefined ? undefined : audienceOfKind(kind);
  if (always !== undefined) return always;
  if (kind === 'citizen' && (readable.reporterId === id || holderIdOf(readable.reportId) === id))
    return 'reporter';
  const hasIt =
    kind === 'agency' &&
    agencyId !== undefined &&
    (readable.agencyId === agencyId || readable.supporting.includes(agencyId));
  if (hasIt) return 'agency';
  return isForEverybody(readable) ? 'public' : undefined;
};

/** Whether everybody may read a report now: it was published for all, and is neither withdrawn from that nor handled with another. */
export const isForEverybody = ({ phase, visibility }: Pick<Readable, 'phase' | 'visibility'>): boolean =>
  visibility === 'public' && ['published', 'disputed', 'assigned', 'resolved', 'closed'].includes(phase);

/** The citizen whose report it is; null: of nobody whom one knows. */
export const reporterOf = ({ submittedBy, linkedTo }: ReportState): string | null =>
  submittedBy.kind === 'citizen' ? submittedBy.id : linkedTo;

export const readableOf = (state: ReportState): Readable => ({
  reportId: state.reportId,
  phase: state.phase,
  reporterId: reporterOf(state),
  agencyId: state.assignment?.agencyId ?? null,
  supporting: state.assignment?.supporting ?? [],
  visibility: state.publication?.visibility ?? null,
});
