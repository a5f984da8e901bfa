// A page or a piece of one from this site, parsed by the browser as it comes in: no string is ever handed to a parser, so
// that Trusted Types can be required without a policy.
export const fetched = (address, { method = "GET", body = null, signal = null, known = "" } = {}) => new Promise((kept, failed) => {
  const asked = new XMLHttpRequest();
  asked.open(method, address);
  asked.responseType = "document";
  if (known) asked.setRequestHeader("If-None-Match", known); // what is here already: 304 brings no page
  asked.addEventListener("load", () => kept({ ok: asked.status >= 200 && asked.status < 300, page: asked.response,
    mark: asked.getResponseHeader("ETag") ?? "" }));
  asked.addEventListener("error", () => failed(new Error("no answer")));
  asked.addEventListener("abort", () => failed(new DOMException("not wanted any more", "AbortError")));
  signal?.addEventListener("abort", () => asked.abort());
  asked.send(body);
});
