// The frame of every page: the menu button on narrow screens and the theme switch.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  }

  var nav = document.getElementById("site-nav");
  var menu = document.getElementById("menu-button");
  if (menu && nav) {
    menu.addEventListener("click", function () {
      var open = nav.classList.toggle("open");
      menu.setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && nav.classList.contains("open")) {
        nav.classList.remove("open");
        menu.setAttribute("aria-expanded", "false");
        menu.focus();
      }
    });
  }

  var toggle = document.getElementById("theme-toggle");
  function label() {
    if (toggle) toggle.setAttribute("aria-label", isDark() ? "Switch to the light theme" : "Switch to the dark theme");
  }
  if (toggle) {
    toggle.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("assay.theme", root.dataset.theme);
      } catch (e) {
        root.dataset.themeStorage = "refused";
      }
      label();
      document.dispatchEvent(new CustomEvent("assay:theme"));
    });
  }
  dark.addEventListener("change", function () {
    label();
    document.dispatchEvent(new CustomEvent("assay:theme"));
  });
  label();

  // A secret shown once can be copied with one click; without the clipboard it stays selectable text.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(source.textContent.trim()).then(
        function () { button.textContent = "Copied"; },
        function () { button.textContent = "Select the text to copy it"; });
    });
  });

  // Asks before something that cannot be undone.
  document.querySelectorAll("[data-confirm]").forEach(function (control) {
    control.addEventListener("click", function (event) {
      if (!window.confirm(control.dataset.confirm)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    });
  });
})();
