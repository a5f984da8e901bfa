// The page that says "sent" or "saved": what this browser had kept of it meanwhile is forgotten.
export default () => {
  try {
    localStorage.removeItem(sessionStorage.getItem("comment:sent"));
    sessionStorage.removeItem("comment:sent");
  } catch { /* nothing was kept */ }
};
