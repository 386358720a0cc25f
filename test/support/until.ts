// Waiting for what is bound to come: a test that waits for ever says, by its file's time limit, that it has not.

export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};
