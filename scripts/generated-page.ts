/** A page of the reference that is made from the definitions. */
export interface GeneratedPage {
  readonly path: string;
  readonly text: string;
}
