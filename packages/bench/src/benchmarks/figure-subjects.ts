/** What is asked of read models, as the tables of results name it. */
export const slaFew = 'a year by agency and month, 10,000 reports, p99';
export const slaMany = 'a year by agency and month, 1,000,000 reports, p99';
export const slaFewMedian = 'the same over 10,000, median';
export const slaManyMedian = 'the same over 1,000,000, median';
export const slaHttp = 'the same of a host, over HTTP from another process, p99';
export const worklist = 'page of a worklist, 1,000,000 reports, p99';
export const rare = 'search for a rare word, 1,000,000 reports, p99';
export const common = 'search for a common word, p99';
export const severalWords = 'search for several words, p99';
export const filteredWords = 'search with a filter that no case with the words passes, p99';
