/** Where the read models of a store in a file lie: beside it, because they belong to it. */
export const readModelsBeside = (storePath: string): string => `${storePath.replace(/\.db$/, '')}.read.db`;
