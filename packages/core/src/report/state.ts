import type { z } from 'zod';
import type { Actor, Erased, Instant, Redaction, Revision } from '../engine/index.ts';
import type { Due } from '../sla/index.ts';
import type { LongList } from './long-list.ts';
import type { ReportPhase } from './phases.ts';
import type { ReportClock } from './policy.ts';
import type { RetentionOver } from './retention/terms.ts';
import type * as v from './values.ts';

/**
 * A report as its events made it: plain data, folded by `evolve` and by nothing else. A part whose words can be hidden says of
 * which event it is, by `revision`.
 */
export interface ReportState {
  readonly reportId: string;
  readonly phase: ReportPhase;
  readonly submittedAt: Instant;
  readonly submittedBy: Actor;
  /** The citizen whom it was linked to: of a report that nobody submitted for themselves. */
  readonly linkedTo: string | null;
  /** As it is shown: `XXXXX-XXXXX`. */
  readonly trackingCode: string;
  readonly text: string | Erased;
  readonly location: z.output<typeof v.RecordedLocation>;
  readonly channel: z.output<typeof v.Channel>;
  /** Photos and videos that the citizen gave, each with the revision of the event that brought it. */
  readonly attachments: readonly { readonly id: string; readonly revision: number }[];
  readonly contact: z.output<typeof v.Contact> | Erased | null;
  readonly devicePosition: z.output<typeof v.DevicePosition> | Erased | null;
  /** Version of the privacy notice that was shown before it was sent. */
  readonly privacyNotice: string | null;
  readonly legacy: z.output<typeof v.Legacy> | null;
  readonly category: string | null;
  /** Of the event that said the category. */
  readonly categoryRevision: Revision;
  readonly labels: readonly string[];
  readonly priority: z.output<typeof v.Priority>;
  readonly procedure: string;
  readonly areaCode: string | null;
  /** Of the event that said the area: the first one, whose location has it, or the verification. */
  readonly areaRevision: Revision;
  readonly round: number;
  /** The question that waits for its answer. */
  readonly awaiting: {
    readonly question: string;
    readonly askedAt: Instant;
    readonly answerBy: Due;
    readonly revision: number;
  } | null;
  readonly assignment: {
    readonly agencyId: string;
    readonly supporting: readonly string[];
    readonly binding: boolean;
    readonly assignedAt: Instant;
    readonly acceptedAt: Instant | null;
    readonly officer: string | Erased | null;
    /** Of the event that named the officer. */
    readonly officerRevision: number | null;
    /** Of the event that assigned it. */
    readonly revision: number;
  } | null;
  readonly returns: number;
  readonly pendingExtension: {
    readonly workingDays: number;
    readonly reason: string;
    readonly afterDue: boolean;
    readonly revision: number;
  } | null;
  readonly penalties: readonly {
    readonly decisionNo: string;
    readonly amount: number;
    readonly legalBasis: string;
    readonly revoked: boolean;
    readonly revision: number;
  }[];
  readonly resolution: {
    readonly agencyId: string;
    readonly result: string;
    readonly outcome: z.output<typeof v.ResolutionOutcome>;
    readonly attachments: readonly string[];
    readonly resolvedAt: Instant;
    readonly revision: number;
  } | null;
  /** What stood in a result or a publication before, each with the event that brought it. */
  readonly earlierAttachments: readonly { readonly id: string; readonly revision: number }[];
  readonly publication: {
    readonly publicText: string;
    /** In the order of the publication, each with the event that shows it: that, or a replacement. */
    readonly attachments: readonly { readonly id: string; readonly revision: number }[];
    readonly visibility: z.output<typeof v.Visibility>;
    readonly publishedAt: Instant;
    readonly windowEnds: Due;
    readonly revision: number;
  } | null;
  readonly rejection: {
    readonly reason: z.output<typeof v.RejectionReason>;
    readonly message: string;
    readonly competentBody: string | null;
    readonly revision: number;
  } | null;
  readonly ratings: readonly {
    readonly round: number;
    readonly grade: z.output<typeof v.Grade>;
    readonly comment: string | Erased | null;
    readonly ratedAt: Instant;
    readonly revision: number;
  }[];
  readonly disputes: readonly {
    readonly round: number;
    readonly reason: string | Erased;
    readonly attachments: readonly string[];
    readonly disputedAt: Instant;
    readonly decision: 'upheld' | 'dismissed' | null;
    readonly decisionReason: string | null;
    readonly revision: number;
    /** Of the event that decided it. */
    readonly decisionRevision: number | null;
  }[];
  /** The last hundred of each audience: all are in the history. How many there are is kept of all. */
  readonly comments: readonly {
    readonly revision: number;
    readonly text: string | Erased;
    readonly audience: z.output<typeof v.Audience>;
    readonly by: string;
    readonly at: Instant;
  }[];
  readonly commentsTotal: { readonly [A in z.output<typeof v.Audience>]: number };
  readonly supporters: LongList<string>;
  readonly mergedInto: string | null;
  /** How it was merged, and what it goes back to when it is separated again; null when it is not merged. */
  readonly merge: {
    /** Of the last event that merged it. */
    readonly revision: number;
    readonly from: z.output<typeof v.PhaseBeforeMerge>;
    readonly pendingExtension: ReportState['pendingExtension'];
    /** The clocks that the merge ended. */
    readonly ended: readonly Pick<ReportClock, 'clock' | 'round'>[];
  } | null;
  readonly absorbed: readonly string[];
  /** What is hidden. */
  readonly redactions: readonly Redaction[];
  /** The revisions of the events that carry each field that can be hidden. */
  readonly redactable: { readonly [field: string]: LongList<Revision> };
  /** The revisions of the answers to questions. */
  readonly answers: LongList<Revision>;
  readonly clocks: readonly ReportClock[];
  /** Since when its phase is a final one; null: it goes on. */
  readonly endedAt: Instant | null;
  /** The last thing that was said or done in it. What a host does by itself, and erasures, are none. */
  readonly lastAt: Instant;
  /** Why what is personal is kept beyond its term; null: it is not. */
  readonly hold: { readonly reason: string; readonly since: Instant; readonly revision: Revision } | null;
  /** Whether whoever began it was erased, or all that it says of persons: not single values, and not only how they are reached. */
  readonly reporterErased: boolean;
  /** The terms that were over for what is personal. */
  readonly retentions: readonly RetentionOver[];
}
