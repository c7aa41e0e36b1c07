import './platform/demand-node.ts';

export * from './calendar/index.ts';
export * from './engine/index.ts';
export * from './projections/index.ts';
export * from './report/index.ts';
export * from './sla/index.ts';
export { foldText, formsOf, inNormalForm, normalText, slug, withVietnameseD } from './unicode/index.ts';
