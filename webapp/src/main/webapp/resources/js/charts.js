// Gives p:chart the colours of the page: each scheme has one colour and one marker, light and dark, from tokens.css.
(function () {
  "use strict";
  var widgets = [];
  var markers = {
    "fp32": "rect", "fp16": "circle", "bf16": "triangle", "int8-dynamic": "rectRot", "int8-static": "triangle",
    "int8-weight-only": "cross", "int4-weight-only": "crossRot", "auto": "star", "best": "circle"
  };
  // Marks that are drawn as lines need them thick.
  var strokes = { "cross": 3, "crossRot": 3, "star": 2.5 };

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // As many digits as the step needs: medians of a few microseconds are told apart too.
  function tick(value) {
    if (this.type === "logarithmic" && !/^[125]/.test(value.toExponential())) return "";
    return Math.abs(value) >= 1000 ? value.toLocaleString("en") : String(Number(value.toPrecision(6)));
  }

  function paint(config) {
    var ink = token("--ink-3");
    var grid = token("--plot-grid");
    config.data.datasets.forEach(function (set) {
      var colour = set.scheme === "best" ? token("--ink") : set.scheme === "front" ? token("--ink-3")
        : token("--plot-" + set.scheme) || token("--plot-other");
      set.borderColor = colour;
      set.backgroundColor = set.scheme === "best" || set.hollow ? "transparent" : colour;
      set.pointStyle = markers[set.scheme] || "circle";
      set.pointRotation = set.scheme === "bf16" ? 180 : 0;
      set.pointBorderWidth = strokes[set.pointStyle] || (set.scheme === "best" || set.hollow ? 2 : 1);
    });
    Object.keys(config.options.scales).forEach(function (key) {
      var axis = config.options.scales[key];
      axis.grid = { color: grid, tickColor: grid };
      axis.border = { color: grid };
      axis.ticks = Object.assign(axis.ticks || {}, { color: ink, maxRotation: 0, autoSkipPadding: 16, callback: tick, font: { family: token("--sans"), size: 12 } });
      axis.title.color = ink;
      axis.title.font = { family: token("--sans"), size: 12 };
    });
    config.options.plugins.tooltip = {
      backgroundColor: token("--ink"), titleColor: token("--paper"), bodyColor: token("--paper"),
      displayColors: false, cornerRadius: 6, padding: 10,
      filter: function (item) { return ["slo", "front", "best"].indexOf(item.dataset.scheme) < 0; },
      callbacks: {
        title: function () { return ""; },
        label: function (item) {
          return item.raw.tip || item.dataset.label + ": " + item.parsed.y.toFixed(0) + " % within " + item.parsed.x.toPrecision(3) + " ms";
        }
      }
    };
    config.options.interaction = { mode: "nearest", intersect: false, axis: config.type === "scatter" ? "xy" : "x" };
  }

  // The name that p:chart calls before it draws.
  window.assayChart = function () {
    paint(this.cfg.config);
    widgets.push(this);
  };

  document.addEventListener("assay:theme", function () {
    widgets.forEach(function (widget) {
      if (!widget.chart) return;
      paint(widget.chart.config._config);
      widget.chart.update("none");
    });
  });
})();
