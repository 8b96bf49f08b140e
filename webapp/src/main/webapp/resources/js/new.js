// Keeps the estimate honest while the form changes: the server computes it from the queues, the page shows it.
(function () {
  "use strict";
  var form = document.getElementById("experiment");
  var estimate = document.getElementById("estimate");
  if (!form || !estimate || !window.fetch) return;
  var timer = 0;
  var current = null;

  function ask() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (/^(model|scheme|device|tier|scenario|versus)$/.test(name)) query.append(name, value);
    });
    // Without a choice the page would fill in its defaults; an empty value says that nothing is chosen.
    if (!query.has("scheme") || !query.has("device")) {
      estimate.textContent = "Choose at least one scheme and one device.";
      return;
    }
    if (current) current.abort();
    current = new AbortController();
    fetch("/experiments/new?" + query, { signal: current.signal, credentials: "same-origin" })
      .then(function (response) { return response.text(); })
      .then(function (html) {
        var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("estimate");
        if (fresh) estimate.innerHTML = fresh.innerHTML;
      })
      .catch(function (error) {
        if (error.name !== "AbortError") estimate.textContent = "The estimate could not be updated; running still works.";
      });
  }

  // Data for calibration matter once a scheme is chosen that looks at them.
  var fold = document.getElementById("calibration-fold");
  form.addEventListener("change", function (event) {
    if (fold && event.target.dataset.calibrated === "true" && event.target.checked) fold.open = true;
    if (!/^(model|scheme|device|tier|scenario|versus)$/.test(event.target.name || "")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });

  // One press, one experiment; the key in the form makes a second one harmless anyway.
  form.addEventListener("submit", function () {
    var button = document.getElementById("run");
    if (button) setTimeout(function () { button.disabled = true; button.value = "Starting"; }, 0);
  });
})();
