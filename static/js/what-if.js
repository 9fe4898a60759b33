/* Says so when a what-if could not be worked out. What is shown stays. */
(() => {
  "use strict";
  const tell = (which) => (event) => {
    const form = event.target.closest(".what-if");
    if (!form) return;
    const said = document.createElement("p");
    said.textContent = form.dataset[which];
    document.getElementById("what-if-said").replaceChildren(said);
  };
  document.addEventListener("htmx:sendError", tell("lost"));
  document.addEventListener("htmx:timeout", tell("lost"));
  document.addEventListener("htmx:responseError", tell("refused"));
})();
