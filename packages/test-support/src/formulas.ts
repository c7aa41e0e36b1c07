/**
 * Whether a spreadsheet may compute a cell: it begins with a sign of a formula, behind blanks too, and is not wholly a number. A number
 * has a point or a comma before its decimals, for it depends on the language of the spreadsheet which of them it takes.
 *
 * Said here in other words than in the rule that guards cells, so that tests can hold it.
 */
export const maybeFormula = (cell: string): boolean =>
  /^[=+\-@＝＋－＠]/.test(cell.trimStart()) && !isNumber(cell.replace(',', '.'));

// `Infinity` is a number to JavaScript alone.
const isNumber = (text: string): boolean => /\d/.test(text) && !Number.isNaN(Number(text));
