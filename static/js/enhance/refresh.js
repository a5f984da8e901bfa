// A notice of work under way, brought up to date every three seconds; when the work is done, the whole page is.
export default (element) => {
  const look = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
    if (!fresh) {
      location.reload();
      return;
    }
    element.replaceChildren(...fresh.childNodes);
    setTimeout(look, 3000);
  };
  setTimeout(look, 3000);
};
