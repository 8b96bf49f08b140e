// Sets formulas and colours listings. Both are readable text without this script.
(function () {
  "use strict";
  if (window.katex) {
    document.querySelectorAll("code.math").forEach(function (source) {
      var place = document.createElement("span");
      var display = source.classList.contains("display");
      try {
        // Builds elements and sets their styles as properties, which a policy without inline styles permits.
        window.katex.render(source.textContent, place, { displayMode: display, throwOnError: true, strict: "error" });
      } catch (e) {
        source.dataset.problem = e.message;
        return;
      }
      place.className = display ? "formula display" : "formula";
      if (display) {
        place.tabIndex = 0;
        place.setAttribute("role", "group");
        place.setAttribute("aria-label", "Formula");
      }
      source.replaceWith(place);
    });
  }
  if (window.hljs) {
    document.querySelectorAll("pre code[class^='language-']").forEach(function (listing) {
      if (window.hljs.getLanguage(listing.className.slice("language-".length))) window.hljs.highlightElement(listing);
    });
  }
})();
