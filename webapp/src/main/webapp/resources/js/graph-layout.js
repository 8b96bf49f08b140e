// Places the nodes of a directed graph without cycles in layers from top to bottom (Sugiyama's method): longest paths
// give the layers, barycentres the order within one, and several passes of averaging the horizontal positions. An edge
// over several layers goes through a place of its own in each of them, shared by all edges that start at the same node.
(function () {
  "use strict";
  var GAP_X = 26;
  var GAP_Y = 34;
  var BEND = 14;

  // nodes: [{width, height}], edges: [[from, to]] by index. Gives each node x and y (its centre), and the points of
  // each edge.
  // A deep and narrow graph is folded into as many columns as fill the room best, as text is.
  window.assayLayout = function (nodes, edges, room) {
    var n = nodes.length;
    var next = nodes.map(function () { return []; });
    var before = nodes.map(function () { return []; });
    edges.forEach(function (e) { next[e[0]].push(e[1]); before[e[1]].push(e[0]); });

    var layer = new Array(n).fill(0);
    var waiting = before.map(function (list) { return list.length; });
    var ready = [];
    for (var i = 0; i < n; i++) if (!waiting[i]) ready.push(i);
    var order = [];
    while (ready.length) {
      var at = ready.shift();
      order.push(at);
      next[at].forEach(function (to) {
        layer[to] = Math.max(layer[to], layer[at] + 1);
        if (--waiting[to] === 0) ready.push(to);
      });
    }
    // A node that nothing feeds stands right above the first that reads it.
    order.slice().reverse().forEach(function (at) {
      if (!before[at].length && next[at].length) {
        layer[at] = Math.min.apply(null, next[at].map(function (to) { return layer[to]; })) - 1;
      }
    });

    // Places: nodes first, then the bends of long edges.
    var places = nodes.map(function (node, i) { return { w: node.width, h: node.height, layer: layer[i], x: 0, near: [] }; });
    var bends = {};
    function bend(from, atLayer) {
      var key = from + ":" + atLayer;
      if (bends[key] === undefined) {
        bends[key] = places.length;
        places.push({ w: BEND, h: 0, layer: atLayer, x: 0, near: [] });
        var above = atLayer - 1 === layer[from] ? from : bend(from, atLayer - 1);
        join(above, bends[key]);
      }
      return bends[key];
    }
    function join(a, b) {
      places[a].near.push(b);
      places[b].near.push(a);
    }
    var paths = edges.map(function (e) {
      var path = [e[0]];
      for (var l = layer[e[0]] + 1; l < layer[e[1]]; l++) path.push(bend(e[0], l));
      join(path[path.length - 1], e[1]);
      path.push(e[1]);
      return path;
    });

    var rows = [];
    places.forEach(function (place, i) { (rows[place.layer] = rows[place.layer] || []).push(i); });
    rows = rows.filter(Boolean);
    rows.forEach(function (row, l) { row.forEach(function (i, k) { places[i].layer = l; places[i].rank = k; }); });

    function average(i, side) {
      var sum = 0;
      var count = 0;
      places[i].near.forEach(function (j) {
        if (side < 0 ? places[j].layer < places[i].layer : side > 0 ? places[j].layer > places[i].layer : true) {
          sum += side ? places[j].rank : places[j].x;
          count++;
        }
      });
      return count ? sum / count : null;
    }
    for (var pass = 0; pass < 10; pass++) {
      var down = pass % 2 === 0;
      (down ? rows : rows.slice().reverse()).forEach(function (row) {
        var wish = {};
        row.forEach(function (i) { var a = average(i, down ? -1 : 1); wish[i] = a === null ? places[i].rank : a; });
        row.sort(function (a, b) { return wish[a] - wish[b] || places[a].rank - places[b].rank; });
        row.forEach(function (i, k) { places[i].rank = k; });
      });
    }

    function apart(a, b) {
      return (places[a].w + places[b].w) / 2 + (places[a].h && places[b].h ? GAP_X : GAP_X / 2);
    }
    rows.forEach(function (row) {
      var x = 0;
      row.forEach(function (i, k) {
        if (k) x += apart(row[k - 1], i);
        places[i].x = x;
      });
      row.forEach(function (i) { places[i].x -= x / 2; });
    });
    for (pass = 0; pass < 24; pass++) {
      (pass % 2 ? rows.slice().reverse() : rows).forEach(function (row) {
        var wish = row.map(function (i) { var a = average(i, 0); return a === null ? places[i].x : a; });
        // Pushed apart from both sides; the middle of the two keeps the order and the distances.
        var left = [];
        var right = [];
        row.forEach(function (i, k) { left[k] = k ? Math.max(wish[k], left[k - 1] + apart(row[k - 1], i)) : wish[k]; });
        for (var k = row.length - 1; k >= 0; k--) right[k] = k < row.length - 1 ? Math.min(wish[k], right[k + 1] - apart(row[k], row[k + 1])) : wish[k];
        row.forEach(function (i, k) { places[i].x = (left[k] + right[k]) / 2; });
      });
    }

    var y = 0;
    var tall = [];
    var middles = rows.map(function (row, l) {
      tall[l] = Math.max.apply(null, row.map(function (i) { return places[i].h; }));
      var middle = y + tall[l] / 2;
      y += tall[l] + GAP_Y;
      return middle;
    });
    fold(rows, middles, y, room);
    nodes.forEach(function (node, i) { node.x = places[i].x; node.y = places[i].y; });
    return paths.map(function (path) { return path.map(function (i) { return places[i]; }); });

    function fold(rows, middles, height, room) {
      var left = Math.min.apply(null, places.map(function (p) { return p.x - p.w / 2; }));
      var wide = Math.max.apply(null, places.map(function (p) { return p.x + p.w / 2; })) - left + 4 * GAP_X;
      var best = 1;
      var largest = 0;
      for (var columns = 1; columns <= 16; columns++) {
        var k = Math.min(room.width / (wide * columns), room.height / (height / columns), 1);
        if (k > largest * 1.05) {
          largest = k;
          best = columns;
        }
      }
      var each = Math.ceil(rows.length / best);
      places.forEach(function (place) {
        var column = Math.floor(place.layer / each);
        place.x += column * wide;
        place.y = middles[place.layer] - middles[column * each];
        place.column = column;
      });
    }
  };
})();
