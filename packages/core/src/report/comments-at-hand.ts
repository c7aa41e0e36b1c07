import type { ReportState } from './state.ts';

/** Most comments of an audience that a report has at hand. */
export const commentsAtHand = 100;

export const commented = (state: ReportState, comment: ReportState['comments'][number]): ReportState => {
  const { audience } = comment;
  const total = state.commentsTotal[audience] + 1;
  // The first of its audience makes room.
  const leaves = total > commentsAtHand ? state.comments.findIndex((one) => one.audience === audience) : -1;
  return {
    ...state,
    comments: [...(leaves === -1 ? state.comments : state.comments.toSpliced(leaves, 1)), comment],
    commentsTotal: { ...state.commentsTotal, [audience]: total },
  };
};
