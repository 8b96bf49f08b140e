#!/bin/bash
# Quantizes one model to int8 by this program, each time in a fresh process, and, where python3 has onnxruntime, by its
# quantize_dynamic in the same run, in turns. Prints seconds from reading to written, of the whole process, and peak memory.
#
#   benchmarks/quantize-vs-python.sh [MODEL.onnx] [RUNS]
#
# Without a model the built-in sentence model is taken. Needs GNU time. Quiet the machine first:
# the figures of a loaded one say nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
distribution=$here/modules/cli/target/assay
model=${1:-$distribution/zoo/all-minilm-l6-v2.onnx}
runs=${2:-7}
heap=${ASSAY_BENCHMARK_HEAP:-200m}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/assay" --version > /dev/null # builds what is not built yet
[ -f "$model" ] || { echo "There is no model $model; build first with ./assay, or name one." >&2; exit 1; }
[ -x /usr/bin/time ] || { echo "GNU time is missing (on Debian: apt install time); nothing was measured." >&2; exit 1; }

cat > "$work/reference.py" <<'PY'
import logging, sys, time
logging.disable(logging.WARNING)
from onnxruntime.quantization import QuantType, quantize_dynamic
start = time.perf_counter()
quantize_dynamic(sys.argv[1], sys.argv[2], per_channel=True, weight_type=QuantType.QInt8)
print(time.perf_counter() - start)
PY

# name, command that prints the seconds from reading to written
measure() {
    local name=$1
    shift
    /usr/bin/time -f '%e %M' -o "$work/time" "$@" > "$work/out" 2> "$work/err" ||
        { echo "$name failed:" >&2; cat "$work/err" >&2; exit 1; }
    echo "$name $(tail -1 "$work/out") $(tail -1 "$work/time")" >> "$work/results"
}

ours() {
    JDK_JAVA_OPTIONS=-Xmx$heap "$here/assay" quantize "$model" --scheme int8-dynamic --json -o "$work/ours.onnx" |
        python3 -c 'import json, sys; p = json.load(sys.stdin)["secondsByPhase"]; print(sum(p.values()))'
}
export -f ours
export here heap distribution model work

reference=no
if python3 -c 'import onnxruntime.quantization' 2> /dev/null; then
    reference=yes
else
    echo "python3 has no onnxruntime here: its quantize_dynamic is left out."
fi
for _ in $(seq "$runs"); do
    measure assay bash -c ours
    [ $reference = no ] || measure python python3 "$work/reference.py" "$model" "$work/reference.onnx"
done
python3 - "$work/results" <<'PY'
import statistics, sys
rows = {}
for line in open(sys.argv[1]):
    name, *numbers = line.split()
    rows.setdefault(name, []).append([float(n) for n in numbers])
print(f"{'':8}{'runs':>6}{'read to written':>18}{'fastest':>10}{'process':>10}{'peak MB':>10}")
middle = {}
for name, runs in rows.items():
    work, process, memory = ([run[i] for run in runs] for i in range(3))
    middle[name] = statistics.median(work), max(memory) / 1024
    print(f"{name:8}{len(runs):6}{middle[name][0]:16.3f} s{min(work):8.3f} s{statistics.median(process):8.3f} s{middle[name][1]:10.0f}")
if "python" in middle:
    print(f"assay is {middle['python'][0] / middle['assay'][0]:.2f} times as fast with "
          f"{middle['assay'][1] / middle['python'][1]:.2f} of the memory (medians, peaks)")
PY
