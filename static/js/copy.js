/* Offers to copy what is shown once. Without this the text can be marked and copied by hand. */
(() => {
  "use strict";
  const offer = (place) => {
    const source = document.getElementById(place.dataset.copy);
    const offered = place.querySelector("template");
    offered.replaceWith(offered.content.cloneNode(true));
    const said = place.querySelector("[role=status]");
    const mark = () => getSelection().selectAllChildren(source);

    place.querySelector("button").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        said.textContent = place.dataset.copied;
      } catch {
        // no permission, or no secure connection: the older way, then by hand
        mark();
        said.textContent = document.execCommand("copy")
          ? place.dataset.copied
          : place.dataset.failed;
      }
    });
    source.addEventListener("click", mark);
  };
  document.querySelectorAll("[data-copy]").forEach(offer);
})();
