#!/bin/sh
# Fetches Scalar's standalone bundle again and writes scalar.js.gz and NOTICE beside
# this script. The versions pinned here give the same bytes each time.
#
# To move to another version, set VERSION and INTEGRITY (`npm view @scalar/api-reference@VERSION
# dist.integrity`), run the script with a SHA256 that is empty, and put the sum that it prints
# here and into ../bundle.go. Then look at the pages again: docs/reference/browser-check.mjs.
#
# Needs npm, openssl, tar, gzip and sha256sum; only for this, never for a build.
set -eu

NAME=@scalar/api-reference
VERSION=1.72.1
INTEGRITY=sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow==
SHA256=bf091006bdc3af6067af77c2f534812e3e633e94a94e87138069f570f33b762c

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "$NAME@$VERSION" >/dev/null
got=sha512-$(openssl dgst -sha512 -binary ./*.tgz | openssl base64 -A)
if [ "$got" != "$INTEGRITY" ]; then
	echo "vendor: $NAME@$VERSION has the integrity $got, not $INTEGRITY: do not use it" >&2
	exit 1
fi

tar xzf ./*.tgz package/dist/browser/standalone.js
got=$(sha256sum package/dist/browser/standalone.js | cut -d' ' -f1)
if [ "$got" != "$SHA256" ]; then
	echo "vendor: dist/browser/standalone.js has the sha256 $got, not $SHA256: put the new sum here and into bundle.go" >&2
	exit 1
fi
gzip -9n <package/dist/browser/standalone.js >"$here/scalar.js.gz"

# The tarball has no licence file: the text is that of github.com/scalar/scalar.
cat >"$here/NOTICE" <<END
scalar.js is the standalone bundle of Scalar's API reference, unchanged.

package    $NAME $VERSION, from the npm registry
file       dist/browser/standalone.js
source     https://github.com/scalar/scalar
integrity  $INTEGRITY (the package's tarball)
sha256     $SHA256 (the file)

MIT License

Copyright (c) 2023-present Scalar

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
END
