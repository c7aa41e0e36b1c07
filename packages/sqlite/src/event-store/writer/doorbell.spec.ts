import { afterEach, describe, expect, it, vi } from 'vitest';
import { answersOf, createDoorbell, tellAnswered, waitMomentForAnswer } from './doorbell.ts';

/** A clock that goes on by a microsecond whenever somebody reads it. */
const clockThatIsRead = () => {
  let milliseconds = 0;
  return vi.spyOn(performance, 'now').mockImplementation(() => {
    milliseconds += 0.001;
    return milliseconds;
  });
};

afterEach(() => void vi.restoreAllMocks());

describe('a moment that the host waits for an answer', () => {
  it('is twenty microseconds at most: others wait for the event loop meanwhile', () => {
    const now = clockThatIsRead();
    const bell = createDoorbell();
    waitMomentForAnswer(bell, answersOf(bell));
    expect(now.mock.calls.length).toBeGreaterThan(10);
    expect(now.mock.calls.length).toBeLessThan(25);
  });

  it('ends when there is an answer that was not there before', () => {
    const now = clockThatIsRead();
    const bell = createDoorbell();
    const before = answersOf(bell);
    tellAnswered(bell);
    waitMomentForAnswer(bell, before);
    expect(now).toHaveBeenCalledOnce();
  });
});
