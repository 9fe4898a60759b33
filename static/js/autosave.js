/* Says so when an answer could not be sent. The answers stay on the page either way. */
(() => {
  "use strict";
  const tell = () => {
    const status = document.getElementById("save-status");
    status.textContent = status.dataset.lost;
  };
  document.addEventListener("htmx:sendError", tell);
  document.addEventListener("htmx:responseError", tell);
  document.addEventListener("htmx:timeout", tell);
})();
