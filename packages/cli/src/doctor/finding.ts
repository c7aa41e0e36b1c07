/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do, when something is to be done. */
  readonly todo?: string;
}
