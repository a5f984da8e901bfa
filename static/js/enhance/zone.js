// Says the browser's time zone: into a hidden field, or as the choice of a list where nobody has chosen yet.
export default (field) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  if (field.tagName !== "SELECT") { field.value = zone; return; }
  const unsaid = field.value === field.dataset.unsaid;
  if (unsaid && [...field.options].some((option) => option.value === zone)) field.value = zone;
};
