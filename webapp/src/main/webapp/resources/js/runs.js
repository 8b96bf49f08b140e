// The list of runs: a filter applies as soon as it is chosen, and the bar says how many runs are chosen.
(function () {
  "use strict";
  var filters = document.getElementById("run-filters");
  if (filters) {
    filters.addEventListener("change", function (event) {
      if (event.target.tagName === "SELECT" || event.target.type === "checkbox") filters.requestSubmit();
    });
    // Empty fields stay out of the address.
    filters.addEventListener("submit", function () {
      Array.from(filters.elements).forEach(function (field) {
        if (field.name && field.value === "") field.disabled = true;
      });
    });
  }
  var chosen = document.getElementById("chosen");
  if (!chosen) return;
  var form = chosen.closest("form");
  form.addEventListener("change", function () {
    var n = form.querySelectorAll("input[name=run]:checked").length;
    chosen.textContent = n === 0 ? "Choose runs to compare them." : n === 1 ? "1 run chosen; a second one makes a comparison." : n + " runs chosen.";
  });
})();
