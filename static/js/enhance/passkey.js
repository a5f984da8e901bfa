// A passkey is made or shown by the browser, and its answer sent with the form, which is hidden where none can be.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const described = (known) => known.map((one) => ({ ...one, id: bytes(one.id) }));

async function made(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = described(options.excludeCredentials ?? []);
  const publicKey = { ...options, user, excludeCredentials, challenge: bytes(options.challenge) };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const answer = { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) };
  return { id, rawId: text(rawId), type, response: answer };
}

async function shown(options) {
  const allowCredentials = described(options.allowCredentials ?? []);
  const publicKey = { ...options, allowCredentials, challenge: bytes(options.challenge) };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  const answer = { clientDataJSON: text(response.clientDataJSON), signature: text(response.signature) };
  answer.authenticatorData = text(response.authenticatorData);
  answer.userHandle = response.userHandle ? text(response.userHandle) : null;
  return { id, rawId: text(rawId), type, response: answer };
}

export default (form) => {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fault = form.querySelector("[role=alert]");
    fault.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      form.elements.credential.value = JSON.stringify(await (options.user ? made(options) : shown(options)));
      form.submit();
    } catch { fault.hidden = false; }
  });
};
