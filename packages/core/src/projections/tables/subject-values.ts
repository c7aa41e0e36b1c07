/** Which subjects have each value of a list: of most subjects it is empty. Kept beside the tables, for lists and figures by one of the values. */
export interface SubjectValues<Facts> {
  /** Of the table. */
  readonly name: string;
  /** Of the column with the value. */
  readonly column: string;
  /** Of the column with the number of the subject. */
  readonly subject: string;
  readonly numberOf: (facts: Facts) => number;
  /** Each once. The same object as before where nothing of it has changed, where that is easily said. */
  readonly valuesOf: (facts: Facts) => readonly string[];
}
