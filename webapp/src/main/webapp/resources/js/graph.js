// The graph of a run as a drawing: coloured by time or by precision, moved and scaled by mouse, touch and keyboard, and
// joined with the table of nodes both ways.
(function () {
  "use strict";
  var box = document.getElementById("graph");
  var view = document.getElementById("graph-view");
  var status = document.getElementById("graph-status");
  if (!box || !view || !window.fetch) return;
  var SVG = "http://www.w3.org/2000/svg";
  var rows = {};
  document.querySelectorAll("#node-table tr[data-kernel]").forEach(function (row) { rows[row.dataset.kernel] = row; });
  var nodes = [];
  var kernels = [];
  var frame = { x: 0, y: 0, k: 1 };
  var size = { x: 0, y: 0, w: 1, h: 1 };
  var layerOf = null;

  function element(name, attributes, parent) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (parent) parent.append(made);
    return made;
  }

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function short(text, most) {
    return text.length <= most ? text : text.slice(0, most - 1) + "…";
  }

  function caption(node) {
    return node.nodes > 1 ? short(node.name.split("/").pop() || node.op, 22) + " (" + node.nodes + ")" : short(node.op.split(".").pop(), 26);
  }

  function micros(node) {
    return node.micros == null ? "no time known" : time(node.micros);
  }

  function time(us) {
    return us < 1000 ? us.toFixed(1) + " µs" : (us / 1000).toPrecision(3) + " ms";
  }

  function title(node) {
    return node.op + " " + node.name + (node.nodes > 1 ? ", " + node.nodes + " nodes" : "") + ", "
      + (node.precision || "precision unknown") + ", " + micros(node) + (node.reason ? ", left as it was: " + node.reason : "");
  }

  // ---- data ----
  function read(json) {
    kernels = json.kernels || [];
    nodes = json.nodes;
    nodes.forEach(function (node) { node.near = []; });
    return json.edges.map(function (edge) { return [edge.from, edge.to]; });
  }

  // ---- drawing ----
  function draw(edges) {
    nodes.forEach(function (node) {
      node.width = Math.max(78, 18 + 7.2 * caption(node).length);
      node.height = 36;
    });
    var paths = window.assayLayout(nodes, edges, { width: view.clientWidth, height: view.clientHeight });
    var svg = element("svg", { "aria-hidden": "false", role: "group" });
    layerOf = element("g", {}, svg);
    edges.forEach(function (edge, i) {
      var points = paths[i];
      var d = "";
      points.forEach(function (p, k) {
        if (!k) {
          d = "M" + p.x + " " + (p.y + p.h / 2);
          return;
        }
        var y0 = points[k - 1].y + points[k - 1].h / 2;
        var y1 = p.y - p.h / 2;
        var half = (y0 + y1) / 2;
        var turn = points[k - 1].column !== p.column;
        d += " C" + points[k - 1].x + " " + (turn ? y0 + 60 : half) + " " + p.x + " " + (turn ? y1 - 60 : half) + " " + p.x + " " + y1;
      });
      var line = element("path", { d: d, "class": "edge" }, layerOf);
      nodes[edge[0]].near.push(line);
      nodes[edge[1]].near.push(line);
    });
    nodes.forEach(function (node, i) {
      var g = element("g", {
        "class": "node", tabindex: i === 0 ? "0" : "-1", role: "button", "data-index": i,
        transform: "translate(" + (node.x - node.width / 2) + " " + (node.y - node.height / 2) + ")",
        "aria-label": title(node)
      }, layerOf);
      element("title", {}, g).textContent = title(node);
      element("rect", { width: node.width, height: node.height, rx: 5 }, g);
      element("text", { x: node.width / 2, y: 15 }, g).textContent = caption(node);
      var more = element("text", { x: node.width / 2, y: 29, "class": "more" }, g);
      more.textContent = node.micros == null ? node.precision || "" : node.micros ? micros(node) : "no kernel";
      node.g = g;
    });
    view.replaceChildren(svg);
    var xs = nodes.map(function (node) { return node.x - node.width / 2; });
    var ends = nodes.map(function (node) { return node.x + node.width / 2; });
    var ys = nodes.map(function (node) { return node.y; });
    size.x = Math.min.apply(null, xs) - 20;
    size.y = Math.min.apply(null, ys) - 40;
    size.w = Math.max.apply(null, ends) + 20 - size.x;
    size.h = Math.max.apply(null, ys) + 40 - size.y;
  }

  function paint() {
    var mode = box.querySelector("input[name=paint]:checked").value;
    var most = Math.max.apply(null, nodes.map(function (node) { return node.micros || 0; })) || 1;
    var kinds = {};
    nodes.forEach(function (node) {
      var rect = node.g.querySelector("rect");
      if (mode === "time") {
        // The square root keeps the many short nodes apart from nothing at all.
        var heat = node.micros == null ? 0 : Math.round(100 * Math.sqrt(node.micros / most));
        rect.setAttribute("fill", "color-mix(in srgb, " + token("--heat-1") + " " + heat + "%, " + token("--heat-0") + ")");
      } else {
        var kind = mode === "state" ? node.state.toLowerCase() : node.precision || "no kernel";
        kinds[kind] = (kinds[kind] || 0) + 1;
        rect.setAttribute("fill", "color-mix(in srgb, " + colour(kind) + " 38%, " + token("--surface") + ")");
      }
    });
    var legend = document.getElementById("graph-legend");
    legend.replaceChildren();
    if (mode === "time") {
      var item = document.createElement("li");
      var timed = nodes.some(function (node) { return node.micros > 0; });
      item.innerHTML = timed ? '0 <span class="heat"></span> ' : "";
      item.append(timed ? time(most) : "This run has no times by node.");
      legend.append(item);
    } else {
      Object.keys(kinds).sort().forEach(function (kind) {
        var item = document.createElement("li");
        var mark = document.createElement("span");
        mark.className = "precision " + kind.replace(" ", "-");
        mark.textContent = kind + ", " + kinds[kind];
        item.append(mark);
        legend.append(item);
      });
    }
  }

  function colour(precision) {
    var names = {
      fp32: "fp32", fp16: "fp16", bf16: "bf16", int8: "int8-dynamic", int4: "int4-weight-only",
      quantized: "int8-dynamic", skipped: "slo", untouched: "fp32", "no kernel": "grid"
    };
    return token("--plot-" + (names[precision] || "other"));
  }

  // ---- moving ----
  function move() {
    layerOf.setAttribute("transform", "translate(" + frame.x + " " + frame.y + ") scale(" + frame.k + ")");
  }

  function fit() {
    frame.k = Math.min(view.clientWidth / size.w, view.clientHeight / size.h, 1.2);
    frame.x = (view.clientWidth - size.w * frame.k) / 2 - size.x * frame.k;
    frame.y = (view.clientHeight - size.h * frame.k) / 2 - size.y * frame.k;
    move();
  }

  function scale(factor, x, y) {
    var cx = x == null ? view.clientWidth / 2 : x;
    var cy = y == null ? view.clientHeight / 2 : y;
    var k = Math.min(3, Math.max(0.03, frame.k * factor));
    frame.x = cx - (cx - frame.x) * (k / frame.k);
    frame.y = cy - (cy - frame.y) * (k / frame.k);
    frame.k = k;
    move();
  }

  function show(node) {
    if (frame.k < 0.6) frame.k = 0.9;
    frame.x = view.clientWidth / 2 - node.x * frame.k;
    frame.y = view.clientHeight / 2 - node.y * frame.k;
    move();
  }

  // ---- choosing ----
  var at = 0;
  function unmark() {
    nodes.forEach(function (node) {
      node.g.classList.remove("chosen");
      node.near.forEach(function (line) { line.classList.remove("near"); });
    });
    Object.keys(rows).forEach(function (id) { rows[id].classList.remove("chosen"); });
  }

  function mark(i) {
    nodes[i].g.classList.add("chosen");
    nodes[i].near.forEach(function (line) { line.classList.add("near"); });
  }

  // Tab leads to one node only: the one chosen last.
  function current(i) {
    nodes[at].g.setAttribute("tabindex", "-1");
    at = i;
    nodes[at].g.setAttribute("tabindex", "0");
  }

  function choose(i) {
    unmark();
    current(i);
    mark(i);
    var node = nodes[i];
    var found = node.kernels.map(function (id) { return rows[id]; }).filter(Boolean);
    found.forEach(function (row) { row.classList.add("chosen"); });
    status.textContent = title(node) + (found.length ? "; " + found.length + (found.length === 1 ? " kernel is" : " kernels are") + " marked in the table." : "; no kernel ran for it: it was folded away or takes no time.");
    if (found.length) {
      var scroll = found[0].closest(".scroll");
      scroll.scrollTop = found[0].offsetTop - scroll.clientHeight / 2;
    }
  }

  function chooseKernel(id) {
    unmark();
    rows[id].classList.add("chosen");
    var stands = kernels[id] ? kernels[id].nodes : [];
    stands.forEach(mark);
    if (stands.length) {
      current(stands[0]);
      show(nodes[stands[0]]);
    }
    status.textContent = stands.length
      ? kernels[id].op + " stands for " + stands.length + (stands.length === 1 ? " box" : " boxes") + " of the drawing."
      : "It is not known which nodes of the model this kernel stands for.";
  }

  function focusNode(i) {
    choose(i);
    show(nodes[i]);
    nodes[i].g.focus({ preventScroll: true });
  }

  function listen() {
    var drag = null;
    view.addEventListener("pointerdown", function (event) {
      drag = { x: event.clientX, y: event.clientY, moved: false };
    });
    view.addEventListener("pointermove", function (event) {
      if (!drag || !event.buttons) return;
      var dx = event.clientX - drag.x;
      var dy = event.clientY - drag.y;
      if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      if (!drag.moved) view.setPointerCapture(event.pointerId);
      drag.moved = true;
      frame.x += dx;
      frame.y += dy;
      drag.x = event.clientX;
      drag.y = event.clientY;
      move();
    });
    view.addEventListener("click", function (event) {
      var g = event.target.closest(".node");
      if (g && !(drag && drag.moved)) choose(Number(g.dataset.index));
      drag = null;
    });
    view.addEventListener("wheel", function (event) {
      event.preventDefault();
      var r = view.getBoundingClientRect();
      scale(Math.exp(-event.deltaY * 0.0015), event.clientX - r.left, event.clientY - r.top);
    }, { passive: false });
    view.addEventListener("keydown", function (event) {
      var g = event.target.closest(".node");
      var step = 60;
      var key = event.key;
      if (g && (key === "Enter" || key === " ")) choose(Number(g.dataset.index));
      else if (g && /^Arrow/.test(key)) {
        var i = Number(g.dataset.index);
        var to = key === "ArrowDown" || key === "ArrowRight" ? Math.min(nodes.length - 1, i + 1) : Math.max(0, i - 1);
        focusNode(to);
      } else if (key === "ArrowLeft") frame.x += step;
      else if (key === "ArrowRight") frame.x -= step;
      else if (key === "ArrowUp") frame.y += step;
      else if (key === "ArrowDown") frame.y -= step;
      else if (key === "+" || key === "=") scale(1.25);
      else if (key === "-") scale(0.8);
      else if (key === "0") fit();
      else return;
      event.preventDefault();
      move();
    });
    box.querySelectorAll("[data-graph]").forEach(function (button) {
      button.addEventListener("click", function () {
        if (button.dataset.graph === "fit") fit();
        else scale(button.dataset.graph === "in" ? 1.25 : 0.8);
      });
    });
    box.querySelectorAll("input[name=paint]").forEach(function (input) { input.addEventListener("change", paint); });
    document.addEventListener("assay:theme", paint);
    Object.keys(rows).forEach(function (id) {
      var head = rows[id].querySelector("th");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "to-graph";
      button.textContent = head.textContent;
      button.setAttribute("aria-label", head.textContent + ", show in the drawing");
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        chooseKernel(Number(id));
        box.scrollIntoView({ block: "start" });
      });
    });
  }

  status.textContent = "Drawing.";
  fetch("/api/v1/runs/" + box.dataset.run + "/graph?second=" + (box.dataset.second === "true"), { credentials: "same-origin", headers: { Accept: "application/json" } })
    .then(function (response) {
      return response.json().then(function (json) {
        if (!response.ok) throw new Error(json.detail || "The graph cannot be drawn.");
        return json;
      });
    })
    .then(function (json) {
      var edges = read(json);
      if (!nodes.length) throw new Error("The graph has no nodes.");
      view.hidden = false;
      box.querySelector(".graph-bar").hidden = false;
      draw(edges);
      paint();
      fit();
      listen();
      status.textContent = (json.whole ? nodes.length + " nodes" : json.totalNodes + " nodes in " + nodes.length + " boxes")
        + ". Choose one to see its kernels in the table.";
    })
    .catch(function (error) {
      view.hidden = true;
      status.textContent = "There is no drawing: " + error.message;
    });
})();
