/** The door of the writer: what a store needs of the thread that writes. README.md draws how the two work for each other. */

export { type GroupCommit, groupCommit } from './group-commit.ts';
export { lostReason } from './messages.ts';
export { startWriter, type Writer } from './writer.ts';
