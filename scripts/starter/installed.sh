#!/bin/sh
# Proofsheet @VERSION@ (@COMMIT@), as installed by the package of the system.
set -eu

unpacked=/usr/lib/proofsheet

