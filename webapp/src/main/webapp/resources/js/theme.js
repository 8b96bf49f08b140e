// Runs in the head, before the first paint: applies the theme the reader chose on this machine.
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("assay.theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (e) {
    // Storage may be refused (private windows); the system's preference then decides.
    root.dataset.themeStorage = "refused";
  }
})();
