export { demandList, monthOf } from './check-list.ts';
export { demandProjection } from './check-projection.ts';
