/** Every error of the engine and the stores: what an error is, the table of codes, and a class for each by where it comes from. */
export * from './errors/engine-errors.ts';
export * from './errors/error.ts';
export * from './errors/of-appends.ts';
export * from './errors/of-commands.ts';
export * from './errors/of-definitions.ts';
export * from './errors/of-stores.ts';
