#!/bin/sh
# Fetches the vendored file anew from its npm package: `sh tests/front/vendor.sh`. The version stands here and in
# the file's name; SHA256SUMS beside it says what came out.
set -eu
axe=4.12.0
to=$(cd "$(dirname -- "$0")/vendor" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "axe-core@$axe" >/dev/null
tar xf "axe-core-$axe.tgz"
rm -f "$to"/axe*
cp package/axe.min.js "$to/axe-$axe.min.js"
cp package/LICENSE "$to/axe.LICENSE"
cp package/LICENSE-3RD-PARTY.txt "$to/axe.LICENSE-3RD-PARTY"
cd "$to" && sha256sum ./*.js >SHA256SUMS
