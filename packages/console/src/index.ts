import '@phananh/core/demand-node';

export { demandMap } from './base-map/base-map.ts';
export type { BaseMapFile, BaseMapPictures, MapOptions } from './base-map/map-options.ts';
export { type ConsoleOptions, phananhConsole } from './console.ts';
export { consoleErrors } from './errors.ts';
export { commonCategories } from './labels/categories.ts';
export type { Labels } from './labels/labels.ts';
export type { Bearers, ConsoleIssuer, People } from './session/issuers.ts';
export type { SessionTerms } from './session/session.ts';
export type { Names } from './words/words.ts';
