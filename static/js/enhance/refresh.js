// A notice of work under way, brought up to date every three seconds; when the work is done, the whole page is.
import { fetched } from "./fetched.js";

export default (element) => {
  const look = async () => {
    const fresh = (await fetched(location.href)).page?.getElementById(element.id);
    if (!fresh) {
      location.reload();
      return;
    }
    element.replaceChildren(...fresh.childNodes);
    setTimeout(look, 3000);
  };
  setTimeout(look, 3000);
};
