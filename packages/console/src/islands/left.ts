import { openDrafts } from './draft.ts';
import type { Island } from './island.ts';
import type { LeftGiven } from './report-given.ts';

/** Where somebody has just signed out, or given a report up: what they typed and did not send is not for whoever uses this browser next. */

const left: Island = ({ given }) => {
  // Written by the server, by the same type.
  const { of } = given as LeftGiven;
  void openDrafts().then((drafts) => (of === undefined ? drafts?.removeOfSignedIn() : drafts?.removeOf(of)));
};

export default left;
