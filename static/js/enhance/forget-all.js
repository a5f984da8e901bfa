// A device that others use too: every comment that this browser had kept while it was typed is forgotten.
export default () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("comment:")) localStorage.removeItem(key);
    sessionStorage.clear();
  } catch { /* nothing was kept */ }
};
