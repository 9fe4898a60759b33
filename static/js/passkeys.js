// Passkeys: a form with data-passkey="use" signs in or confirms with one, with data-passkey="make" makes
// one. What the browser gives is put into the form's field "credential", and the form is sent. What the
// browser is asked for stands in data-options, or is fetched from data-ask-at when it is needed.
(() => {
  "use strict";

  const words = {
    NotAllowedError: "notAllowed",
    AbortError: "notAllowed",
    InvalidStateError: "invalidState",
    SecurityError: "security",
  };

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const response = await fetch(form.dataset.askAt, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()).request_options;
  };

  // A passkey that is kept on the device signs in by itself, and asks for finger, face or PIN.
  const keptOnDevice = (options) => {
    const selection = { ...options.publicKey.authenticatorSelection };
    Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return { ...options, publicKey: { ...options.publicKey, authenticatorSelection: selection } };
  };

  const credentialFor = async (form) => {
    const options = await optionsOf(form);
    return form.dataset.passkey === "make"
      ? window.webauthnJSON.create(keptOnDevice(options))
      : window.webauthnJSON.get(options);
  };

  const enable = (form) => {
    const said = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      said.textContent = "";
      if (!window.webauthnJSON || !window.webauthnJSON.supported()) {
        said.textContent = form.dataset.none;
        return;
      }
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form));
        button.disabled = false; // for whoever comes back to this page
        form.submit();
      } catch (error) {
        said.textContent = form.dataset[words[error.name] || "failed"];
        button.disabled = false;
        button.focus();
      }
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach(enable);
})();
