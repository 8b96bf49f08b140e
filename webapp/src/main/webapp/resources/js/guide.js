// The guide answers while it is being filled in: the form is sent as it stands and the result column is replaced.
(function () {
  "use strict";
  var form = document.getElementById("guide-form");
  var result = document.getElementById("guide-result");
  if (!form || !result || !window.fetch) return;
  var timer = 0;
  var current = null;

  function address() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (String(value).trim() !== "") query.append(name, String(value).trim());
    });
    var text = query.toString();
    return "/guide" + (text ? "?" + text : "");
  }

  function ask() {
    var url = address();
    if (current) current.abort();
    current = new AbortController();
    result.setAttribute("aria-busy", "true");
    fetch(url, { signal: current.signal, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) throw new Error("status " + response.status);
        return response.text();
      })
      .then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html");
        var fresh = page.getElementById("guide-result");
        var line = document.getElementById("guide-line");
        var freshLine = page.getElementById("guide-line");
        if (line && freshLine) line.replaceChildren.apply(line, Array.from(freshLine.childNodes));
        var open = Array.from(result.querySelectorAll("details")).map(function (d) { return d.open; });
        result.replaceChildren.apply(result, Array.from(fresh.childNodes));
        result.querySelectorAll("details").forEach(function (d, i) { if (i < open.length) d.open = open[i]; });
        result.removeAttribute("aria-busy");
        history.replaceState(null, "", url);
      })
      .catch(function (error) {
        if (error.name === "AbortError") return;
        // The button still works: it loads the page in full, error page included.
        result.removeAttribute("aria-busy");
        result.insertAdjacentHTML("afterbegin", '<p class="message warn" role="alert">The answer could not be updated. Your answers are still in the form; press Decide to try again.</p>');
      });
  }

  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(timer);
    ask();
    if (window.matchMedia("(max-width: 60rem)").matches) result.scrollIntoView({ block: "start" });
  });
})();
