# Runs that are killed at random moments and resumed end as one that nobody disturbed. With more kills:
#   tests/soak/run.py build/dev/bin/tbbimg --rounds 200 kills
command -v python3 >/dev/null || skip 'there is no python3'
python3 "$(dirname "$RUN_CASE")/../soak/run.py" "$TBBIMG" --tools "$(dirname "$MAKE_IMAGE")" --rounds 4 kills >"$logs/stdout" 2>"$logs/stderr" ||
  fail 'a killed run did not go on as it should'
