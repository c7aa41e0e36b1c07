const milliseconds = 200;

/**
 * Ends the process as soon as everything is written, though something would keep it alive that was not asked for, such as a timer of a
 * module of workflows. Where nothing does, the process ends before that by itself.
 */
export const endWhenWritten = (): void => {
  // Unref: the timer itself keeps nothing alive.
  setInterval(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
  }, milliseconds).unref();
};
