/** The door for whoever computes or reads lists and figures: projections of any workflow, and those of reports. */
import '../platform/demand-node.ts';

export * from '../projections/index.ts';
export * from '../projections/report/index.ts';
