/* Autosave that can be trusted. htmx posts the form at every change; this keeps what could not be
   sent yet in the browser's storage, sends it when the connection is back (also from another page of
   the same assessment), and lets tabs tell each other that there is something new. */
(() => {
  "use strict";
  const PREFIX = "stagecheck-unsent:";
  const storage = (() => {
    try {
      localStorage.setItem(PREFIX, "");
      localStorage.removeItem(PREFIX);
      return localStorage;
    } catch {
      return null; // switched off or full: the page itself still holds the answers
    }
  })();
  const keptUnder = (path) =>
    storage
      ? Object.keys(storage)
          .filter((key) => key.startsWith(PREFIX + path))
          .map((key) => ({ key, ...JSON.parse(storage.getItem(key)) }))
          .sort((one, other) => one.at - other.at)
      : [];

  // ---- a section's page

  const section = (form) => {
    const status = document.getElementById("save-status");
    const pageId = form.elements.page;
    const channel = "BroadcastChannel" in window ? new BroadcastChannel("stagecheck") : null;
    const acknowledged = new Map(); // field -> its answer as the server last took it
    let sent = new Map(); // field -> its answer in the latest request
    let swapped = new Set();
    let isLost = false;
    let wait = 0;
    let lastSync = Date.now();

    const fields = () => [...form.querySelectorAll("fieldset")];
    const controls = (field) =>
      [...field.elements].filter((one) => one.name && !one.name.startsWith("was-"));
    const isBox = (one) => one.type === "radio" || one.type === "checkbox";
    const written = (pairs) => new URLSearchParams(pairs).toString();
    const answer = (field) =>
      written(
        controls(field)
          .filter((one) => !isBox(one) || one.checked)
          .map((one) => [one.name, one.value]),
      );
    // As the server sent it: what a browser fills in again by itself is not saved yet.
    const delivered = (field) =>
      written(
        controls(field)
          .filter((one) => !isBox(one) || one.defaultChecked)
          .map((one) => [
            one.name,
            one.options
              ? ([...one.options].find((option) => option.defaultSelected)?.value ?? "")
              : isBox(one)
                ? one.value
                : one.defaultValue,
          ]),
      );
    const bases = (field) =>
      [...field.elements]
        .filter((one) => one.name.startsWith("was-"))
        .map((one) => [one.name, one.value]);
    // What was sent, without the controls that the reply took away: a confirmed answer asks no more.
    const whatIsLeft = (field, answer) => {
      const names = new Set(controls(field).map((one) => one.name));
      return written([...new URLSearchParams(answer)].filter(([name]) => names.has(name)));
    };
    const hasFault = (field) =>
      [...field.querySelectorAll(".field-error")].some((one) => one.textContent !== "");
    const say = (which) => {
      status.textContent = status.dataset[which];
    };
    const send = () => htmx.trigger(form, "sync");

    const key = () => PREFIX + location.pathname + ":" + pageId.value;
    const keep = () => {
      if (!storage) return;
      const open = fields().filter((one) => answer(one) !== acknowledged.get(one.id));
      if (open.length === 0) {
        storage.removeItem(key());
        return;
      }
      const answers = open.map((one) => ({ id: one.id, answer: answer(one), bases: bases(one) }));
      try {
        storage.setItem(
          key(),
          JSON.stringify({
            at: Date.now(),
            action: form.action,
            title: document.querySelector("h1").textContent,
            page: pageId.value,
            answers,
          }),
        );
      } catch {
        // full: the page still holds the answers
      }
    };

    const putBack = (kept) => {
      pageId.value = kept.page; // its own earlier saves are no other window's
      storage.removeItem(kept.key);
      for (const one of kept.answers) {
        const field = document.getElementById(one.id);
        if (!field || !form.contains(field) || answer(field) === one.answer) continue;
        const values = new URLSearchParams(one.answer);
        for (const [name, value] of one.bases) form.elements[name].value = value;
        for (const control of controls(field)) {
          if (isBox(control)) {
            control.checked = values.get(control.name) === control.value;
          } else if (values.has(control.name)) {
            control.value = values.get(control.name);
          }
        }
      }
    };
    const restore = () => {
      keptUnder(location.pathname + ":").forEach(putBack);
      keep();
      if (fields().every((one) => answer(one) === acknowledged.get(one.id))) return;
      say("kept");
      send();
    };

    const retry = () => {
      isLost = true;
      say("lost");
      wait = Math.min(wait * 2 || 1000, 30000);
      setTimeout(() => isLost && send(), wait);
    };

    for (const field of fields()) acknowledged.set(field.id, delivered(field));
    form.addEventListener("change", keep);
    // What the server has not taken yet goes out; now and then, and to look for what others have
    // changed, all there is.
    form.addEventListener("htmx:configRequest", (event) => {
      const isTaken = (field) => answer(field) === acknowledged.get(field.id);
      if (Date.now() - lastSync > 20000 || fields().every(isTaken)) {
        lastSync = Date.now();
        return;
      }
      for (const field of fields().filter(isTaken)) {
        for (const { name } of field.elements) if (name) event.detail.formData.delete(name);
      }
    });
    form.addEventListener("htmx:beforeRequest", () => {
      sent = new Map(fields().map((one) => [one.id, answer(one)]));
      swapped = new Set();
      keep();
    });
    document.addEventListener("htmx:oobBeforeSwap", (event) => {
      const { target } = event.detail;
      if (target.tagName === "FIELDSET") {
        // Typed into since the request left: keep that; the next save tells of the conflict.
        event.detail.shouldSwap = answer(target) === sent.get(target.id);
        if (event.detail.shouldSwap) swapped.add(target.id);
      }
      form.dataset.focus = target.contains(document.activeElement) ? document.activeElement.id : "";
    });
    document.addEventListener("htmx:oobAfterSwap", () => {
      const { focus } = form.dataset;
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      form.dataset.focus = "";
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      if (!event.detail.successful) return;
      isLost = false;
      wait = 0;
      for (const field of fields()) {
        if (swapped.has(field.id)) acknowledged.set(field.id, answer(field));
        else if (!hasFault(field)) acknowledged.set(field.id, whatIsLeft(field, sent.get(field.id)));
      }
      keep();
    });
    form.addEventListener("htmx:sendError", retry);
    form.addEventListener("htmx:timeout", retry);
    form.addEventListener("htmx:responseError", (event) => {
      if (event.detail.xhr.status >= 500) retry();
      else say("refused");
    });
    window.addEventListener("online", send);
    form.addEventListener("submit", keep);

    // What a note says is saved while it is typed, not only when the field is left.
    let typing;
    form.addEventListener("input", (event) => {
      if (event.target.tagName !== "TEXTAREA") return;
      clearTimeout(typing);
      typing = setTimeout(send, 1500);
    });

    // Another tab has saved something, or this one comes back to the front: see what is new.
    form.addEventListener("answers-saved", () => channel?.postMessage(form.dataset.autosave));
    channel?.addEventListener("message", (event) => {
      if (event.data === form.dataset.autosave) send();
    });
    const look = () => {
      if (document.visibilityState === "visible" && Date.now() - lastSync > 5000) send();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("focus", look);
    window.addEventListener("pageshow", (event) => event.persisted && send());
    window.addEventListener("beforeunload", (event) => {
      if (isLost && !storage) event.preventDefault(); // nothing else holds these answers
    });
    restore();
  };

  // ---- the other pages of an assessment: send what its sections could not

  const elsewhere = (notice) => {
    const text = notice.querySelector("p");
    const token = notice.querySelector("[name=csrfmiddlewaretoken]").value;
    const say = (which) => {
      notice.hidden = false;
      text.textContent = notice.dataset[which];
    };
    const send = async (kept) => {
      const body = new URLSearchParams([["page", kept.page]]);
      for (const one of kept.answers) {
        new URLSearchParams(one.answer).forEach((value, name) => body.append(name, value));
        one.bases.forEach(([name, value]) => body.append(name, value));
      }
      const headers = { "HX-Request": "true", "X-CSRFToken": token };
      const reply = await fetch(kept.action, { method: "POST", body, headers });
      const needsEyes = !reply.ok || /class="field-error"[^>]*>[^<]/.test(await reply.text());
      return { needsEyes, isNew: reply.headers.has("HX-Trigger") };
    };
    const sendAll = async () => {
      let isNew = false;
      for (const kept of keptUnder(notice.dataset.keptFor)) {
        const slow = setTimeout(() => say("sending"), 500);
        const told = await send(kept).finally(() => clearTimeout(slow));
        if (told.needsEyes) {
          say("look");
          const link = document.createElement("a");
          link.href = kept.action;
          link.textContent = kept.title;
          text.append(" ", link);
          return;
        }
        storage.removeItem(kept.key);
        isNew ||= told.isNew;
      }
      if (isNew) location.reload();
    };
    const start = () => sendAll().catch(() => say("waiting"));
    window.addEventListener("online", start);
    start();
  };

  // htmx takes hold of the form in its own handler of this event, which was added before.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-autosave]");
    const notice = document.getElementById("kept");
    if (form) section(form);
    if (notice) elsewhere(notice);
  });
})();
