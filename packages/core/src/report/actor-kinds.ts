/** Who acts on reports. */
export const reportActorKinds = {
  citizen: 'reports, rates and disputes; own reports only',
  operator: 'an officer of the operations centre',
  agency: 'an officer of an agency; only reports that are with that agency',
  auditor: 'reads everything, writes nothing',
  analyst: 'reads figures and cases without personal data',
  admin: 'calendars, policies, agencies, redaction',
  system: 'timers, process managers and imports',
} as const;

export type ReportActorKind = keyof typeof reportActorKinds;
