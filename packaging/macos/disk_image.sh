#!/bin/bash
# disk_image.sh Tracer.app VERSION OUT: OUT/Tracer-VERSION-ARCH.dmg with the program and a link to Applications.
# Where TRACER_SIGN_IDENTITY is set, program and image are checked and signed; where APPLE_ID, APPLE_TEAM_ID and
# APPLE_APP_PASSWORD are set as well, Apple notarises the image and its answer is stapled to it.
set -euo pipefail
app=$1 version=$2 out=$3
image="$out/Tracer-$version-$(uname -m).dmg"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -n "${TRACER_SIGN_IDENTITY:-}" ]; then
  here=$(cd "$(dirname "$0")" && pwd)
  codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" \
    --sign "$TRACER_SIGN_IDENTITY" "$app/Contents/MacOS/tracer"
  codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" \
    --sign "$TRACER_SIGN_IDENTITY" "$app"
fi
codesign --verify --deep --strict "$app"

# ditto keeps links as links; copied as files, they break the signature and Qt.
ditto "$app" "$folder/Tracer.app"
ln -s /Applications "$folder/Applications"
# Spotlight may still hold what it has just seen come: "Resource busy".
for wait in 5 15 45 0; do
  hdiutil create -volname "Tracer $version" -srcfolder "$folder" -ov -format UDZO "$image" && break
  [ "$wait" -gt 0 ] || exit 1
  sleep "$wait"
done

if [ -n "${TRACER_SIGN_IDENTITY:-}" ]; then
  codesign --sign "$TRACER_SIGN_IDENTITY" --timestamp "$image"
  if [ -n "${APPLE_ID:-}" ] && [ -n "${APPLE_TEAM_ID:-}" ] && [ -n "${APPLE_APP_PASSWORD:-}" ]; then
    xcrun notarytool submit "$image" --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM_ID" \
      --password "$APPLE_APP_PASSWORD" --wait
    xcrun stapler staple "$image"
    xcrun stapler validate "$image"
  fi
fi
