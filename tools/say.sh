#!/bin/sh
# Says a line on stderr in the person's language, before there is a program that could: say.sh ENGLISH FRENCH GERMAN
case "${OPTOUT_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in
fr*) shift ;;
de*) shift 2 ;;
esac
printf '%s\n' "$1" >&2
