import '@phananh/core/demand-node';

export { createFile, createFileSync } from './create-file.ts';
export { isFileError } from './file-error.ts';
export type { NewFile, WrittenFile } from './part.ts';
export { replaceFile, replaceFileSync } from './replace-file.ts';
export { syncFolder, syncFolderSync } from './sync-folder.ts';
