#!/bin/sh
# The example round from vp-init to the report, for the measurements.     usage: round.sh FOLDER EXAMPLE
set -eu
