#!/bin/sh
# Makes the vendored files anew from their npm packages: `sh src/yesline/web/parts/vendor.sh`.
# Versions stand here and nowhere else; SHA256SUMS beside the files says what came out.
set -eu
htmx=2.0.11 sse=2.2.4 jssip=3.13.8 esbuild=0.28.2 inter=4.1.1 fonttools=4.68.0 brotli=1.2.1
to=$(cd "$(dirname -- "$0")/static/vendor" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --no-fund --no-audit "htmx.org@$htmx" "htmx-ext-sse@$sse" "jssip@$jssip" "esbuild@$esbuild" "inter-ui@$inter"
node node_modules/esbuild/install.js

# JsSIP ships CommonJS with three small dependencies: one ES module of it, nothing else is built in this project.
echo 'export { default } from "jssip";' >entry.js
node_modules/.bin/esbuild entry.js --bundle --format=esm --minify --legal-comments=none --target=es2022 \
    --log-level=warning --outfile="$to/jssip-$jssip.js"
# Inter: the letters of our four languages and what stands between them, weights 400 to 700, figures of one width.
export SOURCE_DATE_EPOCH=1700000000  # else the font holds the hour it was made
python3 -m venv tools
tools/bin/pip install --quiet "fonttools==$fonttools" "brotli==$brotli"
tools/bin/fonttools varLib.instancer --quiet node_modules/inter-ui/variable/InterVariable.woff2 wght=400:700 -o inter.font
tools/bin/pyftsubset inter.font --flavor=woff2 --output-file="$to/inter-$inter.woff2" \
    --layout-features=ccmp,locl,kern,mark,mkmk,calt,tnum,lnum,case \
    --unicodes=20-7E,A0-17F,218-21B,2BC,300-304,306-308,30B-30C,400-45F,490-491,4D8-4D9,2010-2015,2018-201E,2020-2022,2026,202F,2030,2032-2033,2039-203A,2060,20AC,20B4,20B8,20BD,2116,2122,2190-2193,21B5,2212,D7,2248,2264-2265,2318
cp node_modules/inter-ui/LICENSE.txt "$to/inter.LICENSE"

cp node_modules/htmx.org/dist/htmx.min.js "$to/htmx-$htmx.min.js"
cp node_modules/htmx-ext-sse/dist/sse.min.js "$to/htmx-ext-sse-$sse.min.js"
cp node_modules/jssip/LICENSE.md "$to/jssip.LICENSE"
cp node_modules/htmx.org/LICENSE "$to/htmx.LICENSE"
cp node_modules/htmx-ext-sse/LICENSE "$to/htmx-ext-sse.LICENSE"
cd "$to" && sha256sum ./*.js ./*.woff2 >SHA256SUMS
