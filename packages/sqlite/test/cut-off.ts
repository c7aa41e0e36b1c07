/** Lets whoever carries something out be killed around one of its steps, as a host can be: before it, or once it was done and nobody knows. */
export interface CutOff {
  /** Makes a function one of the steps. @throws Error at the step that it is cut off at, and at every later one */
  counted<Given extends readonly unknown[], Answer>(
    does: (...given: Given) => Promise<Answer>,
  ): (...given: Given) => Promise<Answer>;
  /** How many steps were done. */
  steps(): number;
}

/** @param step the number of steps that are done before it is killed; one that is never reached kills nothing */
export const cutOff = (step: number): CutOff => {
  let steps = 0;
  const live = (): void => {
    if (steps === step) throw new Error('killed');
  };
  return {
    counted:
      (does) =>
      async (...given) => {
        live();
        const answer = await does(...given);
        steps += 1;
        live();
        return answer;
      },
    steps: () => steps,
  };
};
