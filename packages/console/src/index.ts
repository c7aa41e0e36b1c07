import '@phananh/core/demand-node';

export { type ConsoleOptions, phananhConsole } from './console.ts';
export { consoleErrors } from './errors.ts';
export { demandMap } from './map/base-map.ts';
export type { BaseMapFile, BaseMapPictures, MapOptions } from './map/map-options.ts';
export type { Bearers, ConsoleIssuer, People } from './session/issuers.ts';
export type { SessionTerms } from './session/session.ts';
