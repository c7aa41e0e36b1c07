const farthest = 40;

/** Whether the words right before a place say what stands there. */
export const isSaidBefore = (text: string, at: number, words: RegExp): boolean =>
  words.test(text.slice(Math.max(0, at - farthest), at));

/** Right behind a number: it is an amount of money. Folded: `đồng`, `đ`, `VNĐ`, `tỷ`. */
export const money = /^ ?(?:₫|d(?:ong)?\b|vnd\b|trieu\b|ty\b|ti\b|nghin\b|ngan\b|usd\b|\$|%)/;

/** Right behind a number: it says how much of something there is. */
const measure = /^ ?(?:[km]?wh|kw|kva|kg|km|[cm]?m|lit|l|tan|ha)\b/;

export const isAmount = (behind: string): boolean => money.test(behind) || measure.test(behind);
