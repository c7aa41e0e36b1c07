/** What was published of the service, and what the simulation has to come to. */
export const published = {
  reports: 50_111,
  agencies: 227,
  enterprises: 25,
  /** `resolutionRate`: overall clocks that were stopped, of all reports that were submitted. */
  processed: 0.971,
  /** `onTimeOfDecided` against the original term, of what was processed. */
  onTime: 0.484,
  late: 0.516,
  satisfaction: { satisfied: 0.568, acceptable: 0.186, unsatisfied: 0.246 },
  /** Dong, imposed less revoked. */
  fines: 3_098_490_000,
} as const;

/** The same in whole cases, for a province of some other size. */
export interface Targets {
  readonly reports: number;
  readonly processed: number;
  readonly onTime: number;
  /** Late against the original term: within an extension, and late for good. */
  readonly extended: number;
  readonly late: number;
  readonly rated: { readonly satisfied: number; readonly acceptable: number; readonly unsatisfied: number };
  readonly fines: number;
  /** Dong. */
  readonly fined: number;
}

/** Nothing of it was published: that four of five late cases are within their extension, and that two in five answer. */
const assumed = { extendedOfLate: 0.81, ratedOfReports: 0.4, finesOfReports: 0.024 };

export const targetsOf = (reports: number): Targets => {
  const processed = Math.round(reports * published.processed);
  const onTime = Math.round(processed * published.onTime);
  const extended = Math.round((processed - onTime) * assumed.extendedOfLate);
  const rated = Math.round(reports * assumed.ratedOfReports);
  const satisfied = Math.round(rated * published.satisfaction.satisfied);
  const acceptable = Math.round(rated * published.satisfaction.acceptable);
  return {
    reports,
    processed,
    onTime,
    extended,
    late: processed - onTime - extended,
    rated: { satisfied, acceptable, unsatisfied: rated - satisfied - acceptable },
    fines: Math.max(2, Math.round(reports * assumed.finesOfReports)),
    // Whole ten thousands: fines are round sums.
    fined: Math.round((published.fines * reports) / published.reports / 10_000) * 10_000,
  };
};
