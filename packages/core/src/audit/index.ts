import '../platform/demand-node.ts';

export { bundledEvents } from './bundled-events.ts';
export { type Change, changesBetween } from './changes.ts';
export {
  type CheckStream,
  checkingStreams,
  type Recompute,
  type Recomputed,
  type ReplayCheck,
  type ReplayFault,
} from './check-stream.ts';
export { type ComparedState, differenceOf, pastNamed, type SubjectDifference } from './difference.ts';
export { idOfSigner, type LogSignerState, type LogSignerTypes, logSignerWorkflow } from './log-signer.ts';
export { dataDifference, recomputingUnder } from './recomputed.ts';
export {
  commandOf,
  type GivenCommand,
  mostStepsOfPage,
  type ReplayPage,
  type ReplayStep,
  replayOfSubject,
  replayPage,
} from './replay.ts';
export type { Bundle, BundledEvent, ProvenStream } from './transparency/index.ts';
