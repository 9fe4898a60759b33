/* Says so when an answer could not be sent. The answers stay on the page either way. */
(() => {
  "use strict";
  const tell = (which) => () => {
    const status = document.getElementById("save-status");
    status.textContent = status.dataset[which];
  };
  document.addEventListener("htmx:sendError", tell("lost"));
  document.addEventListener("htmx:timeout", tell("lost"));
  document.addEventListener("htmx:responseError", tell("refused"));
})();
