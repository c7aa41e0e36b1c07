import type { ReportState } from '../state.ts';

/**
 * Whether its reporter was erased, or all that it says of persons. Nobody comes in their place then. Whoever had single values destroyed is
 * there still, whatever those were.
 */
export const isErasedReport = ({ reporterErased }: Pick<ReportState, 'reporterErased'>): boolean =>
  reporterErased;
