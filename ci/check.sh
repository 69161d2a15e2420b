#!/usr/bin/env bash
# What the GitHub action runs: one check with annotations, and the same findings as a summary and as
# SARIF where they are wanted. Everything comes from the environment; see action.yml.
set -euo pipefail

inc="${INC:-$RUNNER_TEMP/inc/bin/inc}"
top="$PWD"
cd -- "${FOLDER:-.}"

options=()
base="${BASE:-${PULL_REQUEST_BASE:-}}"
if [ -n "$base" ] && [ "$base" != none ]; then options+=(--base "$base"); fi
if [ -n "${SELECT:-}" ]; then options+=(--select "$SELECT"); fi
if [ "${STRICT:-false}" = true ]; then options+=(--strict); fi

if [ "${SUMMARY:-true}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    "$inc" check "${options[@]}" --format markdown >> "$GITHUB_STEP_SUMMARY" 2> /dev/null || true
fi
if [ -n "${SARIF:-}" ]; then
    mkdir -p -- "$(dirname -- "$top/$SARIF")"
    "$inc" check "${options[@]}" --format sarif > "$top/$SARIF" 2> /dev/null || true
    { echo "sarif<<END-OF-SARIF"; printf '%s\n' "$SARIF"; echo END-OF-SARIF; } >> "$GITHUB_OUTPUT"
fi
exec "$inc" check "${options[@]}" --format github
