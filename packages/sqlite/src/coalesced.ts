/** Calls so many milliseconds after it was asked to, however often it was asked meanwhile. */
export const coalesced = (call: () => void, milliseconds: number): (() => void) => {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      call();
    }, milliseconds).unref();
  };
};
