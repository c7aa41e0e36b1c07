/** The path of the read models of a store in a file: beside it. */
export const readModelsBeside = (storePath: string): string => `${storePath.replace(/\.db$/, '')}.read.db`;
