#!/bin/sh
# Makes the vendored files anew from their npm packages: `sh src/yesline/web/parts/vendor.sh`.
# Versions stand here and nowhere else; SHA256SUMS beside the files says what came out.
set -eu
htmx=2.0.11 sse=2.2.4 jssip=3.13.8 esbuild=0.28.2
to=$(cd "$(dirname -- "$0")/static/vendor" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --no-fund --no-audit "htmx.org@$htmx" "htmx-ext-sse@$sse" "jssip@$jssip" "esbuild@$esbuild"
node node_modules/esbuild/install.js

# JsSIP ships CommonJS with three small dependencies: one ES module of it, nothing else is built in this project.
echo 'export { default } from "jssip";' >entry.js
node_modules/.bin/esbuild entry.js --bundle --format=esm --minify --legal-comments=none --target=es2022 \
    --log-level=warning --outfile="$to/jssip-$jssip.js"
cp node_modules/htmx.org/dist/htmx.min.js "$to/htmx-$htmx.min.js"
cp node_modules/htmx-ext-sse/dist/sse.min.js "$to/htmx-ext-sse-$sse.min.js"
cp node_modules/jssip/LICENSE.md "$to/jssip.LICENSE"
cp node_modules/htmx.org/LICENSE "$to/htmx.LICENSE"
cp node_modules/htmx-ext-sse/LICENSE "$to/htmx-ext-sse.LICENSE"
cd "$to" && sha256sum ./*.js >SHA256SUMS
