import { StoreUnavailable } from '@phananh/core/engine';

/**
 * A question to the store whose answer is not waited for longer than whoever asks about health does. One that is not answered is not asked
 * a second time beside it.
 */
export const shortly = <T>(ask: () => Promise<T>, milliseconds: number): (() => Promise<T>) => {
  let asking: Promise<T> | undefined;
  return async () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    const late = Promise.withResolvers<never>();
    const said = `the store did not answer within ${milliseconds} ms`;
    const timer = setTimeout(
      () => late.reject(new StoreUnavailable(said, { reason: 'timeout' })),
      milliseconds,
    );
    try {
      return await Promise.race([asking, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
};
