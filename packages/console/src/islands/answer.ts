import type { Island } from './island.ts';
import { keepForm } from './report.ts';
import type { KeptFormGiven } from './report-given.ts';

/** A form by which citizens go on with their report: what they type is kept as that of a new report is. */

const answer: Island = ({ element, given }) => {
  const form = element.querySelector('form');
  // Written by the server, by the same type.
  if (form !== null) void keepForm(form, given as KeptFormGiven);
};

export default answer;
