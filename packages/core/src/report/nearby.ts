import type { SlaPolicy } from './policy.ts';
import type { ReportState } from './state.ts';

/** Verified, and not done with. */
export const phasesShownNearby = [
  'verified',
  'assigned',
  'resolved',
] as const satisfies readonly ReportState['phase'][];
const shown: ReadonlySet<string> = new Set(phasesShownNearby);

/**
 * Whether anybody who is about to report something nearby may see of a report what the audience `neighbour` sees, and support it. Where the
 * province says so; of none that is urgent, of which something is hidden or erased, or whose result was for its reporter alone.
 */
export const isShownNearby = (
  { phase, priority, redactions, text, location, publication }: ReportState,
  { showsNearby = false }: Pick<SlaPolicy, 'showsNearby'>,
): boolean =>
  showsNearby &&
  shown.has(phase) &&
  priority === 'normal' &&
  redactions.length === 0 &&
  typeof text === 'string' &&
  location.erased !== true &&
  publication?.visibility !== 'reporter-only';
