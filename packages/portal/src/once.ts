/** Loads once; again after a failure. That it is there is told to all at the same moment. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  const again = (fault: unknown) => {
    loaded = undefined;
    throw fault;
  };
  return () => {
    loaded ??= load().catch(again);
    return loaded;
  };
}
